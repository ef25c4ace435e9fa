//! The cable between a browser and a site: it can be cut, or carry only what the browser says.
//! Cutting it here reaches the service worker too, which the browser's own emulation does not.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// What comes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Carries {
    Everything,
    Nothing,
    /// What is asked arrives; the answer is lost.
    Questions,
    Ended,
}

pub struct Cable {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    to: SocketAddr,
    carries: AtomicU8,
    wires: Mutex<Vec<TcpStream>>,
    /// From the site.
    bytes: AtomicU64,
}

impl State {
    fn carries(&self, what: Carries) -> bool {
        self.carries.load(Ordering::SeqCst) == what as u8
    }
}

impl Cable {
    /// A cable that ends at `to`.
    pub fn to(to: SocketAddr) -> Cable {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            to,
            carries: AtomicU8::new(Carries::Everything as u8),
            wires: Mutex::default(),
            bytes: AtomicU64::new(0),
        });
        let own = Arc::clone(&state);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if own.carries(Carries::Ended) {
                    return;
                }
                if !own.carries(Carries::Nothing) {
                    connect(&own, near);
                }
            }
        });
        Cable { address, state }
    }

    /// The site as it is reached through this cable.
    pub fn site(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// What it carries now.
    pub fn carries(&self) -> Carries {
        let all = [
            Carries::Everything,
            Carries::Nothing,
            Carries::Questions,
            Carries::Ended,
        ];
        all[usize::from(self.state.carries.load(Ordering::SeqCst))]
    }

    /// Bytes that came from the site so far.
    pub fn bytes(&self) -> u64 {
        self.state.bytes.load(Ordering::SeqCst)
    }

    /// From now on it carries this; what is under way is lost.
    pub fn carry(&self, what: Carries) {
        self.state.carries.store(what as u8, Ordering::SeqCst);
        if what != Carries::Questions {
            for wire in self.state.wires.lock().unwrap().drain(..) {
                let _ = wire.shutdown(Shutdown::Both);
            }
        }
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.carry(Carries::Ended);
        let _ = TcpStream::connect(self.address);
    }
}

fn connect(state: &Arc<State>, near: TcpStream) {
    let Ok(far) = TcpStream::connect(state.to) else { return };
    let mut wires = state.wires.lock().unwrap();
    wires.extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
    drop(wires);
    let (from, to) = (near.try_clone().unwrap(), far.try_clone().unwrap());
    std::thread::spawn(move || copy(from, to, |_| true));
    let state = Arc::clone(state);
    std::thread::spawn(move || {
        copy(far, near, |n| {
            state.bytes.fetch_add(n as u64, Ordering::SeqCst);
            !state.carries(Carries::Questions)
        })
    });
}

fn copy(mut from: TcpStream, mut to: TcpStream, carries: impl Fn(usize) -> bool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        if carries(n) && to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

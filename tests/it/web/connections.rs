//! What a stranger may hold on to, and how a stop treats what has begun.

use crate::support::Site;
use handyman_kpi::web::{Access, Ctx, Failure, Reply, Request, get};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_millis(300);
const LATER: Duration = Duration::from_secs(5);

fn slow(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    std::thread::sleep(Duration::from_millis(700));
    Reply::json(&"slow but there")
}

fn site() -> Site {
    let limits = |limits: &mut handyman_kpi::web::Limits| {
        limits.handshake = SOON;
        limits.head = SOON;
        limits.idle = SOON;
        limits.per_address = 3;
    };
    Site::build()
        .with_rows([get("/slow", Access::Visitor, slow)])
        .with_limits(limits)
        .start()
}

fn ends(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(LATER)).unwrap();
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

#[test]
fn a_handshake_that_does_not_come_is_not_waited_for() {
    let site = site();
    assert!(ends(&mut TcpStream::connect(site.address).unwrap()));
    let mut half = TcpStream::connect(site.address).unwrap();
    half.write_all(&[0x16, 3, 1, 0, 0xff, 1]).unwrap();
    assert!(ends(&mut half));
    let mut plain = TcpStream::connect(site.address).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(ends(&mut plain));
}

#[test]
fn headers_that_drip_in_are_not_waited_for() {
    let site = site();
    let mut wire = site.wire();
    let began = Instant::now();
    wire.write(b"GET / HTTP/1.1\r\n").unwrap();
    let mut closed = false;
    while began.elapsed() < LATER && !closed {
        closed = wire.write(b"a: b\r\n").is_err() || wire.is_closed_within(Duration::from_millis(50));
    }
    assert!(closed);
}

#[test]
fn a_connection_that_says_nothing_or_rests_too_long_is_closed() {
    let site = site();
    assert!(site.wire().is_closed_within(LATER), "no request at all");
    let mut wire = site.wire();
    wire.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    wire.answer(false).unwrap().is(200);
    assert!(wire.is_closed_within(LATER), "no second request");
}

#[test]
fn a_request_that_takes_longer_than_the_idle_time_is_answered() {
    let site = site();
    site.visitor().get("/slow").is(200).shows("slow but there");
}

#[test]
fn too_many_connections_from_one_address_are_turned_away_until_some_end() {
    let site = site();
    let mut kept: Vec<TcpStream> = (0..3).map(|_| TcpStream::connect(site.address).unwrap()).collect();
    let began = Instant::now();
    std::thread::sleep(Duration::from_millis(50));
    let mut fourth = TcpStream::connect(site.address).unwrap();
    assert!(ends(&mut fourth));
    assert!(began.elapsed() < SOON, "at once, not by a time limit");
    kept.clear();
    std::thread::sleep(Duration::from_millis(100));
    site.visitor().get("/healthz").is(200);
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let site = Site::start();
    for head in [
        format!(
            "GET /healthz HTTP/1.1\r\nhost: localhost\r\na: {}\r\n\r\n",
            "b".repeat(100_000)
        ),
        format!(
            "GET /healthz HTTP/1.1\r\nhost: localhost\r\n{}\r\n",
            "a: b\r\n".repeat(500)
        ),
        format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(100_000)),
    ] {
        let mut wire = site.wire();
        // It says so as soon as it knows, and what still comes does not take the answer away.
        wire.write(head.as_bytes()).unwrap();
        let status = wire.answer(false).unwrap().status;
        assert!([400, 414, 431].contains(&status), "{status}");
    }
    site.visitor().get("/healthz").is(200);
}

#[test]
fn a_stop_finishes_the_request_that_runs_and_takes_no_new_one() {
    let mut site = site();
    let address = site.address;
    let mut browser = site.visitor();
    let running = std::thread::spawn(move || browser.get("/slow"));
    std::thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    site.stop();
    assert!(began.elapsed() < Duration::from_secs(3));
    running.join().unwrap().is(200).shows("slow but there");
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_stop_still_answers_whoever_has_just_come() {
    let mut site = Site::start();
    let mut wire = site.wire();
    let stopping = std::thread::spawn(move || site.stop());
    std::thread::sleep(Duration::from_millis(300));
    wire.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    wire.answer(false).unwrap().is(200);
    stopping.join().unwrap();
}

#[test]
fn a_stop_does_not_wait_for_connections_that_only_rest() {
    let mut site = Site::start();
    let mut browser = site.visitor();
    browser.get("/healthz").is(200);
    let _silent = TcpStream::connect(site.address).unwrap();
    let began = Instant::now();
    site.stop();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

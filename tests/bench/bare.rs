//! The reference: the same accept loop around a bare warp filter that answers the same number of
//! bytes every time.

use super::client::{Load, Target, load};
use super::process::{Server, certificate};
use handyman_kpi::host::clock::SystemClock;
use handyman_kpi::host::tls::{Tls, Wanted, own_names};
use handyman_kpi::web::{Hosts, Limits, Listen, Server as Web};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use warp::http::Response;
use warp::{Filter, Reply};

/// Runs as the child process: `--bare BYTES FOLDER`, with the certificate in that folder.
pub fn serve(bytes: usize, folder: &Path) {
    let wanted = Wanted {
        chosen: Vec::new(),
        found: own_names(),
    };
    let (tls, _) = Tls::start(folder, &wanted, Arc::new(SystemClock)).unwrap();
    let body = hyper::body::Bytes::from(vec![b'a'; bytes]);
    let filter = warp::any()
        .map(move || Response::new(body.clone()).into_response())
        .boxed();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listen = Listen {
            https: SocketAddr::from(([127, 0, 0, 1], 0)),
            http: None,
        };
        let hosts = Hosts::new(own_names());
        let tls = tls.server_config().unwrap();
        let server = Web::with_filter(listen, tls, filter, hosts, Limits::default()).unwrap();
        println!("Serving https://{}/", server.address());
        server.serve(std::future::pending()).await;
    });
}

/// The load on a bare answer of that size; gives CPU milliseconds a request beside it.
pub fn measure(folder: &Path, bytes: usize, time: Duration) -> (Load, f64) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--bare", &bytes.to_string()]);
    command.arg(folder);
    let server = Server::of(command);
    let target = Target::new(server.address, &certificate(folder), "a=b");
    let before = server.cpu();
    let load = load(&target, "/", time);
    let cpu = (server.cpu() - before) * 1e3 / load.requests as f64;
    server.stop();
    (load, cpu)
}

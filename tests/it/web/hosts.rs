//! Only our own names are answered to, on both ports.

use crate::support::Site;
use std::io::{Read, Write};
use std::net::TcpStream;

fn asked(site: &Site, host: &str) -> u16 {
    let mut wire = site.wire();
    wire.write(format!("GET /healthz HTTP/1.1\r\n{host}\r\n").as_bytes())
        .unwrap();
    wire.answer(false).unwrap().status
}

#[test]
fn another_name_is_not_answered_to() {
    let site = Site::start();
    for host in [
        "host: localhost\r\n",
        "host: 127.0.0.1:8443\r\n",
        "host: LOCALHOST.\r\n",
    ] {
        assert_eq!(asked(&site, host), 200, "{host}");
    }
    for host in [
        "host: evil.example\r\n",
        "host: localhost.evil.example\r\n",
        "host: 10.9.8.7\r\n",
        "host:\r\n",
        "",
    ] {
        assert_eq!(asked(&site, host), 421, "{host}");
    }
}

#[test]
fn another_name_is_told_what_to_do_without_being_trusted() {
    let site = Site::start();
    let answer = site.wire_says("GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n");
    answer
        .is(421)
        .shows("does not answer to the name evil.example")
        .has("content-type", "text/plain; charset=utf-8");
}

fn plainly(site: &Site, request: &str) -> String {
    let mut stream = TcpStream::connect(site.plain_address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_plain_port_sends_on_to_https_with_the_path_kept() {
    let site = Site::start();
    let answer = plainly(
        &site,
        "GET /employees?page=2 HTTP/1.1\r\nhost: localhost:80\r\nconnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 308"), "{answer}");
    let to = format!(
        "location: https://localhost:{}/employees?page=2\r\n",
        site.address.port()
    );
    assert!(answer.contains(&to), "{answer}");
    assert!(answer.contains("content-security-policy"));
}

#[test]
fn the_plain_port_sends_nobody_to_another_host() {
    let site = Site::start();
    for request in [
        "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
    ] {
        let answer = plainly(&site, request);
        assert!(answer.contains(" 421 "), "{answer}");
        assert!(!answer.contains("\r\nlocation"), "{answer}");
    }
    let odd = plainly(
        &site,
        "GET //evil.example/x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    );
    assert!(
        odd.contains(&format!(
            "location: https://localhost:{}//evil.example/x",
            site.address.port()
        )),
        "{odd}"
    );
}

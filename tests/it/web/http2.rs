//! HTTP/2: the same answers, many at once on one connection.

use crate::support::{Site, trusting};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

fn on_a_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

async fn connect(site: &Site) -> h2::client::SendRequest<std::io::Cursor<Vec<u8>>> {
    let tcp = TcpStream::connect(site.address).await.unwrap();
    let connector = TlsConnector::from(trusting(&site.certificate, b"h2"));
    let tls = connector
        .connect(ServerName::try_from("localhost").unwrap(), tcp)
        .await
        .unwrap();
    assert_eq!(tls.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (client, connection) = h2::client::Builder::new().handshake(tls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[test]
fn many_requests_at_once_are_all_answered() {
    let site = Site::start();
    on_a_runtime(async {
        let mut client = connect(&site).await;
        let mut answers = Vec::new();
        for i in 0..20 {
            client = client.ready().await.unwrap();
            let path = if i % 2 == 0 { "/healthz" } else { "/nowhere" };
            let request = http::Request::get(format!("https://localhost{path}")).body(()).unwrap();
            answers.push(client.send_request(request, true).unwrap().0);
        }
        for (i, answer) in answers.into_iter().enumerate() {
            let answer = answer.await.unwrap();
            assert_eq!(answer.status(), if i % 2 == 0 { 200 } else { 404 });
            assert!(answer.headers().contains_key("content-security-policy"));
        }
    });
}

#[test]
fn another_authority_is_not_answered_to() {
    let site = Site::start();
    on_a_runtime(async {
        let mut client = connect(&site).await.ready().await.unwrap();
        let request = http::Request::get("https://evil.example/healthz").body(()).unwrap();
        let answer = client.send_request(request, true).unwrap().0.await.unwrap();
        assert_eq!(answer.status(), 421);
    });
}

//! A browser-like client: keeps cookies, carries the token of the page it was shown, reads answers.

use super::wire::{Wire, trusting};
use super::{Answer, Site};
use handyman_kpi::web::query_value;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// One browser on one device.
pub struct Browser {
    address: SocketAddr,
    host: String,
    config: Arc<ClientConfig>,
    wire: Option<Wire>,
    pub cookies: BTreeMap<String, String>,
    /// Sent with every request, over what a browser sends by itself.
    pub headers: BTreeMap<String, String>,
    /// The form token of the last page.
    pub token: String,
}

impl Browser {
    /// A browser that knows nothing yet.
    pub fn new(site: &Site) -> Self {
        Self::at(site.address, &site.certificate)
    }

    /// A browser for a server at this address with this certificate.
    pub fn at(address: SocketAddr, certificate: &CertificateDer<'static>) -> Self {
        let headers = [
            ("accept", "text/html"),
            ("accept-encoding", "gzip, deflate, br, zstd"),
            (
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ),
            ("sec-fetch-site", "same-origin"),
        ];
        Self {
            address,
            host: format!("localhost:{}", address.port()),
            config: trusting(certificate, b"http/1.1"),
            wire: None,
            cookies: BTreeMap::new(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            token: String::new(),
        }
    }

    /// With another header, or another value for one (`""`: not sent).
    pub fn with(mut self, header: &str, value: &str) -> Self {
        self.headers.insert(header.to_owned(), value.to_owned());
        self
    }

    /// One page, without following where it leads.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    /// Sends a form with the token of the last page, without following where it leads.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        self.post_with(path, &token, fields)
    }

    /// Sends a form with the token of the last page and follows where it leads.
    pub fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields);
        self.follow(answer)
    }

    /// Sends a form with that token.
    pub fn post_with(&mut self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let all = std::iter::once(("form_token", token)).chain(fields.iter().copied());
        let body: Vec<String> = all
            .map(|(n, v)| format!("{}={}", query_value(n), query_value(v)))
            .collect();
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body.join("&").as_bytes(),
        )
    }

    /// Sends JSON as our scripts do.
    pub fn post_json(&mut self, path: &str, value: &serde_json::Value) -> Answer {
        self.headers.insert("x-form-token".into(), self.token.clone());
        let answer = self.send("POST", path, "application/json", value.to_string().as_bytes());
        self.headers.remove("x-form-token");
        answer
    }

    /// Sends a form with one file.
    pub fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let mut body = Vec::new();
        let token = self.token.clone();
        for (name, value) in std::iter::once(("form_token", token.as_str())).chain(fields.iter().copied()) {
            body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        let (field, name, content) = file;
        body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n--cut--\r\n");
        self.send("POST", path, "multipart/form-data; boundary=cut", &body)
    }

    /// Follows redirects as a browser does.
    pub fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            match (answer.status, answer.header("location")) {
                (303, Some(to)) => {
                    let to = to.to_owned();
                    answer = self.get(&to);
                }
                _ => return answer,
            }
        }
        panic!("{} leads round in circles", answer.asked)
    }

    /// Any request.
    pub fn send(&mut self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Answer {
        self.try_send(method, path, content_type, body)
            .unwrap_or_else(|cause| panic!("{method} {path}: {cause}"))
    }

    /// Any request, to a server that may be gone.
    pub fn try_send(&mut self, method: &str, path: &str, content_type: &str, body: &[u8]) -> std::io::Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !self.headers.contains_key("host") {
            head += &format!("host: {}\r\n", self.host);
        }
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            head += &format!("{name}: {value}\r\n");
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            head += &format!("cookie: {}\r\n", cookies.join("; "));
        }
        if !content_type.is_empty() {
            head += &format!("content-type: {content_type}\r\ncontent-length: {}\r\n", body.len());
        }
        let bytes = [head.as_bytes(), b"\r\n", body].concat();
        let mut answer = self.exchange(&bytes, method == "HEAD")?;
        answer.asked = format!("{method} {path}");
        for cookie in answer.headers("set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match cookie.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        if answer
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
            && let Some(token) = answer
                .text()
                .split_once("name=\"form-token\" content=\"")
                .map(|(_, rest)| rest.to_owned())
        {
            self.token = token.split('"').next().unwrap().to_owned();
        }
        Ok(answer)
    }

    fn exchange(&mut self, bytes: &[u8], head: bool) -> std::io::Result<Answer> {
        // A connection that rested too long may be gone: browsers try once more, on a new one.
        if let Some(mut wire) = self.wire.take()
            && wire.write(bytes).is_ok()
            && let Ok(answer) = wire.answer(head)
        {
            return Ok(self.keep(wire, answer));
        }
        let mut wire = Wire::connect(self.address, &self.config)?;
        // A server that has heard enough answers and closes while we still write.
        let _ = wire.write(bytes);
        let answer = wire.answer(head)?;
        Ok(self.keep(wire, answer))
    }

    fn keep(&mut self, wire: Wire, answer: Answer) -> Answer {
        if answer.header("connection") != Some("close") {
            self.wire = Some(wire);
        }
        answer
    }
}

//! An authority that speaks ACME and says when it wants certificates renewed (RFC 9773), with a
//! clock that can be moved and every bad habit. It believes every signature and every name: that a
//! name is proved and a request signed is for the real one (pebble) to check.

use handyman_kpi::host::clock::{Clock, FixedClock, SystemClock};
use handyman_kpi::host::tls::{Tls, Wanted};
use handyman_kpi::web::{Hosts, Limits, Listen, Server};
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::oneshot;
use warp::http::Response;
use warp::http::header::{HeaderMap, HeaderValue};
use warp::{Filter, Reply};

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    Well,
    /// 500 with nothing that can be read.
    Broken,
    /// A page instead of an answer.
    Html,
    /// Takes the question and never answers.
    Silent,
    /// Has issued too many.
    TooMany,
    NameRefused,
}

pub struct Authority {
    address: SocketAddr,
    folder: tempfile::TempDir,
    state: Arc<Mutex<State>>,
    stop: Option<oneshot::Sender<()>>,
}

struct State {
    clock: Arc<FixedClock>,
    habit: Habit,
    life: SignedDuration,
    window: Option<(Timestamp, Timestamp)>,
    issuer: Issuer<'static, KeyPair>,
    root: String,
    orders: Vec<Order>,
    nonce: u64,
    /// Every so many numbers are not taken.
    refuses_every: u64,
    /// What was ordered as following another certificate.
    replaced: Vec<String>,
    asked: u64,
}

struct Order {
    names: Vec<String>,
    proved: bool,
    pem: Option<String>,
    replaces: Option<String>,
}

impl Authority {
    pub fn start(clock: &Arc<FixedClock>, life: SignedDuration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let wanted = Wanted {
            chosen: Vec::new(),
            found: vec!["localhost".into(), "127.0.0.1".into()],
        };
        // Its own https is of today, whatever day it plays.
        let (tls, _) = Tls::start(folder.path(), &wanted, Arc::new(SystemClock)).unwrap();
        std::fs::write(folder.path().join("root.pem"), tls.authority().root.pem()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "Test authority");
        let root = params.self_signed(&key).unwrap().pem();
        let state = Arc::new(Mutex::new(State {
            clock: Arc::clone(clock),
            habit: Habit::Well,
            life,
            window: None,
            issuer: Issuer::new(params, key),
            root,
            orders: Vec::new(),
            nonce: 0,
            refuses_every: u64::MAX,
            replaced: Vec::new(),
            asked: 0,
        }));
        let answering = Arc::clone(&state);
        let (told, address) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let filter = warp::method()
                    .and(warp::path::full())
                    .and(warp::header::headers_cloned())
                    .and(warp::body::bytes())
                    .then(
                        move |method: warp::http::Method,
                              path: warp::path::FullPath,
                              headers: HeaderMap,
                              body: hyper::body::Bytes| {
                            let state = Arc::clone(&answering);
                            async move {
                                let host = headers.get("host").unwrap().to_str().unwrap().to_owned();
                                let habit = state.lock().unwrap().habit;
                                if habit == Habit::Silent {
                                    tokio::time::sleep(Duration::from_secs(120)).await;
                                }
                                state
                                    .lock()
                                    .unwrap()
                                    .answer(method.as_str(), path.as_str(), &host, &body)
                            }
                        },
                    )
                    .boxed();
                let listen = Listen {
                    https: SocketAddr::from(([127, 0, 0, 1], 0)),
                    http: None,
                };
                let hosts = Hosts::new(["localhost".to_owned()]);
                let server =
                    Server::with_filter(listen, tls.server_config().unwrap(), filter, hosts, Limits::default())
                        .unwrap();
                told.send(server.address()).unwrap();
                server
                    .serve(async {
                        let _ = stopped.await;
                    })
                    .await;
            });
        });
        Self {
            address: address.recv().unwrap(),
            folder,
            state,
            stop: Some(stop),
        }
    }

    pub fn directory(&self) -> String {
        format!("https://localhost:{}/directory", self.address.port())
    }

    /// A PEM file with the root of its https.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    pub fn behave(&self, habit: Habit) {
        self.state.lock().unwrap().habit = habit;
    }

    pub fn suggest(&self, window: Option<(Timestamp, Timestamp)>) {
        self.state.lock().unwrap().window = window;
    }

    pub fn refuse_nonces_every(&self, n: u64) {
        self.state.lock().unwrap().refuses_every = n;
    }

    /// How many certificates it issued.
    pub fn issued(&self) -> usize {
        self.state
            .lock()
            .unwrap()
            .orders
            .iter()
            .filter(|order| order.pem.is_some())
            .count()
    }

    /// How often it was asked for anything.
    pub fn asked(&self) -> u64 {
        self.state.lock().unwrap().asked
    }

    pub fn replaced(&self) -> Vec<String> {
        self.state.lock().unwrap().replaced.clone()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

impl State {
    fn answer(&mut self, method: &str, path: &str, host: &str, body: &[u8]) -> warp::reply::Response {
        self.asked += 1;
        self.nonce += 1;
        match self.habit {
            Habit::Broken => return Response::builder().status(500).body("".into()).unwrap(),
            Habit::Html => {
                return Response::builder()
                    .status(502)
                    .body("<h1>Bad gateway</h1>".into())
                    .unwrap();
            }
            _ => {}
        }
        let url = |path: &str| format!("https://{host}{path}");
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if parts[0] == "directory" {
            let directory = json!({
                "newNonce": url("/nonce"), "newAccount": url("/account"), "newOrder": url("/order"),
                "revokeCert": url("/revoke"), "keyChange": url("/key"), "renewalInfo": url("/renewal"),
            });
            return self.said(200, &directory, None);
        }
        if parts[0] == "nonce" {
            return self.said(200, &Value::Null, None);
        }
        if parts[0] == "renewal" && method == "GET" {
            let Some((start, end)) = self.window else {
                return self.problem(404, "malformed", "no such certificate");
            };
            let window = json!({ "suggestedWindow": { "start": start.to_string(), "end": end.to_string() } });
            let mut response = self.said(200, &window, None);
            response
                .headers_mut()
                .insert("retry-after", HeaderValue::from_static("21600"));
            return response;
        }
        if self.nonce.is_multiple_of(self.refuses_every) {
            return self.problem(400, "badNonce", "that number was used");
        }
        let payload = payload(body);
        let order = parts.get(1).and_then(|n| n.parse::<usize>().ok());
        match (parts[0], order) {
            ("account", None) => self.said(201, &json!({ "status": "valid" }), Some(url("/account/1"))),
            ("order", None) if self.habit == Habit::TooMany => {
                self.problem(429, "rateLimited", "too many certificates already issued")
            }
            ("order", None) if self.habit == Habit::NameRefused => {
                self.problem(400, "rejectedIdentifier", "we do not issue for this name")
            }
            ("order", None) => {
                let names = payload["identifiers"].as_array().unwrap();
                let replaces = payload["replaces"].as_str().map(str::to_owned);
                self.replaced.extend(replaces.clone());
                self.orders.push(Order {
                    names: names
                        .iter()
                        .map(|name| name["value"].as_str().unwrap().to_owned())
                        .collect(),
                    proved: false,
                    pem: None,
                    replaces,
                });
                let n = self.orders.len() - 1;
                let state = self.order(n, &url);
                self.said(201, &state, Some(url(&format!("/order/{n}"))))
            }
            ("order", Some(n)) => {
                let state = self.order(n, &url);
                self.said(200, &state, None)
            }
            ("authorization", Some(n)) => {
                let name: usize = parts[2].parse().unwrap();
                let proved = self.orders[n].proved;
                let state = json!({
                    "status": if proved { "valid" } else { "pending" },
                    "identifier": { "type": "dns", "value": self.orders[n].names[name] },
                    "challenges": [{
                        "type": "http-01", "status": if proved { "valid" } else { "pending" },
                        "url": url(&format!("/challenge/{n}")), "token": format!("token-{n}-{name}"),
                    }],
                });
                self.said(200, &state, None)
            }
            ("challenge", Some(n)) => {
                self.orders[n].proved = true;
                let state = json!({ "type": "http-01", "status": "valid", "url": url(path), "token": "t" });
                self.said(200, &state, None)
            }
            ("finalize", Some(n)) => {
                let csr = data_encoding::BASE64URL_NOPAD
                    .decode(payload["csr"].as_str().unwrap().as_bytes())
                    .unwrap();
                let pem = self.issue(&csr);
                self.orders[n].pem = Some(pem);
                // It was said of the certificate before.
                self.window = None;
                let state = self.order(n, &url);
                self.said(200, &state, None)
            }
            ("certificate", Some(n)) => {
                let pem = self.orders[n].pem.clone().unwrap();
                let mut response = pem.into_response();
                self.number(response.headers_mut());
                response
            }
            _ => self.problem(404, "malformed", "there is no such thing"),
        }
    }

    fn order(&self, n: usize, url: &dyn Fn(&str) -> String) -> Value {
        let order = &self.orders[n];
        let status = match (order.proved, &order.pem) {
            (_, Some(_)) => "valid",
            (true, None) => "ready",
            (false, None) => "pending",
        };
        let mut state = json!({
            "status": status,
            "identifiers": order.names.iter().map(|name| json!({ "type": "dns", "value": name })).collect::<Vec<_>>(),
            "authorizations": (0..order.names.len()).map(|i| url(&format!("/authorization/{n}/{i}"))).collect::<Vec<_>>(),
            "finalize": url(&format!("/finalize/{n}")),
        });
        if order.pem.is_some() {
            state["certificate"] = json!(url(&format!("/certificate/{n}")));
        }
        if let Some(replaces) = &order.replaces {
            state["replaces"] = json!(replaces);
        }
        state
    }

    fn issue(&self, csr: &[u8]) -> String {
        let mut asked = CertificateSigningRequestParams::from_der(&csr.to_vec().into()).unwrap();
        let time = |at: Timestamp| time::OffsetDateTime::from_unix_timestamp(at.as_second()).unwrap();
        let now = self.clock.now();
        asked.params.not_before = time(now);
        asked.params.not_after = time(now + self.life);
        asked.params.use_authority_key_identifier_extension = true;
        // The number must differ from the one before.
        asked.params.serial_number = Some(rcgen::SerialNumber::from(self.nonce));
        asked.signed_by(&self.issuer).unwrap().pem() + self.root.as_str()
    }

    fn number(&self, headers: &mut HeaderMap) {
        let nonce = format!("number{}", self.nonce);
        headers.insert("replay-nonce", HeaderValue::try_from(nonce).unwrap());
    }

    fn said(&self, status: u16, value: &Value, location: Option<String>) -> warp::reply::Response {
        let body = if value.is_null() {
            String::new()
        } else {
            value.to_string()
        };
        let mut response = body.into_response();
        *response.status_mut() = status.try_into().unwrap();
        self.number(response.headers_mut());
        if let Some(location) = location {
            let location = HeaderValue::try_from(location).unwrap();
            response.headers_mut().insert("location", location);
        }
        response
    }

    fn problem(&self, status: u16, kind: &str, detail: &str) -> warp::reply::Response {
        let problem = json!({ "type": format!("urn:ietf:params:acme:error:{kind}"), "detail": detail });
        self.said(status, &problem, None)
    }
}

/// What a signed request says.
fn payload(body: &[u8]) -> Value {
    let Ok(signed) = serde_json::from_slice::<Value>(body) else {
        return Value::Null;
    };
    let text = signed["payload"].as_str().unwrap_or_default();
    let bytes = data_encoding::BASE64URL_NOPAD
        .decode(text.as_bytes())
        .unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

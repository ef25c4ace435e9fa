//! What the browser asked for and complained of, read from its performance log and its console.

use std::collections::HashMap;

use serde_json::Value;

/// One request as the browser saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub url: String,
    /// HTTP status; 0 while there was no answer.
    pub status: u64,
    /// Header and body bytes as they came over the wire; 0 when the browser had it already.
    pub bytes: u64,
    pub from_cache: bool,
}

impl Seen {
    /// Host and port; empty for what never leaves the browser.
    pub fn host(&self) -> &str {
        match self.url.split_once("://") {
            Some(("http" | "https" | "ws" | "wss", rest)) => rest.split(['/', '?', '#']).next().unwrap_or(rest),
            _ => "",
        }
    }
}

/// What happened since the log was read the last time.
#[derive(Debug, Default)]
pub struct Traffic {
    pub requests: Vec<Seen>,
    pub console: Vec<String>,
}

impl Traffic {
    /// Reads the entries of chromedriver's "performance" and "browser" logs.
    pub fn of(performance: &[Value], console: &[Value]) -> Traffic {
        let mut requests: Vec<Seen> = Vec::new();
        let mut by_id: HashMap<String, usize> = HashMap::new();
        for entry in performance {
            let Ok(event) = serde_json::from_str::<Value>(entry["message"].as_str().unwrap_or_default()) else {
                continue;
            };
            let (method, params) = (
                event["message"]["method"].as_str().unwrap_or(""),
                &event["message"]["params"],
            );
            let id = params["requestId"].as_str().unwrap_or_default().to_owned();
            let seen = by_id.get(&id).copied();
            match method {
                "Network.requestWillBeSent" => {
                    // A redirect keeps the id: what went before it is its own request.
                    if let (Some(at), Some(before)) = (seen, params.get("redirectResponse")) {
                        requests[at].status = before["status"].as_u64().unwrap_or(0);
                        requests[at].bytes = before["encodedDataLength"].as_f64().unwrap_or(0.0) as u64;
                    }
                    let url = params["request"]["url"].as_str().unwrap_or_default().to_owned();
                    by_id.insert(id, requests.len());
                    requests.push(Seen {
                        url,
                        status: 0,
                        bytes: 0,
                        from_cache: false,
                    });
                }
                "Network.responseReceived" => {
                    if let Some(at) = seen {
                        requests[at].status = params["response"]["status"].as_u64().unwrap_or(0);
                        requests[at].from_cache |= params["response"]["fromDiskCache"] == true;
                    }
                }
                "Network.requestServedFromCache" => {
                    if let Some(at) = seen {
                        requests[at].from_cache = true;
                    }
                }
                "Network.loadingFinished" => {
                    if let Some(at) = seen.filter(|at| !requests[*at].from_cache) {
                        requests[at].bytes = params["encodedDataLength"].as_f64().unwrap_or(0.0) as u64;
                    }
                }
                _ => {}
            }
        }
        let console = console
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect();
        Traffic { requests, console }
    }

    /// What the console says, what was asked of another host than `host`, and what was not got.
    pub fn complaints(&self, host: &str) -> Vec<String> {
        let console = self.console.iter().map(|line| format!("the console says: {line}"));
        let elsewhere = self
            .requests
            .iter()
            .filter(|seen| !seen.host().is_empty() && seen.host() != host);
        let elsewhere = elsewhere.map(|seen| format!("asked another host: {}", seen.url));
        // The page itself may be refused on purpose; what it needs may not.
        let missing = self.requests.iter().skip(1).filter(|seen| seen.status >= 400);
        let missing = missing.map(|seen| format!("did not get {}: {}", seen.url, seen.status));
        console.chain(elsewhere).chain(missing).collect()
    }

    /// Fails when there is a complaint.
    pub fn assert_clean(&self, host: &str) {
        let complaints = self.complaints(host);
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    /// Bytes over the wire in all.
    pub fn bytes(&self) -> u64 {
        self.requests.iter().map(|seen| seen.bytes).sum()
    }
}

#[test]
fn the_log_of_the_browser_is_read_with_redirects_and_the_cache() {
    let say = |method: &str, params: Value| serde_json::json!({ "message": serde_json::json!({ "message": { "method": method, "params": params } }).to_string() });
    let log = [
        say(
            "Network.requestWillBeSent",
            serde_json::json!({ "requestId": "1", "request": { "url": "https://box:1/a" } }),
        ),
        say(
            "Network.requestWillBeSent",
            serde_json::json!({ "requestId": "1", "request": { "url": "https://box:1/b" },
                "redirectResponse": { "status": 303, "encodedDataLength": 70 } }),
        ),
        say(
            "Network.responseReceived",
            serde_json::json!({ "requestId": "1", "response": { "status": 200 } }),
        ),
        say(
            "Network.loadingFinished",
            serde_json::json!({ "requestId": "1", "encodedDataLength": 500 }),
        ),
        say(
            "Network.requestWillBeSent",
            serde_json::json!({ "requestId": "2", "request": { "url": "https://box:1/c.css" } }),
        ),
        say(
            "Network.requestServedFromCache",
            serde_json::json!({ "requestId": "2" }),
        ),
        say(
            "Network.loadingFinished",
            serde_json::json!({ "requestId": "2", "encodedDataLength": 900 }),
        ),
        say(
            "Network.requestWillBeSent",
            serde_json::json!({ "requestId": "3", "request": { "url": "data:image/png;base64," } }),
        ),
    ];
    let traffic = Traffic::of(&log, &[]);
    assert_eq!(traffic.bytes(), 570);
    assert_eq!(
        traffic.requests.iter().map(Seen::host).collect::<Vec<_>>(),
        ["box:1", "box:1", "box:1", ""]
    );
    traffic.assert_clean("box:1");
    assert_eq!(traffic.complaints("other:1").len(), 3);
}

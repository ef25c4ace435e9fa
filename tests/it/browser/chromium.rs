//! One headless Chromium with a profile of its own, as plain blocking calls.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use http::Method;
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::prelude::*;

use super::driver::Chromedriver;
use super::traffic::Traffic;

pub const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--lang=en-US",
    // Whatever a page asks for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
];

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    Light,
    Dark,
}

impl Light {
    pub fn word(self) -> &'static str {
        match self {
            Light::Light => "light",
            Light::Dark => "dark",
        }
    }
}

/// Held by each browser while it lives; by one alone where its speed is measured.
static ROAD: RwLock<()> = RwLock::new(());

/// The way a browser holds the road.
enum Road {
    Shared { _held: RwLockReadGuard<'static, ()> },
    Alone { _held: RwLockWriteGuard<'static, ()> },
}
/// What a browser takes for this box.
enum Trust<'a> {
    /// Every certificate, with a look away.
    Anything,
    /// This one's key.
    Key(&'a CertificateDer<'a>),
    /// What its roots vouch for.
    Roots,
}

pub struct Browser {
    // In the order in which they have to go.
    driver: Option<WebDriver>,
    _chromedriver: Chromedriver,
    runtime: tokio::runtime::Runtime,
    home: Arc<tempfile::TempDir>,
    _road: Road,
}

impl Browser {
    /// Starts the browser. A certificate given is trusted whatever its dates, as on a device that was
    /// told to: where the browser only looks away from an error, it caches nothing.
    pub fn start(certificate: Option<&CertificateDer<'_>>) -> Browser {
        Self::start_at(Arc::new(tempfile::tempdir().unwrap()), certificate, shared())
    }

    /// Starts it as on a device that trusts this root and no exception: every name below `.local` and
    /// `.lan` leads to this machine, as it does on the box's network.
    pub fn start_trusting(root: Option<&str>) -> Browser {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let store = home.path().join(".pki/nssdb");
        std::fs::create_dir_all(&store).unwrap();
        let store = format!("sql:{}", store.display());
        let certutil = |arguments: &[&str]| {
            let done = std::process::Command::new("certutil")
                .args(["-d", &store])
                .args(arguments)
                .status();
            assert!(
                done.expect("certutil is there: apt-get install libnss3-tools")
                    .success()
            );
        };
        certutil(&["-N", "--empty-password"]);
        if let Some(pem) = root {
            let file = home.path().join("root.pem");
            std::fs::write(&file, pem).unwrap();
            certutil(&["-A", "-t", "C,,", "-n", "box", "-i", file.to_str().unwrap()]);
        }
        Self::start_with(home, Trust::Roots, shared())
    }

    /// Starts it where no other browser runs meanwhile: to measure how fast it is.
    pub fn start_alone(certificate: Option<&CertificateDer<'_>>) -> Browser {
        let held = ROAD.write().unwrap_or_else(PoisonError::into_inner);
        Self::start_at(
            Arc::new(tempfile::tempdir().unwrap()),
            certificate,
            Road::Alone { _held: held },
        )
    }

    /// Closes it and starts it again with what it had on its disk.
    pub fn start_again(self, certificate: Option<&CertificateDer<'_>>) -> Browser {
        let home = Arc::clone(&self.home);
        drop(self);
        Self::start_at(home, certificate, shared())
    }

    fn start_at(home: Arc<tempfile::TempDir>, certificate: Option<&CertificateDer<'_>>, road: Road) -> Browser {
        Self::start_with(home, certificate.map_or(Trust::Anything, Trust::Key), road)
    }

    fn start_with(home: Arc<tempfile::TempDir>, trust: Trust<'_>, road: Road) -> Browser {
        let chromedriver = Chromedriver::start(home.path());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        match trust {
            Trust::Key(der) => flags.push(format!("--ignore-certificate-errors-spki-list={}", key_hash(der))),
            Trust::Roots => flags.push("--host-resolver-rules=MAP *.local 127.0.0.1, MAP *.lan 127.0.0.1".into()),
            Trust::Anything => {}
        }
        flags.push(format!("--user-data-dir={}", home.path().join("profile").display()));
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "chrome").unwrap();
        capabilities
            .set("acceptInsecureCerts", matches!(trust, Trust::Anything))
            .unwrap();
        capabilities
            .set("goog:loggingPrefs", json!({ "browser": "ALL", "performance": "ALL" }))
            .unwrap();
        let options = json!({
            "binary": "/usr/bin/chromium",
            "args": flags,
            "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
        });
        capabilities.set("goog:chromeOptions", options).unwrap();
        let address = chromedriver.address();
        let driver = runtime.block_on(async { WebDriver::builder(address, capabilities).await });
        let driver = driver.expect("chromedriver starts a Chromium");
        let browser = Browser {
            driver: Some(driver),
            _chromedriver: chromedriver,
            runtime,
            home,
            _road: road,
        };
        browser.window(1280, 900);
        browser
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the session lives as long as the value")
    }

    fn wait<T>(&self, work: impl Future<Output = WebDriverResult<T>>) -> T {
        self.runtime
            .block_on(work)
            .unwrap_or_else(|cause| panic!("{}: {cause}", self.path()))
    }

    fn post(&self, endpoint: &'static str, body: Value) -> Value {
        let answer = self.runtime.block_on(async {
            self.driver()
                .cmd(Command::ExtensionCommand(Box::new(Post { endpoint, body })))
                .await?
                .value_json()
        });
        answer.unwrap_or_else(|cause| panic!("{endpoint}: {cause}"))
    }

    /// One command of the browser's own debugging protocol.
    fn tell(&self, command: &str, params: Value) -> Value {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": params }))
    }

    // ---- how it looks

    /// The size of the window in CSS pixels; below 600 px it is a phone with a touch screen.
    pub fn window(&self, width: u32, height: u32) {
        let phone = width < 600;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.tell("Emulation.setDeviceMetricsOverride", metrics);
        self.tell(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": phone, "maxTouchPoints": 1 }),
        );
    }

    /// Tells the page whether there is a network, as the device does.
    pub fn network(&self, on: bool) {
        let conditions = json!({ "offline": !on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.tell("Network.emulateNetworkConditions", conditions);
    }

    /// How many times slower it thinks than it could.
    pub fn slow_down(&self, times: u32) {
        self.tell("Emulation.setCPUThrottlingRate", json!({ "rate": times }));
    }

    /// Runs before the scripts of every page from now on.
    pub fn before_each_page(&self, script: &str) {
        self.tell("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    pub fn light(&self, light: Light) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": light.word() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.tell(
            "Emulation.setEmulatedMedia",
            json!({ "media": "", "features": features }),
        );
    }

    /// As it would come out of the printer.
    pub fn paper(&self) {
        self.tell(
            "Emulation.setEmulatedMedia",
            json!({ "media": "print", "features": [] }),
        );
    }

    /// The languages it asks for from now on.
    pub fn speak(&self, accepted: &str) {
        self.tell(
            "Network.setExtraHTTPHeaders",
            json!({ "headers": { "Accept-Language": accepted } }),
        );
    }

    /// The whole page as a PNG; the window is made as tall as the page while it is taken.
    pub fn picture(&self, width: u32, file: &Path) {
        let tall = self
            .run("return Math.ceil(document.scrollingElement.scrollHeight)")
            .as_u64()
            .unwrap_or(900);
        self.window(width, tall.clamp(600, 8000) as u32);
        let picture = self.tell("Page.captureScreenshot", json!({ "format": "png" }));
        let bytes = data_encoding::BASE64
            .decode(picture["data"].as_str().unwrap().as_bytes())
            .unwrap();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    // ---- where it is

    pub fn open(&self, url: &str) {
        self.wait(self.driver().goto(url));
    }

    /// Whether a page of ours opens there, not the browser's own about what went wrong.
    pub fn try_open(&self, url: &str) -> bool {
        let _ = self.wait_quietly(self.driver().goto(url));
        self.count("#main") == 1
    }

    pub fn url(&self) -> String {
        self.wait_quietly(self.driver().current_url())
            .map(|url| url.to_string())
            .unwrap_or_default()
    }

    /// Path and query of the page that is open.
    pub fn path(&self) -> String {
        let url = self.url();
        url.splitn(4, '/').nth(3).map(|rest| format!("/{rest}")).unwrap_or(url)
    }

    fn wait_quietly<T>(&self, work: impl Future<Output = WebDriverResult<T>>) -> Option<T> {
        self.runtime.block_on(work).ok()
    }

    // ---- what a person does

    fn find(&self, css: &str) -> WebElement {
        let found = self
            .driver()
            .query(By::Css(css.to_owned()))
            .wait(Duration::from_secs(10), Duration::from_millis(25));
        let found = self.wait_quietly(found.first());
        found.unwrap_or_else(|| panic!("{}: there is no {css}\n{}", self.path(), self.words()))
    }

    pub fn count(&self, css: &str) -> usize {
        let n = self.run_with(
            "return document.querySelectorAll(arguments[0]).length",
            vec![json!(css)],
        );
        n.as_u64().unwrap_or(0) as usize
    }

    /// The words of the first element that `css` names.
    pub fn text(&self, css: &str) -> String {
        let element = self.find(css);
        self.wait(element.text())
    }

    /// The words of every element that `css` names, hidden ones too.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.replace(/\\s+/g, ' ').trim())";
        let all = self.run_with(script, vec![json!(css)]);
        all.as_array()
            .into_iter()
            .flatten()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    }

    /// Every word on the page.
    pub fn words(&self) -> String {
        self.run("return document.body ? document.body.innerText : ''")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn click(&self, css: &str) {
        let element = self.find(css);
        self.wait(async {
            element.scroll_into_view().await?;
            element.click().await
        });
    }

    /// Presses what leads to another page, and waits until it is there.
    pub fn follow(&self, css: &str) {
        self.run("window.stillHere = true; return null");
        self.click(css);
        let until = Instant::now() + Duration::from_secs(20);
        while self.try_run("return window.stillHere === true || document.readyState !== 'complete'")
            != Some(json!(false))
        {
            assert!(
                Instant::now() < until,
                "{}: {css} leads nowhere\n{}",
                self.path(),
                self.words()
            );
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// Types into a field what a person would; dates, choices and sliders are set and announced as the browser does.
    pub fn fill(&self, css: &str, value: &str) {
        let element = self.find(css);
        let kind = self.run_with("return document.querySelector(arguments[0]).type", vec![json!(css)]);
        match kind.as_str().unwrap_or_default() {
            "date" | "range" | "color" | "select-one" => {
                let script = "const f = document.querySelector(arguments[0]); f.value = arguments[1]; \
                              for (const e of ['input', 'change']) f.dispatchEvent(new Event(e, { bubbles: true })); return f.value";
                let now = self.run_with(script, vec![json!(css), json!(value)]);
                assert_eq!(now, value, "{}: {css} does not take {value}", self.path());
            }
            _ => self.wait(async {
                element.scroll_into_view().await?;
                element.clear().await?;
                element.send_keys(value).await
            }),
        }
    }

    /// Presses keys where the focus is.
    pub fn press(&self, keys: &str) {
        self.wait(self.driver().action_chain().send_keys(keys).perform());
    }

    // ---- what it runs and says

    pub fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new())
    }

    pub fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.wait(async { Ok(self.driver().execute(script, arguments).await?.json().clone()) })
    }

    pub fn try_run(&self, script: &str) -> Option<Value> {
        self.wait_quietly(async { Ok(self.driver().execute(script, Vec::new()).await?.json().clone()) })
    }

    /// A script that calls its last argument when it is through.
    pub fn run_and_wait(&self, script: &str) -> Value {
        self.wait(async { Ok(self.driver().execute_async(script, Vec::new()).await?.json().clone()) })
    }

    /// Waits until the script returns true.
    pub fn until(&self, what: &str, script: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        while self.try_run(script) != Some(json!(true)) {
            assert!(
                Instant::now() < end,
                "{}: waited in vain for {what}\n{}",
                self.path(),
                self.words()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What was asked for and complained of since the last call.
    pub fn traffic(&self) -> Traffic {
        let log = |kind: &str| match self.post("/se/log", json!({ "type": kind })) {
            Value::Array(entries) => entries,
            _ => Vec::new(),
        };
        Traffic::of(&log("performance"), &log("browser"))
    }

    /// Forgets cookies and everything cached.
    pub fn forget(&self) {
        self.tell("Network.clearBrowserCache", json!({}));
        self.tell("Network.clearBrowserCookies", json!({}));
    }

    pub fn cookie(&self, site: &str, name: &str, value: &str) {
        let cookie =
            json!({ "name": name, "value": value, "url": site, "path": "/", "secure": true, "httpOnly": true });
        let set = self.tell("Network.setCookie", cookie);
        assert_eq!(set["success"], true, "the browser takes the cookie {name}");
    }

    pub fn forget_cookies(&self) {
        self.tell("Network.clearBrowserCookies", json!({}));
    }

    /// As a browser that was never there: worker and copies are gone too.
    pub fn forget_everything(&self, site: &str) {
        self.open("about:blank");
        self.forget();
        self.tell(
            "Storage.clearDataForOrigin",
            json!({ "origin": site, "storageTypes": "all" }),
        );
    }

    pub fn forget_cache(&self) {
        self.tell("Network.clearBrowserCache", json!({}));
    }
}

fn shared() -> Road {
    Road::Shared {
        _held: ROAD.read().unwrap_or_else(PoisonError::into_inner),
    }
}

/// SHA-256 of the public key, in base64.
pub fn key_hash(certificate: &CertificateDer<'_>) -> String {
    let parsed = rustls::server::ParsedCertificate::try_from(certificate).unwrap();
    let key = parsed.subject_public_key_info();
    data_encoding::BASE64.encode(ring::digest::digest(&ring::digest::SHA256, &key).as_ref())
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            let _ = self.runtime.block_on(driver.quit());
        }
    }
}

#[derive(Debug)]
struct Post {
    endpoint: &'static str,
    body: Value,
}

impl ExtensionCommand for Post {
    fn parameters_json(&self) -> Option<Value> {
        Some(self.body.clone())
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        Arc::from(self.endpoint)
    }
}

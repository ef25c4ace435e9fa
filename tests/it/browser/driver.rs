//! chromedriver as a child process on a port of its own choosing, ended with the value that holds it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const MISSING: &str = "The browser tests need Debian's chromium and chromium-driver: appliance/test.sh installs them.";

pub struct Chromedriver {
    child: Child,
    port: u16,
}

impl Chromedriver {
    /// Starts chromedriver with `home` as its home folder; the browser it starts inherits it.
    pub fn start(home: &Path) -> Chromedriver {
        assert!(Path::new("/usr/bin/chromium").exists(), "{MISSING}");
        // A port that is free for IPv4 may be taken for IPv6: then it ends without a word.
        let started = (0..5).find_map(|_| Self::try_start(home));
        started.expect("chromedriver says its port within 30 seconds")
    }

    fn try_start(home: &Path) -> Option<Chromedriver> {
        let mut child = Command::new("/usr/bin/chromedriver")
            .arg("--port=0")
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("TMPDIR", home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|cause| panic!("{MISSING} ({cause})"));
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, told) = mpsc::channel();
        // Reads to the end, so that chromedriver never waits for somebody to take its words.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(port) = line.split("successfully on port ").nth(1) {
                    let _ = tell.send(port.trim_end_matches('.').parse::<u16>());
                }
            }
        });
        let port = told.recv_timeout(Duration::from_secs(30));
        let mut driver = Chromedriver { child, port: 0 };
        driver.port = port.ok()?.ok()?;
        Some(driver)
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

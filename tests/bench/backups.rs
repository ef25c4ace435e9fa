//! A backup while 16 connections save, looked at again, and put in the place of what is there: how long,
//! how large, what it takes of memory, and what those who save wait for meanwhile.

use super::client::{Connection, Target};
use super::company::Company;
use super::process::Server;
use super::shell::{shell, told};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const WRITERS: usize = 16;
const MIB: f64 = (1 << 20) as f64;

pub fn measure(companies: &[&Company], time: Duration) {
    println!("\nBackups, while {WRITERS} connections save");
    println!(
        "  {:>11} {:>9} {:>10} {:>8} {:>8} {:>10} {:>10} {:>6} {:>9} {:>8} {:>11} {:>11}",
        "evaluations",
        "store MB",
        "backup MB",
        "make s",
        "+ MiB",
        "p99 ms",
        "meanwhile",
        "x",
        "grown MB",
        "prove s",
        "restore s",
        "+ MiB"
    );
    for company in companies {
        one(company, time);
    }
}

fn one(company: &Company, time: Duration) {
    let folder = company.folder.path();
    let server = Server::start(folder);
    let target = server.target(company);
    let size = || fs::metadata(folder.join("kpi.redb")).unwrap().len() as f64;
    let alone = saves(&target, company, || std::thread::sleep(time)).0;
    let (before, large) = (server.memory("VmHWM"), size());
    let (meanwhile, (made, took)) = saves(&target, company, || {
        timed(|| told(folder, &["backup", "create", "--json"]))
    });
    let (grown, memory) = (size() - large, server.memory("VmHWM") - before);
    assert_eq!(made["good"], true, "{made}");
    let id = made["id"].to_string();
    let (_, proven) = timed(|| shell(folder, &["backup", "verify", &id]));

    let before = server.memory("VmHWM");
    let path = made["path"].as_str().unwrap().to_owned();
    let (_, restored) = timed(|| {
        shell(folder, &["restore", &path, "--yes"]);
        // It serves: whoever was signed in is sent to sign in again.
        let mut connection = Connection::open(&target).unwrap();
        assert_eq!(connection.get("/sign-in").unwrap().status, 200);
    });
    println!(
        "  {:>11} {:>9.1} {:>10.2} {:>8.2} {:>8.0} {:>10.1} {:>10.1} {:>6.2} {:>9.1} {:>8.2} {:>11.2} {:>11.0}",
        company.evaluations,
        large / 1e6,
        made["bytes"].as_f64().unwrap() / 1e6,
        took,
        memory,
        alone,
        meanwhile,
        meanwhile / alone,
        grown / MIB,
        proven,
        restored,
        server.memory("VmHWM") - before
    );
    server.stop();
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let value = work();
    (value, began.elapsed().as_secs_f64())
}

/// Has all of them save one field each, again and again, while `work` is done; gives what 99 of 100 saves
/// took at most, in ms.
fn saves<T>(target: &Target, company: &Company, work: impl FnOnce() -> T) -> (f64, T) {
    let (counts, done) = (AtomicBool::new(false), AtomicBool::new(false));
    let times = Mutex::new(Vec::new());
    let value = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (counts, done, times) = (&counts, &done, &times);
            scope.spawn(move || {
                let own = save(target, company, writer, counts, done);
                times.lock().unwrap().extend(own);
            });
        }
        // They have opened their connections and are at it.
        std::thread::sleep(Duration::from_millis(500));
        counts.store(true, Ordering::Relaxed);
        let value = work();
        done.store(true, Ordering::Relaxed);
        value
    });
    let mut times = times.into_inner().unwrap();
    times.sort_by(f64::total_cmp);
    (times[(times.len() - 1) * 99 / 100], value)
}

fn save(target: &Target, company: &Company, writer: usize, counts: &AtomicBool, done: &AtomicBool) -> Vec<f64> {
    let mut connection = Connection::open(target).unwrap();
    let page = connection.get(&company.rate).unwrap();
    assert_eq!(page.status, 200, "{}", page.head);
    let token = page
        .text()
        .split("name=\"form-token\" content=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next().map(str::to_owned))
        .unwrap();
    let headers = format!("content-type: application/json\r\nsec-fetch-site: same-origin\r\nx-form-token: {token}\r\n");
    let path = company.rate.replace("/rate", "/saves");
    let field = format!("r{}", company.skills[writer]);
    let (mut seen, mut times) = (0, Vec::new());
    for number in 1.. {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let change = serde_json::json!({ "field": field, "value": format!("{}", number % 5 + 1), "base": seen });
        let save = serde_json::json!({
            "device": format!("writer{writer}"), "number": number, "revision": 1, "seen": seen, "changes": [change],
        });
        let began = Instant::now();
        let answer = connection.post(&path, &headers, save.to_string().as_bytes()).unwrap();
        if counts.load(Ordering::Relaxed) {
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        assert_eq!(answer.status, 200, "{}", answer.text());
        let answer: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
        seen = answer["edit"].as_u64().unwrap();
    }
    times
}

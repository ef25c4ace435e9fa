//! Requests with an `Idempotency-Key`, sent by several programs at once, in several orders, again and
//! later again, to the real program that is killed in between: each takes effect once, and each has
//! one answer.

use super::{Program, token_of};
use crate::store::drills::{chance::Chance, runs};
use crate::support::Process;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

const PROGRAMS: usize = 3;
/// New requests between two kills.
const BATCH: usize = 10;

/// The numbers that were answered, by request.
type Told = Mutex<BTreeMap<usize, BTreeSet<u64>>>;

fn body(request: usize) -> Value {
    json!({ "first_name": format!("P{request}"), "last_name": "Once", "tier": 1, "hire_date": "2024-03-01" })
}

/// Sends the requests one after the other until the program is gone; true: to the end.
fn send(mut program: Program, requests: &[usize], told: &Told) -> bool {
    for request in requests {
        program = program.header("idempotency-key", &format!("request-{request}"));
        loop {
            let Ok(answer) = program.try_post("/employees", &body(*request)) else {
                return false;
            };
            match answer.status {
                201 => {
                    let id = answer.json()["id"].as_u64().unwrap();
                    told.lock().unwrap().entry(*request).or_default().insert(id);
                    break;
                }
                // Another program is at it.
                409 => std::thread::sleep(Duration::from_millis(2)),
                status => panic!("request {request}: {status} {}", answer.text()),
            }
        }
    }
    true
}

/// All programs at once, each in an order of its own, until the end or until the plug is pulled.
fn round(folder: &Path, token: &str, requests: &[usize], told: &Told, chance: &mut Chance, kill: bool) {
    let process = Process::start(folder);
    std::thread::scope(|scope| {
        let mut sending = Vec::new();
        for _ in 0..PROGRAMS {
            let program = Program::with(process.visitor(), token);
            let mut order = requests.to_vec();
            for i in (1..order.len()).rev() {
                order.swap(i, chance.below(i as u64 + 1) as usize);
            }
            sending.push(scope.spawn(move || send(program, &order, told)));
        }
        if kill {
            std::thread::sleep(Duration::from_millis(40 + chance.below(320)));
            process.running.kill();
        } else {
            for one in sending {
                assert!(one.join().unwrap(), "the program stayed");
            }
            assert_eq!(process.running.stop(), 0);
        }
    });
}

#[test]
fn drill_requests_doubled_delayed_and_crossed_with_kills_between_take_effect_once() {
    let all = runs(60, 1_000) as usize;
    let folder = tempfile::tempdir().unwrap();
    let token = token_of(folder.path());
    let (told, mut chance) = (Told::default(), Chance::new(4));
    let mut kills = 0;
    for start in (0..all).step_by(BATCH) {
        // What was not answered before, and some that were, come again.
        let before = told.lock().unwrap().clone();
        let mut requests: Vec<usize> = (start..(start + BATCH).min(all)).collect();
        requests.extend((0..start).filter(|request| !before.contains_key(request)));
        requests.extend((0..5.min(start)).map(|_| chance.below(start as u64) as usize));
        round(folder.path(), &token, &requests, &told, &mut chance, true);
        kills += 1;
    }
    let answered = told.lock().unwrap().len();
    let requests: Vec<usize> = (0..all).collect();
    round(folder.path(), &token, &requests, &told, &mut chance, false);

    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), all);
    let twice: Vec<_> = told.iter().filter(|(_, ids)| ids.len() != 1).collect();
    assert!(twice.is_empty(), "several answers to one request: {twice:?}");
    let process = Process::start(folder.path());
    let mut program = Program::with(process.visitor(), &token);
    let (mut people, mut next) = (BTreeMap::<String, usize>::new(), String::new());
    loop {
        let page = program.get(&format!("/employees?limit=200{next}")).is(200).json();
        for one in page["items"].as_array().unwrap() {
            *people
                .entry(one["first_name"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(people.len(), all);
    assert!(people.values().all(|times| *times == 1), "{people:?}");
    println!(
        "{all} requests by {PROGRAMS} programs, {kills} kills, {answered} answered between them: each effect once"
    );
}

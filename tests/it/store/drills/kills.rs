//! `kill -9` at random moments while four raters save over HTTPS. What counts is the clients' log of
//! answers: whatever was answered with success must be there, and of a save either all or nothing.

use super::chance::Chance;
use super::company::{Company, whole};
use super::runs;
use crate::support::company::open;
use crate::support::{Browser, Process};
use handyman_kpi::domain::evaluation::{Evaluation, Status};
use handyman_kpi::store::Read;
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const RATERS: usize = 4;

/// What the server said it had done for one evaluation, by the name the client gave it.
#[derive(Clone, Debug, Default)]
struct Acknowledged {
    begun: bool,
    /// The last save that was answered with success; they are numbered from 1.
    saved: u64,
    finalised: bool,
}

type Log = BTreeMap<String, Acknowledged>;

/// One rater's evaluations of one person, on days of its own for each run (there is one finished
/// evaluation of a person and day), until the server is gone.
fn rate(company: &Company, mut browser: Browser, rater: usize, run: u64) -> Log {
    let mut log = Log::new();
    company.sign_in(&mut browser);
    for turn in 0..3 {
        let uuid = format!("run{run}-rater{rater}-{turn}");
        let back = (run * 3 + turn).cast_signed();
        let told = log.entry(uuid.clone()).or_default();
        if evaluate(company, &mut browser, rater, back, &uuid, told).is_err() {
            break;
        }
    }
    log
}

fn evaluate(
    company: &Company,
    browser: &mut Browser,
    rater: usize,
    back: i64,
    uuid: &str,
    told: &mut Acknowledged,
) -> std::io::Result<()> {
    let date = company.today.saturating_sub(back.days());
    let path = company.begin(browser, company.people[rater], date, uuid)?;
    told.begun = true;
    for number in 1..=6 {
        company.save(browser, &path, uuid, number)?.is(200);
        told.saved = number;
    }
    company.finalise(browser, &path)?.leads_to(&path);
    told.finalised = true;
    Ok(())
}

/// Looks into the store after the kill; gives how many evaluations were found.
fn check(folder: &Path, log: &Log) -> usize {
    let app = open(folder);
    let reader = app.store.read().unwrap();
    reader.verify().unwrap();
    let all: Vec<Evaluation> = reader.all().unwrap();
    let by_uuid: BTreeMap<&str, &Evaluation> = all
        .iter()
        .filter_map(|one| Some((one.client_uuid.as_deref()?, one)))
        .collect();
    for (uuid, told) in log.iter().filter(|(_, told)| told.begun) {
        let found = by_uuid.get(uuid.as_str()).unwrap_or_else(|| panic!("{uuid} is lost"));
        let saved = whole(found);
        assert!(
            saved >= told.saved,
            "{uuid}: save {} is lost, it has {saved}",
            told.saved
        );
        let finalised = found.status == Status::Finalised;
        assert!(finalised || !told.finalised, "{uuid}: finalising is lost");
        assert_eq!(found.finalised.is_some(), finalised, "{uuid}: half finalised");
    }
    all.len()
}

#[test]
fn nothing_acknowledged_is_lost_or_half_when_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::make(folder.path());
    let seed: u64 = std::env::var("KPI_DRILL_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut chance = Chance::new(seed);
    let mut log = Log::new();
    let kills = runs(6, 200);
    let mut found = 0;
    for run in 0..kills {
        let process = Process::start(folder.path());
        let moment = Duration::from_millis(20 + chance.below(230));
        let browsers: Vec<Browser> = (0..RATERS).map(|_| process.visitor()).collect();
        std::thread::scope(|scope| {
            let raters: Vec<_> = browsers
                .into_iter()
                .enumerate()
                .map(|(rater, browser)| {
                    let company = &company;
                    scope.spawn(move || rate(company, browser, rater, run))
                })
                .collect();
            std::thread::sleep(moment);
            process.running.kill();
            for rater in raters {
                log.extend(rater.join().unwrap());
            }
        });
        found = check(folder.path(), &log);
    }
    let acknowledged: u64 = log
        .values()
        .map(|told| u64::from(told.begun) + told.saved + u64::from(told.finalised))
        .sum();
    println!("{kills} kills: {acknowledged} acknowledged changes to {found} evaluations, 0 lost, 0 half (seed {seed})");
    assert!(acknowledged > kills, "the raters came to saving: {acknowledged}");
}

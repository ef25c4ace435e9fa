//! `kill -9` at random moments while four raters save over HTTPS. What counts is the clients' log of
//! answers: whatever was answered with success must be there, and of a save either all or nothing.

use super::chance::Chance;
use super::runs;
use crate::support::{Browser, Process};
use handyman_kpi::app::sample::{self, Plan, SIGN_INS};
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::app::{App, users};
use handyman_kpi::domain::evaluation::{Evaluation, Status};
use handyman_kpi::domain::id::{EmployeeId, SkillId};
use handyman_kpi::domain::level::Level;
use handyman_kpi::host::clock::SystemClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Read, Store};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const RATERS: usize = 4;
const RATINGS: usize = 60;

/// A sample company on disk, closed again, and what the raters need to know of it.
struct Company {
    folder: tempfile::TempDir,
    cookie: String,
    people: Vec<EmployeeId>,
    skills: Vec<SkillId>,
    today: Date,
}

/// What the server said it had done for one evaluation, by the name the client gave it.
#[derive(Clone, Debug, Default)]
struct Acknowledged {
    begun: bool,
    /// The last save that was answered with success; they are numbered from 1.
    saved: u64,
    finalised: bool,
}

fn open(folder: &Path) -> App {
    let store = Store::open(folder, Options::default()).unwrap();
    App::start(
        store,
        std::sync::Arc::new(SystemClock),
        Passwords::start(Strength::QUICK),
    )
    .unwrap()
}

impl Company {
    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path());
        let plan = Plan {
            employees: 12,
            years: 3,
            evaluations: Some(0),
            ..Plan::default()
        };
        sample::fill(&app, &plan).unwrap();
        let from = From {
            device: "Firefox on Linux",
            address: "192.0.2.1",
        };
        let (name, password) = (SIGN_INS[0].name, SIGN_INS[0].password);
        let cookie = sessions::sign_in(&app, name, password, &from).unwrap().unwrap();
        let user = users::by_name(&app, name).unwrap().unwrap();
        let projection = app.projection();
        let mut people: Vec<_> = projection
            .people()
            .filter(|person| person.employee.employment.len() == 1 && user.employee != Some(person.employee.id))
            .map(|person| (person.employee.hire_date, person.employee.id))
            .collect();
        people.sort();
        Self {
            cookie,
            people: people.into_iter().take(RATERS).map(|(_, id)| id).collect(),
            skills: projection
                .catalogue
                .skills
                .iter()
                .take(RATINGS)
                .map(|skill| skill.id)
                .collect(),
            today: app.today(),
            folder,
        }
    }

    /// One rater's evaluations of one person, on a day of its own for each run, until the server is gone.
    fn rate(&self, mut browser: Browser, rater: usize, run: u64) -> BTreeMap<String, Acknowledged> {
        let mut log = BTreeMap::new();
        browser.cookies.insert("__Host-session".into(), self.cookie.clone());
        // Each run has days of its own: there is one finished evaluation of a person and day.
        for turn in 0..3 {
            let uuid = format!("run{run}-rater{rater}-{turn}");
            let date = self.today.saturating_sub((run * 3 + turn).cast_signed().days());
            let all = log.entry(uuid.clone()).or_default();
            if self
                .evaluate(&mut browser, self.people[rater], date, &uuid, all)
                .is_err()
            {
                break;
            }
        }
        log
    }

    fn evaluate(
        &self,
        browser: &mut Browser,
        person: EmployeeId,
        date: Date,
        uuid: &str,
        log: &mut Acknowledged,
    ) -> std::io::Result<()> {
        browser.try_send("GET", "/evaluations/new", "", b"")?.is(200);
        let begin = format!(
            "form_token={}&employee={person}&date={date}&client_uuid={uuid}",
            browser.token
        );
        let form = "application/x-www-form-urlencoded";
        let begun = browser.try_send("POST", "/evaluations", form, begin.as_bytes())?;
        let path = begun.is(303).header("location").unwrap().replace("/rate", "");
        log.begun = true;
        browser.headers.insert("x-form-token".into(), browser.token.clone());
        for number in 1..=6 {
            let save = self.save(uuid, number);
            browser
                .try_send("POST", &format!("{path}/saves"), "application/json", save.as_bytes())?
                .is(200);
            log.saved = number;
        }
        browser.headers.remove("x-form-token");
        let finish = format!("form_token={}&then=finalise", browser.token);
        let finished = browser.try_send("POST", &format!("{path}/submission"), form, finish.as_bytes())?;
        assert_eq!(finished.is(303).header("location"), Some(path.as_str()));
        log.finalised = true;
        Ok(())
    }

    /// Sixty ratings and a note that all tell the number of their save.
    fn save(&self, uuid: &str, number: u64) -> String {
        let seen = number - 1;
        let level = (number % 5 + 1).to_string();
        let rating = |skill: &SkillId| (format!("r{skill}"), level.clone());
        let changes: Vec<_> = self
            .skills
            .iter()
            .map(rating)
            .chain([("notes".to_owned(), number.to_string())])
            .map(|(field, value)| serde_json::json!({ "field": field, "value": value, "base": seen }))
            .collect();
        serde_json::json!({ "device": uuid, "number": number, "revision": 1, "seen": seen, "changes": changes })
            .to_string()
    }

    /// Looks into the store after the kill; gives how many evaluations were found.
    fn check(&self, log: &BTreeMap<String, Acknowledged>) -> usize {
        let app = open(self.folder.path());
        let reader = app.store.read().unwrap();
        reader.verify().unwrap();
        let all: Vec<Evaluation> = reader.all().unwrap();
        let by_uuid: BTreeMap<&str, &Evaluation> = all
            .iter()
            .filter_map(|one| Some((one.client_uuid.as_deref()?, one)))
            .collect();
        for (uuid, told) in log.iter().filter(|(_, told)| told.begun) {
            let found = by_uuid.get(uuid.as_str()).unwrap_or_else(|| panic!("{uuid} is lost"));
            let content = &found.content;
            let saved: u64 = content.shared_notes.parse().unwrap_or(0);
            assert!(
                saved >= told.saved,
                "{uuid}: save {} is lost, it has {saved}",
                told.saved
            );
            let level = Level::new((saved % 5 + 1) as u8);
            let whole = content.ratings.len() == if saved == 0 { 0 } else { RATINGS };
            let alike = content.ratings.values().all(|rating| rating.mark.level() == level);
            assert!(whole && alike, "{uuid}: half of save {saved}: {:?}", content.ratings);
            assert!(
                found.status == Status::Finalised || !told.finalised,
                "{uuid}: finalising is lost"
            );
            assert_eq!(
                found.finalised.is_some(),
                found.status == Status::Finalised,
                "{uuid}: half finalised"
            );
        }
        all.len()
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_half_when_the_process_is_killed() {
    let company = Company::make();
    let seed: u64 = std::env::var("KPI_DRILL_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut chance = Chance::new(seed);
    let mut log = BTreeMap::new();
    let kills = runs(6, 200);
    let mut found = 0;
    for run in 0..kills {
        let process = Process::start(company.folder.path());
        let moment = Duration::from_millis(20 + chance.below(230));
        let browsers: Vec<Browser> = (0..RATERS).map(|_| process.visitor()).collect();
        std::thread::scope(|scope| {
            let raters: Vec<_> = browsers
                .into_iter()
                .enumerate()
                .map(|(rater, browser)| {
                    let company = &company;
                    scope.spawn(move || company.rate(browser, rater, run))
                })
                .collect();
            std::thread::sleep(moment);
            process.running.kill();
            for rater in raters {
                log.extend(rater.join().unwrap());
            }
        });
        found = company.check(&log);
    }
    let acknowledged: u64 = log
        .values()
        .map(|told| u64::from(told.begun) + told.saved + u64::from(told.finalised))
        .sum();
    println!("{kills} kills: {acknowledged} acknowledged changes to {found} evaluations, 0 lost, 0 half (seed {seed})");
    assert!(acknowledged > kills, "the raters came to saving: {acknowledged}");
}

//! `/employees/{id}/everything`.

use super::anonymise::gone;
use super::{content, evaluate};
use crate::api::Program;
use crate::support::Site;
use handyman_kpi::app::evaluations::{self, Then};
use handyman_kpi::app::{tokens, users};
use handyman_kpi::domain::account::Role;
use handyman_kpi::domain::employee::{Employee, ManagerEntry};
use handyman_kpi::domain::evaluation::{Content, Evaluation, Kind, Rating};
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::domain::level::{Level, Mark};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::settings::ManagersSee;
use handyman_kpi::domain::token::{ApiToken, Draft};
use handyman_kpi::store::Read;
use jiff::civil::date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Everyone who may ask, by user name.
const ASKING: [&str; 7] = ["eli", "max", "rita", "anna", "rosa", "mara", "nora"];

/// Eli with thirty evaluations of every kind and state by several raters, each with words of its own.
/// Rita leads Eli, who is a user; rosa is a colleague; mara an admin; nora a manager who is nobody's.
struct Company {
    site: Site,
    eli: EmployeeId,
    all: Vec<EvaluationId>,
}

impl Company {
    fn new(seed: u64) -> Self {
        let site = Site::start();
        site.add_catalogue();
        let eli = users::by_name(&site.app, "eli").unwrap().unwrap().employee.unwrap();
        let rita = site.add_employee("Rita", "Lead");
        let rosa = site.add_employee("Rosa", "Field");
        site.add_user("rita", "manager", Some(rita));
        site.add_user("rosa", "employee", Some(rosa));
        site.add_user("mara", "admin", None);
        let nora = site.add_employee("Nora", "Far");
        site.add_user("nora", "manager", Some(nora));
        site.app
            .change(&Actor::Program, |change| {
                let mut person = change.store.get::<Employee>(eli)?.unwrap();
                person.notes = "notes-on-eli".into();
                person.tiers[0].reason = "why-this-tier".into();
                person.phone = "555-0199".into();
                person.managers.push(ManagerEntry {
                    from: date(2024, 3, 1),
                    manager: Some(rita),
                });
                change.put(&person)
            })
            .unwrap();
        let mut dice = seed;
        let mut below = |n: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % n
        };
        let mut all = Vec::new();
        for n in 1..=30_i64 {
            let own = below(4) == 0;
            let (kind, rater) = match own {
                true => (Kind::SelfRating, "eli"),
                false => (Kind::Manager, ["max", "rita", "anna", "nora"][below(4) as usize]),
            };
            let then = match below(5) {
                0 => Then::Keep,
                1 => Then::Submit,
                _ if own => Then::Submit,
                _ => Then::Finalise,
            };
            let private = if own { String::new() } else { format!("private-{n}-") };
            let mut words: Content = content(&site.app, &format!("shared-{n}-"), &private);
            let level = Level::new(below(5) as u8 + 1).unwrap();
            for rating in words.ratings.values_mut() {
                *rating = Rating {
                    note: format!("rated-{n}-"),
                    ..Rating::level(level)
                };
            }
            words.special_skills[0].name = format!("special-{n}-");
            all.push(evaluate(&site.app, eli, kind, rater, n * 7, words, then));
        }
        Self { site, eli, all }
    }

    fn path(&self) -> String {
        format!("/employees/{}/everything", self.eli)
    }

    fn record(&self, id: EvaluationId) -> Evaluation {
        self.site.app.store.read().unwrap().get(id).unwrap().unwrap()
    }

    fn managers_see(&self, see: ManagersSee) {
        self.site
            .app
            .change(&Actor::Program, |change| {
                let mut settings = (*self.site.app.projection().settings).clone();
                settings.managers_see = see;
                change.put(&settings)
            })
            .unwrap();
    }
}

/// That one evaluation of the document says what the record says.
fn agrees(told: &Value, record: &Evaluation) {
    assert_eq!(told["date"], record.date.to_string());
    assert_eq!(told["revision"], record.revision);
    assert_eq!(told["shared_notes"], record.content.shared_notes.as_str());
    assert_eq!(
        told["special_skills"][0]["name"],
        record.content.special_skills[0].name.as_str()
    );
    let ratings: BTreeMap<u64, (Value, String)> = told["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let note = one["note"].as_str().unwrap_or_default().to_owned();
            assert!(!one["name"].as_str().unwrap().is_empty());
            (one["skill"].as_u64().unwrap(), (one["level"].clone(), note))
        })
        .collect();
    let stored: BTreeMap<u64, (Value, String)> = record
        .content
        .ratings
        .iter()
        .map(|(id, rating)| {
            let level = match rating.mark {
                Mark::Level(level) => Value::from(level.get()),
                Mark::NotApplicable => Value::from("n/a"),
            };
            (id.0, (level, rating.note.clone()))
        })
        .collect();
    assert_eq!(ratings, stored);
    assert_eq!(told["tools"].as_array().unwrap().len(), record.content.tools.len());
    assert_eq!(told["tools"][0]["can_operate"], true);
    assert_eq!(told["tools"][0]["holding"], "truck");
}

#[test]
fn what_is_in_the_file_is_what_the_pages_show_to_whoever_asks() {
    let (mut files, mut evaluations, mut withheld) = (0, 0, 0);
    for seed in 1..=3 {
        let company = Company::new(seed);
        for see in [ManagersSee::Everyone, ManagersSee::OwnReports] {
            company.managers_see(see);
            for who in ASKING {
                let mut browser = company.site.sign_in(who);
                let answer = browser.get(&company.path());
                let profile = browser.get(&format!("/employees/{}", company.eli));
                assert_eq!(answer.status, profile.status, "{who} {see:?}");
                if answer.status != 200 {
                    assert_eq!(answer.status, 404, "{who}");
                    answer.hides("shared-").hides("Stone");
                    continue;
                }
                files += 1;
                let (text, document) = (answer.text(), answer.json());
                let told: BTreeMap<u64, &Value> = document["evaluations"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| (one["id"].as_u64().unwrap(), one))
                    .collect();
                let known: BTreeSet<u64> = document["only_known"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["id"].as_u64().unwrap())
                    .collect();
                for (n, id) in (1..).zip(&company.all) {
                    let page = browser.get(&format!("/evaluations/{id}"));
                    // An own draft is read where it is written.
                    let page = browser.follow(page);
                    let (shown, record) = (page.text(), company.record(*id));
                    let shows = |words: &str| shown.contains(&format!("{words}-{n}-"));
                    let holds = |words: &str| text.contains(&format!("{words}-{n}-"));
                    assert_eq!(told.contains_key(&id.0), shows("shared"), "{who} {id}");
                    for words in ["shared", "private", "rated", "special"] {
                        assert_eq!(holds(words), shows(words), "{words} of {id} for {who}");
                    }
                    assert_eq!(
                        known.contains(&id.0),
                        page.status == 200 && !shows("shared"),
                        "{who} {id}"
                    );
                    match told.get(&id.0) {
                        Some(told) => {
                            agrees(told, &record);
                            evaluations += 1;
                        }
                        None => withheld += 1,
                    }
                }
                let subject = who == "eli";
                assert_eq!(
                    text.contains("notes-on-eli"),
                    profile.text().contains("notes-on-eli"),
                    "{who}"
                );
                assert!(!(subject && text.contains("notes-on-eli")), "{who}");
                assert_eq!(text.contains("why-this-tier"), !subject, "{who}");
                assert!(!(subject && text.contains("private-")), "{who}");
                assert_eq!(document["person"]["phone"], "555-0199");
                assert!(!text.contains("password") && !text.contains("token") && !text.contains("secret"));
                let account = subject || ["anna", "mara"].contains(&who);
                assert_eq!(document["account"]["user_name"] == "eli", account, "{who}");
                assert_eq!(document["account"]["signed_in"].is_array(), subject, "{who}");
            }
        }
    }
    println!("{files} files, {evaluations} evaluations in them agree with the records, {withheld} withheld");
    assert!(files > 20 && evaluations > 200 && withheld > 50);
}

#[test]
fn the_tokens_of_ones_programs_are_in_it_and_never_what_they_are_recognised_by() {
    let company = Company::new(7);
    let site = &company.site;
    let make = |name: &str, read_only, days| {
        let draft = Draft {
            name: name.into(),
            read_only,
            days,
        };
        tokens::create_own(&site.app, &site.actor("eli"), &draft).unwrap()
    };
    let (_, payroll) = make("payroll", true, Some(1));
    let (ended, _) = make("old sheet", false, None);
    tokens::revoke_own(&site.app, &site.actor("eli"), ended).unwrap();
    Program::with(site.visitor(), &payroll).get("/me").is(200);
    let answer = site.sign_in("eli").get(&company.path());
    let told = answer.is(200).json()["account"]["api_tokens"].clone();
    let at = "2026-05-04T";
    assert_eq!((&told[0]["name"], &told[0]["may"]), (&"payroll".into(), &"read".into()));
    assert_eq!(
        (&told[1]["name"], &told[1]["may"]),
        (&"old sheet".into(), &"read and write".into())
    );
    for (one, field) in [
        (0, "created_at"),
        (0, "last_used_at"),
        (1, "created_at"),
        (1, "ended_at"),
    ] {
        assert!(
            told[one][field].as_str().unwrap().starts_with(at),
            "{one} {field}: {told}"
        );
    }
    assert!(told[0]["expires_at"].as_str().unwrap().starts_with("2026-05-05T"));
    for absent in [&told[0]["ended_at"], &told[1]["expires_at"], &told[1]["last_used_at"]] {
        assert!(absent.is_null(), "{told}");
    }
    let text = answer.text();
    let stored: Vec<ApiToken> = site.app.store.read().unwrap().all().unwrap();
    assert_eq!(stored.len(), 2);
    assert!(stored.iter().all(|one| !text.contains(&one.token_hash)) && !text.contains(&payroll));
    // An admin, who manages tokens, reads the same; whoever leads the person does not.
    assert_eq!(
        site.sign_in("anna").get(&company.path()).json()["account"]["api_tokens"],
        told
    );
    site.sign_in("rita").get(&company.path()).is(200).hides("api_tokens");
    site.wait(jiff::SignedDuration::from_hours(25));
    let later = site.sign_in("eli").get(&company.path()).json()["account"]["api_tokens"].clone();
    assert_eq!(later[0]["ended_at"], later[0]["expires_at"]);
}

#[test]
fn it_is_a_download_that_nothing_keeps_under_a_name_that_names_nobody() {
    let company = Company::new(7);
    let mut anna = company.site.sign_in("anna");
    let answer = anna.get(&company.path());
    let id = company.eli;
    answer
        .is(200)
        .has("content-type", "application/json")
        .has("cache-control", "no-store")
        .has("x-content-type-options", "nosniff");
    let disposition = answer.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with(&format!(
            "attachment; filename=\"everything-employee-{id}-2026-05-04.json\""
        )),
        "{disposition}"
    );
    assert!(
        answer
            .text()
            .starts_with("{\n  \"format\": \"handyman-kpi everything about a person, 1\"")
    );
}

#[test]
fn that_it_was_taken_is_an_event_and_looking_is_not() {
    let company = Company::new(7);
    let taken = || {
        let events: Vec<Event> = company.site.app.store.read().unwrap().all().unwrap();
        events
            .into_iter()
            .filter(|one| one.what == "everything_taken")
            .collect::<Vec<_>>()
    };
    let mut rosa = company.site.sign_in("rosa");
    rosa.get(&company.path()).is(404);
    let mut eli = company.site.sign_in("eli");
    eli.send("HEAD", &company.path(), "", b"").is(200);
    eli.get("/employees/999/everything").is(404);
    assert!(taken().is_empty());
    eli.get(&company.path()).is(200);
    let events = taken();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].subject, Some(("employees".into(), company.eli.0)));
    let user = users::by_name(&company.site.app, "eli").unwrap().unwrap();
    assert_eq!(events[0].by, By::User(user.id));
    assert!(events[0].fields.is_empty());
    assert_eq!(user.role, Role::Employee);
}

#[test]
fn withdrawn_revisions_comments_and_statements_are_in_it() {
    let left = gone();
    let mut anna = left.site.sign_in("anna");
    let document = anna
        .get(&format!("/employees/{}/everything", left.leaver.id))
        .is(200)
        .json();
    let withdrawn = &document["withdrawn_revisions"][0];
    assert_eq!(withdrawn["reason"], "reopened-because");
    assert_eq!(withdrawn["evaluation"]["shared_notes"], "withdrawn-words");
    assert_eq!(withdrawn["evaluation"]["private_note"], "withdrawn-words");
    assert_eq!(withdrawn["evaluation"]["statements"][0]["text"], "statement-of-mine");
    let finalised = document["evaluations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["revision"] == 2)
        .unwrap();
    assert_eq!(finalised["acknowledgements"][0]["comment"], "comment-of-mine");
    assert_eq!(finalised["rater"], "max");
    assert_eq!(document["person"]["first_name"], super::FIRST);
    // The person gets the same without the private words.
    let mut zoe = left.site.sign_in("zoe.signin");
    let own = zoe.get(&format!("/employees/{}/everything", left.leaver.id));
    own.is(200);
    assert!(!own.text().contains("private-words"));
    assert!(own.json()["withdrawn_revisions"][0]["evaluation"]["private_note"].is_null());
}

#[test]
fn why_it_went_back_to_draft_is_in_it_as_on_the_page() {
    let site = Site::start();
    site.add_catalogue();
    let eli = users::by_name(&site.app, "eli").unwrap().unwrap().employee.unwrap();
    let path = format!("/employees/{eli}/everything");
    let returned = |kind, rater: &str, back, why: &str| {
        let words = content(&site.app, "", "");
        let id = evaluate(&site.app, eli, kind, rater, back, words, Then::Submit);
        let actor = site.actor(rater);
        evaluations::return_to_draft(&site.app, &actor, id, 1, why).unwrap();
        id
    };
    let own = returned(Kind::SelfRating, "eli", 9, "own-second-thoughts");
    let theirs = returned(Kind::Manager, "max", 1, "typed-too-fast");
    let reads = |who: &str, told: &[&str]| {
        let text = site.sign_in(who).get(&path).is(200).text();
        for why in ["own-second-thoughts", "typed-too-fast"] {
            assert_eq!(text.contains(why), told.contains(&why), "{why} for {who}");
        }
    };
    // Of a draft nobody but its writer reads a word.
    reads("eli", &["own-second-thoughts"]);
    reads("max", &["typed-too-fast"]);
    reads("anna", &[]);
    evaluations::submit(&site.app, &site.actor("eli"), own).unwrap();
    evaluations::submit_and_finalise(&site.app, &site.actor("max"), theirs).unwrap();
    for (who, own_words, managers_words) in [("eli", true, false), ("max", true, true), ("anna", false, true)] {
        let mut browser = site.sign_in(who);
        let text = browser.get(&path).is(200).text();
        for (why, id, reads) in [
            ("own-second-thoughts", own, own_words),
            ("typed-too-fast", theirs, managers_words),
        ] {
            let page = browser.get(&format!("/evaluations/{id}")).text();
            assert_eq!(page.contains(why), reads, "the page of {id} for {who}");
            assert_eq!(text.contains(why), reads, "the file about {id} for {who}");
        }
    }
    let mut anna = site.sign_in("anna");
    let document = anna.get(&path).json();
    let step = &document["evaluations"][0]["returned"][0];
    assert_eq!(step["by"], "max");
    assert_eq!(step["reason"], "typed-too-fast");
    assert!(step["at"].is_string());
    let told = |document: &Value| document.to_string().contains("typed-too-fast");
    // A withdrawn revision keeps its own.
    evaluations::reopen(&site.app, &site.actor("max"), theirs, 1, "The day was wrong").unwrap();
    let document = anna.get(&path).json();
    assert!(told(&document["withdrawn_revisions"][0]) && !told(&document["evaluations"]));
    assert!(!told(&site.sign_in("eli").get(&path).json()));
}

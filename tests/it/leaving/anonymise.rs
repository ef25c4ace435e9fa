//! `/employees/{id}/anonymisation`.

use super::{FIRST, LAST, Leaver, NAME, SECRETS, all_records, leaver, let_go, secrets_in};
use crate::support::{Browser, Site};
use handyman_kpi::app::projection::Projection;
use handyman_kpi::app::{Error, leaving, users};
use handyman_kpi::domain::account::{OneTimeLink, Session, User};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::{AcknowledgedHow, Acknowledgement, Evaluation, Statement, Status};
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::tombstone::Tombstone;
use handyman_kpi::store::Read;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

pub struct Left {
    pub site: Site,
    pub leaver: Leaver,
    pub eli: EmployeeId,
}

pub fn company() -> Left {
    let site = Site::start();
    site.add_catalogue();
    let eli = users::by_name(&site.app, "eli").unwrap().unwrap().employee.unwrap();
    let leaver = leaver(&site.app, "max", eli);
    Left { site, leaver, eli }
}

pub fn gone() -> Left {
    let company = company();
    let_go(&company.site.app, company.leaver.id);
    company
}

impl Left {
    pub fn path(&self) -> String {
        format!("/employees/{}/anonymisation", self.leaver.id)
    }

    pub fn confirm(&self, browser: &mut Browser, name: &str) -> crate::support::Answer {
        browser.get("/account");
        browser.post(&self.path(), &[("name", name)])
    }
}

#[test]
fn everything_personal_goes_and_the_levels_stay() {
    let left = gone();
    let (app, leaver) = (&left.site.app, &left.leaver);
    let zoe = left.site.sign_in("zoe.signin");
    assert!(!zoe.cookies.is_empty());
    users::reset_link(app, &Actor::Program, leaver.user).unwrap();
    left.site.sign_in("zoe.signin");
    let before: Evaluation = app.store.read().unwrap().get(leaver.finalised).unwrap().unwrap();
    let found = secrets_in(&all_records(app));
    assert_eq!(found, SECRETS, "all of them are in the records before");

    let mut anna = left.site.sign_in("anna");
    anna.get(&left.path())
        .is(200)
        .shows("Anonymise Zoë")
        .shows("in 2 evaluations of Zoë")
        .shows("One unfinished evaluation")
        .shows("The sign-in zoe.signin");
    let done = left.confirm(&mut anna, NAME);
    done.leads_to(&format!("/employees/{}", leaver.id));
    anna.follow(done)
        .is(200)
        .shows(&format!("Former employee {}", leaver.id))
        .shows("Anonymised");

    assert_eq!(
        secrets_in(&all_records(app)),
        [""; 0],
        "nothing of them is left in a record"
    );
    let reader = app.store.read().unwrap();
    let after: Evaluation = reader.get(leaver.finalised).unwrap().unwrap();
    assert_eq!(after.content.tools, before.content.tools);
    let marks = |e: &Evaluation| {
        e.content
            .ratings
            .iter()
            .map(|(id, r)| (*id, r.mark))
            .collect::<Vec<_>>()
    };
    assert_eq!(marks(&after), marks(&before));
    assert_eq!((after.date, after.created_at), (before.date, before.created_at));
    assert!(reader.get::<Evaluation>(leaver.draft).unwrap().is_none());
    let acknowledgements = reader.all::<Acknowledgement>().unwrap();
    assert_eq!(acknowledgements.len(), 1);
    assert_eq!(acknowledgements[0].how, AcknowledgedHow::Seen);
    assert_eq!(reader.count::<Statement>().unwrap(), 0);

    assert!(reader.get::<User>(leaver.user).unwrap().is_none());
    let sessions = reader.all::<Session>().unwrap();
    assert!(sessions.iter().all(|session| session.user != leaver.user));
    assert_eq!(reader.count::<OneTimeLink>().unwrap(), 0);
    let tombstones = reader.all::<Tombstone>().unwrap();
    assert_eq!(tombstones.len(), 1);
    assert_eq!(tombstones[0].employee, leaver.id);
    assert!(matches!(tombstones[0].by, By::User(_)));
    let events = reader.all::<Event>().unwrap();
    assert!(events.iter().any(|event| event.what == "employee_anonymised"));

    let fresh = Projection::build(&reader).unwrap();
    assert!(*app.projection() == fresh, "memory is what a fresh start reads");
    reader.verify().unwrap();
}

#[test]
fn what_the_person_wrote_of_others_stays_as_by_a_former_user() {
    let left = gone();
    let leaver = &left.leaver;
    let mut anna = left.site.sign_in("anna");
    left.site
        .app
        .change(&Actor::Program, |change| {
            let mut eli = change.store.get::<Employee>(left.eli)?.unwrap();
            eli.tiers[0].decided_by = Some(leaver.user);
            change.put(&eli)
        })
        .unwrap();
    left.confirm(&mut anna, NAME).is(303);
    let page = anna.get(&format!("/evaluations/{}", leaver.of_another));
    page.is(200).shows("said-of-another").shows("A former user");
    anna.get("/evaluations")
        .is(200)
        .shows("A former user")
        .hides("Quintessa");
    anna.get(&format!("/employees/{}", left.eli)).shows("A former user");
    anna.get("/").is(200).shows("A former user");
    // Also where they decided on a tier, and where their evaluation is in the way of another.
    anna.get(&format!("/employees/{}/tiers", left.eli))
        .is(200)
        .shows("decided by a former user");
    let mut max = left.site.sign_in("max");
    let two_days_ago = left.site.app.today().saturating_sub(jiff::Span::new().days(2));
    max.get("/account");
    let begun = max.post(
        "/evaluations",
        &[("employee", &left.eli.to_string()), ("date", &two_days_ago.to_string())],
    );
    let path = begun.is(303).header("location").unwrap().replace("/rate", "");
    let id = path.strip_prefix("/evaluations/").unwrap().parse().unwrap();
    crate::evaluations::save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    max.post(&format!("{path}/submission"), &[("then", "submit")])
        .is(422)
        .shows("There is already an evaluation of Eli Stone of")
        .hides("by .");
}

#[test]
fn no_page_shows_anything_of_the_person_any_more() {
    let left = gone();
    let mut anna = left.site.sign_in("anna");
    let sweep = |browser: &mut Browser| super::older_copy::secrets_on_pages(browser, 6);
    assert!(!sweep(&mut anna).is_empty(), "they are on pages before");
    left.confirm(&mut anna, NAME).is(303);
    assert_eq!(sweep(&mut anna), [""; 0]);
    assert_eq!(sweep(&mut left.site.sign_in("max")), [""; 0]);
}

#[test]
fn others_go_on_reading_and_saving_while_the_store_is_written_anew() {
    let left = company();
    let site = &left.site;
    let people: Vec<EmployeeId> = (1..=12)
        .map(|n| {
            let id = site.add_employee("Gone", &format!("Person{n}"));
            let_go(&site.app, id);
            id
        })
        .collect();
    let stop = AtomicBool::new(false);
    let (asked, busy) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for who in ["anna", "max", "eli"] {
            let (stop, asked, busy, own) = (&stop, &asked, &busy, left.eli);
            scope.spawn(move || {
                let mut browser = site.sign_in(who);
                let own = format!("/employees/{own}");
                while !stop.load(Ordering::Relaxed) {
                    for path in ["/evaluations", &own, "/account"] {
                        let answer = browser.get(path);
                        assert!([200, 503].contains(&answer.status), "{path}: {}", answer.status);
                        busy.fetch_add(u32::from(answer.status == 503), Ordering::Relaxed);
                    }
                    let saved = browser.post("/account/theme", &[("theme", "dark")]);
                    // After a page that said "busy" there is no token to send.
                    assert!([303, 503, 403].contains(&saved.status), "{}", saved.status);
                    asked.fetch_add(4, Ordering::Relaxed);
                }
            });
        }
        for (n, id) in (1..).zip(&people) {
            leaving::anonymise(&site.app, &Actor::Program, *id, &format!("Gone Person{n}")).unwrap();
        }
        stop.store(true, Ordering::Relaxed);
    });
    let (asked, busy) = (asked.into_inner(), busy.into_inner());
    println!("{asked} requests during 12 rewritings, {busy} told to try again");
    let reader = site.app.store.read().unwrap();
    reader.verify().unwrap();
    assert!(*site.app.projection() == Projection::build(&reader).unwrap());
    assert!(!all_records(&site.app).contains("Person"));
}

#[test]
fn the_event_trail_never_names_anyone() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/employees/new").is(200);
    let person = [
        ("first_name", FIRST),
        ("last_name", LAST),
        ("number", "N-4711-QX"),
        ("phone", "555-0147"),
        ("email", "z@quintessa.home"),
        ("hire_date", "2020-03-01"),
        ("notes", "knows-the-hansen-house"),
        ("tier", "3"),
        ("manager", ""),
    ];
    let to = anna
        .post("/employees", &person)
        .is(303)
        .header("location")
        .unwrap()
        .to_owned();
    let id = to.strip_prefix("/employees/").unwrap();
    let user = [
        ("name", "zoe.signin"),
        ("role", "employee"),
        ("email", ""),
        ("employee", id),
    ];
    anna.post("/users", &user);
    let tier = [("from", "2026-05-04"), ("tier", "4"), ("reason", "promoted-for-larsen")];
    anna.post(&format!("{to}/tiers"), &tier).is(303);
    anna.post(&format!("{to}/edit"), &[&person[..7], &[("phone", "")]].concat())
        .is(303);
    anna.post(&format!("{to}/employment/end"), &[("last_day", "2026-05-03")])
        .is(303);
    anna.get(&format!("{to}/everything")).is(200);
    assert!(!secrets_in(&all_records(&site.app)).is_empty());
    anna.post(&format!("{to}/anonymisation"), &[("name", NAME)]).is(303);
    let events: Vec<Event> = site.app.store.read().unwrap().all().unwrap();
    assert!(events.len() > 8, "{}", events.len());
    let what: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    for wanted in [
        "employee_created",
        "user_added",
        "tier_changed",
        "everything_taken",
        "user_removed",
    ] {
        assert!(what.contains(&wanted), "{what:?}");
    }
    assert_eq!(secrets_in(&serde_json::to_string(&events).unwrap()), [""; 0]);
    assert_eq!(secrets_in(&all_records(&site.app)), [""; 0]);
}

#[test]
fn the_file_beside_the_data_names_nobody_and_is_for_the_owner_alone() {
    let left = gone();
    let mut anna = left.site.sign_in("anna");
    left.confirm(&mut anna, NAME).is(303);
    let path = left.site.folder().join("tombstones.json");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(secrets_in(&text), [""; 0]);
    assert!(text.contains(&format!("\"employee\": {}", left.leaver.id)), "{text}");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn it_is_refused_with_a_sentence_while_the_person_works_here() {
    let left = company();
    let mut anna = left.site.sign_in("anna");
    anna.get(&left.path())
        .is(200)
        .shows("still works here")
        .hides("Type the name");
    left.confirm(&mut anna, NAME).is(409).shows("still works here");
    assert_eq!(secrets_in(&all_records(&left.site.app)), SECRETS);
    assert!(!left.site.folder().join("tombstones.json").exists());
}

#[test]
fn the_name_has_to_be_typed_though_case_and_spaces_do_not_count() {
    let left = gone();
    let mut anna = left.site.sign_in("anna");
    for wrong in ["", "Zoë", "Former employee 2", &format!("{LAST} {FIRST}"), "\u{200B}"] {
        left.confirm(&mut anna, wrong)
            .is(422)
            .shows("not the name in the record");
    }
    assert_eq!(secrets_in(&all_records(&left.site.app)), SECRETS);
    assert!(!left.site.folder().join("tombstones.json").exists());
    left.confirm(&mut anna, &format!("  {}  ", NAME.to_uppercase().replace(' ', "  ")))
        .is(303);
}

#[test]
fn a_second_time_is_refused_and_changes_nothing() {
    let left = gone();
    let mut anna = left.site.sign_in("anna");
    left.confirm(&mut anna, NAME).is(303);
    let before = all_records(&left.site.app);
    let name = format!("Former employee {}", left.leaver.id);
    left.confirm(&mut anna, &name).is(409).shows("anonymised already");
    anna.get(&left.path()).is(200).shows("anonymised already");
    assert_eq!(all_records(&left.site.app), before);
}

#[test]
fn who_is_not_there_or_not_for_them_is_not_found() {
    let left = gone();
    let paths = [left.path(), "/employees/999/anonymisation".into()];
    for who in ["max", "eli"] {
        let mut browser = left.site.sign_in(who);
        browser.get("/account");
        for path in &paths {
            browser.get(path).is(404);
            browser.post(path, &[("name", NAME)]).is(404);
        }
    }
    let mut anna = left.site.sign_in("anna");
    anna.get(&paths[1]).is(404);
    anna.post(&paths[1], &[("name", NAME)]).is(404);
    assert_eq!(secrets_in(&all_records(&left.site.app)), SECRETS);
}

#[test]
fn the_last_active_admin_stays_and_nobody_takes_themselves_out() {
    let left = gone();
    let (site, id) = (&left.site, left.leaver.id);
    let anna = users::by_name(&site.app, "anna").unwrap().unwrap().id;
    // The leaver is the only admin who can still sign in.
    site.edit_user(left.leaver.user, |user| {
        user.role = handyman_kpi::domain::account::Role::Admin;
    });
    site.edit_user(anna, |user| user.active = false);
    let own = leaving::anonymise(&site.app, &site.actor("zoe.signin"), id, NAME);
    assert!(matches!(own, Err(Error::Denied)), "{own:?}");
    let refused = leaving::anonymise(&site.app, &Actor::Program, id, NAME).unwrap_err();
    assert!(refused.to_string().contains("only active admin"), "{refused}");
    assert_eq!(secrets_in(&all_records(&site.app)), SECRETS);
    assert!(!site.folder().join("tombstones.json").exists());
    site.edit_user(anna, |user| user.active = true);
    leaving::anonymise(&site.app, &Actor::Program, id, NAME).unwrap();
}

#[test]
fn nothing_can_be_written_into_the_record_afterwards() {
    let left = gone();
    let (site, id) = (&left.site, left.leaver.id);
    let mut anna = site.sign_in("anna");
    left.confirm(&mut anna, NAME).is(303);
    anna.get("/account");
    let facts = [
        ("first_name", "Zoë"),
        ("last_name", "Again"),
        ("hire_date", "2020-03-01"),
    ];
    anna.post(&format!("/employees/{id}/edit"), &facts)
        .is(409)
        .shows("anonymised");
    anna.post(&format!("/employees/{id}/employment"), &[("from", "2026-05-04")])
        .is(409)
        .shows("anonymised");
    let tier = [("from", "2026-05-04"), ("tier", "5"), ("reason", "Zoë")];
    anna.post(&format!("/employees/{id}/tiers"), &tier)
        .is(409)
        .shows("anonymised");
    let user = [
        ("name", "zoe2"),
        ("role", "employee"),
        ("email", ""),
        ("employee", &id.to_string()),
    ];
    anna.post("/users", &user).is(422).shows("does not exist");
    let mut max = site.sign_in("max");
    max.get("/account");
    max.post("/evaluations", &[("employee", &id.to_string()), ("date", "2026-05-01")])
        .is(409)
        .shows("anonymised");
    let saved = crate::evaluations::save(&mut max, left.leaver.draft.0, 1, 0, &[("notes", "late-words")]);
    saved.is(404);
    assert!(!all_records(&site.app).contains("late-words"));
}

#[test]
fn an_opened_again_evaluation_is_kept_without_its_words_and_takes_no_more() {
    let left = gone();
    let (site, leaver) = (&left.site, &left.leaver);
    site.app
        .change(&Actor::Program, |change| {
            let mut evaluation = change.store.get::<Evaluation>(leaver.finalised)?.unwrap();
            evaluation.status = Status::Draft;
            evaluation.finalised = None;
            change.put(&evaluation)
        })
        .unwrap();
    let mut anna = site.sign_in("anna");
    left.confirm(&mut anna, NAME).is(303);
    assert_eq!(secrets_in(&all_records(&site.app)), [""; 0]);
    let mut max = site.sign_in("max");
    max.get("/account");
    let body = serde_json::json!({"device": "a", "number": 1, "revision": 2, "seen": 0,
        "changes": [{"field": "notes", "value": "late-words", "base": 0}]});
    max.post_json(&format!("/evaluations/{}/saves", leaver.finalised), &body)
        .is(409);
    assert!(!all_records(&site.app).contains("late-words"));
}

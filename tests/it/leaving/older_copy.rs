//! An older copy of the store is put back by hand: whoever was anonymised since is so again before
//! anything is served.

use super::company::{Company, check, hire, on_disk};
use super::{NAME, SECRETS, all_records, let_go, secrets_in};
use crate::cli;
use crate::support::company::open;
use crate::support::{Browser, Process};
use handyman_kpi::app::{employees, leaving, users};
use handyman_kpi::domain::account::{Role, User};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::tombstone::Tombstone;
use handyman_kpi::store::{Read, snapshot};
use handyman_kpi::web;
use http::Method;
use std::fs;
use std::time::Duration;

/// Asks every page of the route table about the first `ids` of everything; gives the secrets seen.
pub fn secrets_on_pages(browser: &mut Browser, ids: u64) -> Vec<&'static str> {
    let mut seen = std::collections::BTreeSet::new();
    for row in web::table().rows().filter(|row| row.method == Method::GET) {
        for id in 1..=ids {
            let path = row.path.replace("{id}", &id.to_string());
            // The document is one of the pages as well.
            let answer = browser.get(&path);
            assert_ne!(answer.status, 500, "{path}");
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            seen.extend(secrets_in(&text));
            if !row.path.contains("{id}") {
                break;
            }
        }
    }
    seen.into_iter().collect()
}

#[test]
fn nothing_personal_comes_back_with_an_older_copy_of_the_store() {
    let company = Company::make();
    // In the older copy the person still works there and can sign in.
    company.set_aside();
    company.anonymise();
    company.put_back();

    let process = Process::start(company.path());
    let mut owner = process.visitor();
    owner.cookies.insert("__Host-session".into(), company.cookie.clone());
    owner.get("/").is(200);
    let ids = company.leaver.0 + 4;
    assert_eq!(secrets_on_pages(&mut owner, ids), [""; 0]);
    owner
        .get(&format!("/employees/{}", company.leaver))
        .is(200)
        .shows("Former employee");
    assert_eq!(process.running.stop(), 0);
    check(&open(company.path()), company.leaver);
    assert_eq!(on_disk(company.path()), [""; 0], "not even on freed pages of the file");
}

#[test]
fn not_even_a_freed_page_of_the_file_holds_what_was_erased() {
    let company = Company::make();
    assert_eq!(on_disk(company.path()), SECRETS);
    let app = open(company.path());
    let_go(&app, company.leaver);
    // What was only changed stands on freed pages still: this is what has to be guarded against.
    app.change(&Actor::Program, |change| {
        let mut person = change.store.get::<Employee>(company.leaver)?.unwrap();
        person.notes = "knows-the-hansen-house no more".into();
        change.put(&person)
    })
    .unwrap();
    let before = app.store.epoch();
    leaving::anonymise(&app, &Actor::Program, company.leaver, NAME).unwrap();
    assert_eq!(on_disk(company.path()), [""; 0], "while the program runs");
    // Saving goes on, in the new file.
    let hired = hire(&app, "Next");
    assert_eq!(app.store.epoch(), before);
    check(&app, company.leaver);
    drop(app);
    let app = open(company.path());
    assert_eq!(app.projection().person(hired).unwrap().employee.first_name, "Next");
    check(&app, company.leaver);
}

#[test]
fn a_rewriting_that_was_cut_short_is_done_at_the_next_start() {
    let company = Company::make();
    let app = open(company.path());
    let_go(&app, company.leaver);
    // The new file cannot be made where a folder stands.
    let in_the_way = company.path().join("kpi.redb.rewritten");
    fs::create_dir_all(in_the_way.join("x")).unwrap();
    leaving::anonymise(&app, &Actor::Program, company.leaver, NAME).unwrap();
    check(&app, company.leaver);
    hire(&app, "Next");
    assert!(!on_disk(company.path()).is_empty(), "the old pages are still there");
    drop(app);
    fs::remove_dir_all(&in_the_way).unwrap();
    let app = open(company.path());
    check(&app, company.leaver);
    assert_eq!(on_disk(company.path()), [""; 0]);
}

#[test]
fn a_kill_between_the_file_and_the_change_ends_with_the_person_anonymised() {
    let company = Company::make();
    {
        let app = open(company.path());
        let_go(&app, company.leaver);
    }
    company.set_aside();
    // Killed after the file was written and before the change was committed: the file says so, the
    // store does not.
    company.anonymise();
    company.put_back();
    check(&open(company.path()), company.leaver);
    // The next start finds nothing left to do.
    let before = all_records(&open(company.path()));
    assert_eq!(all_records(&open(company.path())), before);
}

#[test]
fn a_program_killed_at_any_moment_leaves_the_person_whole_or_gone_for_good() {
    let company = Company::make();
    let_go(&open(company.path()), company.leaver);
    company.set_aside();
    let path = format!("/employees/{}/anonymisation", company.leaver);
    let (mut whole, mut gone, mut answered) = (0, 0, 0);
    for run in 0..16 {
        company.put_back();
        let _ = fs::remove_file(company.path().join("tombstones.json"));
        let process = Process::start(company.path());
        let mut owner = process.visitor();
        owner.cookies.insert("__Host-session".into(), company.cookie.clone());
        owner.get(&path).is(200);
        let body = format!("form_token={}&name={}", owner.token, web::query_value(NAME));
        let asked = std::thread::scope(|scope| {
            let asked = scope.spawn(|| {
                let form = "application/x-www-form-urlencoded";
                let answer = owner.try_send("POST", &path, form, body.as_bytes());
                answer.is_ok_and(|answer| answer.status == 303)
            });
            std::thread::sleep(Duration::from_micros(run * run * 500));
            process.running.kill();
            asked.join().unwrap()
        });
        let said = company.path().join("tombstones.json").exists();
        assert!(said || !asked, "done, and the file does not say so");
        let left = secrets_in(&all_records(&open(company.path())));
        assert_eq!(left, if said { &[][..] } else { SECRETS }, "half of it is left");
        assert_eq!(on_disk(company.path()), left);
        // Whatever happened, an older copy brings nobody back.
        company.put_back();
        let left = secrets_in(&all_records(&open(company.path())));
        assert_eq!(left.is_empty(), said);
        *(if said { &mut gone } else { &mut whole }) += 1;
        answered += u32::from(asked);
    }
    println!("16 kills: {gone} gone for good ({answered} answered), {whole} whole, 0 half");
}

#[test]
fn a_change_that_cannot_be_saved_leaves_no_tombstone() {
    let company = Company::make();
    let app = open(company.path());
    let_go(&app, company.leaver);
    // A folder in the file's place cannot be replaced.
    fs::create_dir_all(company.path().join("tombstones.json/in-the-way")).unwrap();
    let refused = leaving::anonymise(&app, &Actor::Program, company.leaver, NAME).unwrap_err();
    assert!(refused.to_string().contains("tombstones.json"), "{refused}");
    assert_eq!(secrets_in(&all_records(&app)), SECRETS);
    fs::remove_dir_all(company.path().join("tombstones.json")).unwrap();
    leaving::anonymise(&app, &Actor::Program, company.leaver, NAME).unwrap();
}

#[test]
fn a_file_that_is_lost_is_written_anew_from_the_records() {
    let company = Company::make();
    company.anonymise();
    let file = company.path().join("tombstones.json");
    let before = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    drop(open(company.path()));
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn a_file_that_cannot_be_read_is_no_reason_to_show_anything() {
    let company = Company::make();
    company.anonymise();
    fs::write(company.path().join("tombstones.json"), "{\"handyman-kpi\":").unwrap();
    let said = cli::run(
        company.path(),
        &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
    );
    assert_ne!(said.code, 0);
    assert!(said.err.contains("tombstones.json cannot be read"), "{}", said.err);
    assert!(said.err.contains("Put the file back"), "{}", said.err);
}

#[test]
fn a_restored_dump_of_older_days_is_anonymised_too_and_another_company_is_left_alone() {
    let company = Company::make();
    let mut dump = Vec::new();
    open(company.path()).store.read().unwrap().dump(&mut dump).unwrap();
    company.anonymise();
    fs::remove_file(company.file()).unwrap();
    snapshot::load(company.path(), &dump[..]).unwrap();
    check(&open(company.path()), company.leaver);

    // Somebody else's data in the same folder: the same numbers are other people.
    let other = Company::make();
    fs::copy(other.file(), company.file()).unwrap();
    let app = open(company.path());
    assert_eq!(other.leaver, company.leaver);
    assert_eq!(secrets_in(&all_records(&app)), SECRETS);
}

#[test]
fn who_was_hired_after_the_copy_was_made_is_not_taken_for_someone_else() {
    let company = Company::make();
    company.set_aside();
    let late = {
        let app = open(company.path());
        let late = hire(&app, "Late");
        employees::deactivate(&app, &Actor::Program, late, app.today().yesterday().unwrap()).unwrap();
        leaving::anonymise(&app, &Actor::Program, late, "Late Comer").unwrap();
        late
    };
    company.put_back();
    let app = open(company.path());
    assert!(app.projection().person(late).is_none());
    assert_eq!(app.store.read().unwrap().count::<Tombstone>().unwrap(), 1);
    let next = hire(&app, "Next");
    assert!(next.0 > late.0, "{next} was someone else's number");
    drop(app);
    let app = open(company.path());
    assert_eq!(app.projection().person(next).unwrap().employee.first_name, "Next");
}

#[test]
fn an_admin_of_the_older_copy_is_anonymised_even_if_nobody_is_left_to_do_so() {
    let company = Company::make();
    {
        let app = open(company.path());
        app.change(&Actor::Program, |change| {
            for mut user in change.store.all::<User>()? {
                let theirs = user.employee == Some(company.leaver);
                user.role = if theirs { Role::Admin } else { Role::Employee };
                change.put(&user)?;
            }
            Ok(())
        })
        .unwrap();
    }
    company.set_aside();
    {
        let app = open(company.path());
        users::add(
            &app,
            &Actor::Program,
            &users::Draft::parse("new", "admin", "", "").unwrap(),
        )
        .unwrap();
    }
    company.anonymise();
    company.put_back();
    let app = open(company.path());
    check(&app, company.leaver);
    let employees: Vec<Employee> = app.store.read().unwrap().all().unwrap();
    assert!(employees.iter().any(|one| one.id == company.leaver));
}

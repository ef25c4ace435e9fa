//! A backup takes the place of what is on the box: what comes back, what stays, what ends, and that nothing
//! is half done.

mod folder;
mod forged;
mod full;
mod kills;
mod limits;
mod moments;
mod page;
mod schemas;

use crate::exports::{sample_company, sign_in};
use crate::support::Site;
use crate::support::restoring::source;
use handyman_kpi::app::restore::{self, Done, Source, Stage};
use handyman_kpi::app::sample::SIGN_INS;
use handyman_kpi::app::{self, App, backups, employees, leaving};
use handyman_kpi::domain::account::{Session, User};
use handyman_kpi::domain::backup::{Backup, Why};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::job::JobRun;
use handyman_kpi::domain::policy::{Action, Actor};
use handyman_kpi::domain::restore::Restore;
use handyman_kpi::domain::token::ApiToken;
use handyman_kpi::store::{Read, State};
use std::cell::RefCell;
use std::fs;

fn made(site: &Site) -> Vec<u8> {
    let backup = backups::create(&site.app, &Actor::Program, Why::Asked).unwrap();
    fs::read(backups::folder(&site.app).join(&backup.name)).unwrap()
}

fn permitted(app: &App) -> Result<(), app::Error> {
    app.permit(&Actor::Program, &Action::ManageBox)
}

fn restored(site: &Site, from: &Source) -> Result<Done, app::Error> {
    restore::run(&site.app, &Actor::Program, from, &permitted, &|_| {})
}

fn events(site: &Site) -> Vec<Event> {
    site.app.store.read().unwrap().all::<Event>().unwrap()
}

fn names(site: &Site) -> Vec<String> {
    let mut names: Vec<_> = site
        .app
        .projection()
        .people()
        .map(|person| person.employee.name())
        .collect();
    names.sort();
    names
}

#[test]
fn the_company_is_as_of_then_and_what_was_here_is_kept() {
    let site = sample_company();
    let (before, epoch) = (names(&site), site.app.epoch());
    let backup = made(&site);
    site.add_employee("Late", "Comer");
    let stages = RefCell::new(Vec::new());
    let told = |stage: Stage| {
        let mut all = stages.borrow_mut();
        if all.last() != Some(&stage.place()) {
            all.push(stage.place());
        }
    };
    let done = restore::run(&site.app, &Actor::Program, &source(&backup), &permitted, &told).unwrap();
    assert_eq!(*stages.borrow(), [0, 1, 2, 3, 4]);
    assert_eq!(names(&site), before);
    assert_ne!(site.app.epoch(), epoch);
    assert!(!done.holds_outgoing);
    site.app.store.read().unwrap().verify().unwrap();
    assert_eq!(site.app.store.state(), State::Saving);
    // What is here can be changed, and a restart shows the same.
    let new = site.add_employee("New", "Hand");
    let site = site.restart();
    assert!(site.app.projection().person(new).is_some());

    let kept = done.before.unwrap();
    assert_eq!(kept.why, Why::BeforeRestore);
    assert!(kept.is_good());
    let file = fs::File::open(backups::folder(&site.app).join(&kept.name)).unwrap();
    restored(&site, &Source::new(file, &kept.name).unwrap()).unwrap();
    assert!(
        names(&site).contains(&"Late Comer".to_owned()),
        "and there is a way back"
    );
    assert!(!names(&site).contains(&"New Hand".to_owned()));
}

#[test]
fn nobody_stays_signed_in_and_what_is_the_boxs_own_stays() {
    let site = sample_company();
    let backup = made(&site);
    let mut owner = sign_in(&site, 0);
    owner.get("/employees").is(200);
    site.app
        .change(&Actor::Program, |change| {
            change.put(&JobRun {
                id: 77,
                name: "a job".into(),
                started_at: change.now,
                ended_at: None,
                failures: 0,
                error: None,
            })
        })
        .unwrap();
    crate::api::token(&site, SIGN_INS[0].name, false, None);
    restored(&site, &source(&backup)).unwrap();
    owner.get("/employees").leads_to("/sign-in?next=%2Femployees");
    let reader = site.app.store.read().unwrap();
    assert_eq!(reader.count::<Session>().unwrap(), 0);
    assert_eq!(reader.count::<ApiToken>().unwrap(), 0);
    assert!(reader.get::<JobRun>(77).unwrap().is_some());
    // That of before, and the one that was restored.
    assert_eq!(reader.count::<Backup>().unwrap(), 2);
    let restores = reader.all::<Restore>().unwrap();
    assert_eq!(
        (restores.len(), restores[0].file.as_str(), restores[0].before.is_some()),
        (1, "a.backup", true)
    );
}

#[test]
fn no_number_is_given_out_twice_and_the_events_go_on_with_the_one_that_links() {
    let site = sample_company();
    let backup = made(&site);
    let at = events(&site).len();
    let lost = site.add_employee("Late", "Comer");
    restored(&site, &source(&backup)).unwrap();
    assert!(
        site.add_employee("New", "Hand") > lost,
        "its number is not somebody else's"
    );
    let events = events(&site);
    let ids: Vec<u64> = events.iter().map(|event| event.id.0).collect();
    assert_eq!(ids, (1..=ids.len() as u64).collect::<Vec<_>>(), "without a gap");
    // The backup's own event came after its snapshot.
    let link = &events[at - 1];
    assert_eq!((link.what.as_str(), &link.by), ("restored", &By::Program));
    assert_eq!(link.subject, Some(("restores".to_owned(), 1)));
    // And what follows can be backed up and proven again.
    assert!(
        backups::create(&site.app, &Actor::Program, Why::Asked)
            .unwrap()
            .is_good()
    );
}

#[test]
fn whoever_was_anonymised_since_is_so_before_anybody_can_look() {
    let site = sample_company();
    let backup = made(&site);
    let admin = site.actor(SIGN_INS[0].name);
    let reader = site.app.store.read().unwrap();
    let users: Vec<_> = reader.all::<User>().unwrap();
    drop(reader);
    let gone = site
        .app
        .projection()
        .people()
        .map(|person| person.employee.clone())
        .find(|employee| !users.iter().any(|user| user.employee == Some(employee.id)))
        .unwrap();
    employees::deactivate(&site.app, &admin, gone.id, site.app.today().yesterday().unwrap()).unwrap();
    leaving::anonymise(&site.app, &admin, gone.id, &gone.name()).unwrap();
    let looked = restore::look(&site.app, &Actor::Program, &source(&backup)).unwrap();
    assert_eq!(looked.anonymised, 1);
    restored(&site, &source(&backup)).unwrap();
    assert!(!names(&site).contains(&gone.name()));
    let raw = fs::read(site.folder().join("kpi.redb")).unwrap();
    let there = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(!there(&raw, &gone.name()), "on no page of the file");
}

#[test]
fn what_is_no_backup_changes_nothing() {
    let site = sample_company();
    let backup = made(&site);
    let (epoch, at, count) = (site.app.epoch(), events(&site).len(), names(&site).len());
    let mut flipped = backup.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let twice = zstd::encode_all(backup.as_slice(), 3).unwrap();
    for (bad, file) in [
        ("packed twice", &twice[..]),
        ("cut", &backup[..backup.len() - 9]),
        ("changed", &flipped),
        ("empty", b""),
        ("a picture", b"\x89PNG\r\n\x1a\n"),
    ] {
        let refused = restored(&site, &source(file)).map(drop).unwrap_err();
        assert!(matches!(refused, app::Error::Conflict(_)), "{bad}: {refused:?}");
        let refused = restore::look(&site.app, &Actor::Program, &source(file))
            .map(drop)
            .unwrap_err();
        assert!(matches!(refused, app::Error::Conflict(_)), "{bad}: {refused:?}");
    }
    assert_eq!((site.app.epoch(), events(&site).len()), (epoch, at));
    assert!(!site.folder().join("restoring").exists());
    assert_eq!(names(&site).len(), count);
}

#[test]
fn meanwhile_everyone_can_look_and_nobody_can_save() {
    let site = sample_company();
    let backup = made(&site);
    let app = &site.app;
    let told = |stage: Stage| {
        if stage == Stage::TakingAlong || stage == Stage::Proving {
            let refused = std::thread::scope(|scope| {
                scope
                    .spawn(|| app.change(&Actor::Program, |change| change.event("x", None, &[])))
                    .join()
                    .unwrap()
            });
            let Err(app::Error::CannotSave(why)) = refused else {
                panic!("{refused:?}")
            };
            assert!(why.to_string().contains("being restored"), "{why}");
            assert!(app.store.read().unwrap().count::<Employee>().unwrap() > 0);
            // A second one, and a backup, meanwhile.
            std::thread::scope(|scope| {
                let second = scope.spawn(|| restored(&site, &source(&backup)));
                assert!(second.join().unwrap().unwrap_err().to_string().contains("Another"));
                let one = scope.spawn(|| backups::create(app, &Actor::Program, Why::Asked));
                assert!(matches!(one.join().unwrap(), Err(app::Error::Conflict(_))));
            });
        }
    };
    restore::run(app, &Actor::Program, &source(&backup), &permitted, &told).unwrap();
    app.change(&Actor::Program, |change| change.event("x", None, &[]))
        .unwrap();
}

#[test]
fn the_preview_names_who_and_what_would_be_lost() {
    let site = sample_company();
    let backup = made(&site);
    let look = |file: &[u8]| restore::look(&site.app, &Actor::Program, &source(file)).unwrap();
    let same = look(&backup);
    assert!(same.same_company && !same.from_elsewhere && !same.loses_something());
    site.add_employee("Late", "Comer");
    sign_in(&site, 0);
    let looked = look(&backup);
    assert_eq!(looked.employees.named, ["Late Comer"]);
    assert_eq!(
        (looked.users.count(), looked.others_changed),
        (0, 0),
        "a sign-in is no change"
    );
    assert_eq!(looked.sessions, 1);
    assert_eq!(looked.here.unwrap().employees, looked.brings.employees + 1);

    let other = made(&sample_company());
    let looked = look(&other);
    assert!(!looked.same_company, "another company's");
    assert_eq!(
        looked.employees.count(),
        names(&site).len() as u64,
        "of which nothing is here"
    );
    assert!(looked.employees.named.len() <= 20);
}

#[test]
fn of_another_machine_nothing_goes_out_until_an_admin_says_so() {
    let site = sample_company();
    let packed = made(&site);
    let text = String::from_utf8(zstd::decode_all(packed.as_slice()).unwrap()).unwrap();
    let own = handyman_kpi::host::system::machine().unwrap();
    assert!(text.contains(&own));
    let elsewhere = text.replacen(&own, "00000000000000000000000000000000", 1);
    assert!(
        restore::look(&site.app, &Actor::Program, &source(elsewhere.as_bytes()))
            .unwrap()
            .from_elsewhere
    );
    let done = restored(&site, &source(elsewhere.as_bytes())).unwrap();
    assert!(done.holds_outgoing);
    assert!(restore::holds_outgoing(&site.app).unwrap());
    let mut owner = sign_in(&site, 0);
    owner.get("/backups").shows("This box takes its place");
    owner.post("/backups/restores/1/confirmation", &[]).leads_to("/backups");
    owner
        .get("/backups")
        .hides("This box takes its place")
        .shows("from now on");
    assert!(!restore::holds_outgoing(&site.app).unwrap());
    owner.post("/backups/restores/1/confirmation", &[]).is(409);
    owner.post("/backups/restores/9/confirmation", &[]).is(404);
}

#[test]
fn another_companys_backup_is_nobodys_act_in_its_events() {
    let (site, other) = (sample_company(), sample_company());
    let admin = site.actor(SIGN_INS[0].name);
    restore::run(&site.app, &admin, &source(&made(&other)), &permitted, &|_| {}).unwrap();
    let link = events(&site)
        .into_iter()
        .rfind(|event| event.what == "restored")
        .unwrap();
    assert_eq!(link.by, By::Program);
    assert_eq!(names(&site), names(&other));
}

#[test]
fn a_backup_under_way_finishes_first() {
    let site = sample_company();
    let backup = made(&site);
    std::thread::scope(|scope| {
        let making = scope.spawn(|| backups::create(&site.app, &Actor::Program, Why::Asked));
        std::thread::sleep(std::time::Duration::from_millis(20));
        let done = restored(&site, &source(&backup)).unwrap();
        assert!(done.before.is_some());
        // Before it or behind it, never in the middle.
        assert!(making.join().unwrap().is_ok_and(|backup| backup.is_good()));
    });
    assert_eq!(backups::list(&site.app, &Actor::Program).unwrap().len(), 3);
}

//! Backups: made while the box is used, proven, kept and let go.

mod bad;
mod clock;
mod elsewhere;
pub mod offsite;
mod page;
pub mod sealed;
mod settings;

use crate::exports::{sample_company, sign_in};
use crate::support::Site;
use crate::support::restoring::bring;
use handyman_kpi::app::archive::Brought;
use handyman_kpi::app::sample::SIGN_INS;
use handyman_kpi::app::{self, backups};
use handyman_kpi::domain::backup::{Backup, Problem, Why};
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

fn made(site: &Site) -> Backup {
    backups::create(&site.app, &Actor::Program, Why::Asked).unwrap()
}

fn file_of(site: &Site, backup: &Backup) -> PathBuf {
    backups::folder(&site.app).join(&backup.name)
}

/// A box of its own with what the file brought.
fn brought(file: &[u8]) -> Result<(Site, Brought), app::Error> {
    let site = Site::empty();
    let brought = bring(&site.app, file)?;
    Ok((site, brought))
}

#[test]
fn one_is_made_proven_and_for_the_owner_alone() {
    let site = sample_company();
    // As after a pulled plug.
    fs::create_dir(backups::folder(&site.app)).unwrap();
    fs::write(
        backups::folder(&site.app).join(".handyman-kpi-2026-05-03T010000Z.backup.part"),
        "half",
    )
    .unwrap();
    let backup = made(&site);
    assert!(backup.is_good());
    assert_eq!(backup.verified_at, Some(site.app.now()));
    let file = file_of(&site, &backup);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&file).unwrap().len(), backup.bytes);
    let left: Vec<_> = fs::read_dir(backups::folder(&site.app)).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing unfinished is left");
    assert_eq!(backups::list(&site.app, &Actor::Program).unwrap(), [backup]);
    let events = site.app.store.read().unwrap().all::<Event>().unwrap();
    assert_eq!(events.last().unwrap().what, "backup_made");
}

#[test]
fn brought_into_an_empty_box_it_is_the_company_as_of_then() {
    let before = sample_company();
    let backup = made(&before);
    before.add_employee("Late", "Comer");
    let (after, told) = brought(&fs::read(file_of(&before, &backup)).unwrap()).unwrap();
    assert_eq!(
        (told.employees, told.evaluations),
        (backup.employees, backup.evaluations)
    );
    let people = |site: &Site| site.app.projection().people().len() as u64;
    assert_eq!(people(&after), backup.employees);
    assert_eq!(people(&before), backup.employees + 1);
}

#[test]
fn what_only_the_box_knows_is_not_in_it() {
    let site = sample_company();
    sign_in(&site, 0);
    let backup = made(&site);
    let packed = fs::read(file_of(&site, &backup)).unwrap();
    let text = String::from_utf8(zstd::decode_all(packed.as_slice()).unwrap()).unwrap();
    for of_the_box in [
        "sessions",
        "one_time_links",
        "api_tokens",
        "box_settings",
        "backups",
        "job_runs",
    ] {
        assert!(!text.contains(&format!("\"{of_the_box}\":[")), "{of_the_box}");
    }
}

#[test]
fn a_file_that_changed_or_went_is_found_out_and_said() {
    let site = sample_company();
    let first = made(&site);
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
    let file = file_of(&site, &first);
    let whole = fs::read(&file).unwrap();
    let mut other = whole.clone();
    other[whole.len() / 2] ^= 1;
    for (content, problem) in [(Some(&other), Problem::Changed), (None, Problem::Missing)] {
        match content {
            Some(content) => fs::write(&file, content).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let looked_at = backups::verify(&site.app, &Actor::Program, first.id).unwrap();
        assert_eq!(looked_at.problem, Some(problem));
        assert_eq!(
            looked_at.verified_at, first.verified_at,
            "when it was last proven stays known"
        );
        let said = backups::trouble(&site.app).unwrap().unwrap().to_string();
        assert!(said.contains(&first.name), "{said}");
    }
    fs::write(&file, whole).unwrap();
    assert!(backups::verify(&site.app, &Actor::Program, first.id).unwrap().is_good());
}

#[test]
fn while_others_write_each_backup_is_one_moment() {
    let site = sample_company();
    let before = site.app.projection().people().len();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..40 {
                site.add_employee("New", &format!("Person {n}"));
            }
        });
        let mut counts = Vec::new();
        while !writer.is_finished() || counts.is_empty() {
            let backup = made(&site);
            assert!(backup.is_good(), "{:?}", backup.problem);
            counts.push(backup.employees);
        }
        assert!(counts.is_sorted());
    });
    assert_eq!(site.app.projection().people().len(), before + 40);
}

#[test]
fn only_admins_may_and_two_at_once_are_one() {
    let site = sample_company();
    let max = site.actor(SIGN_INS[1].name);
    assert!(matches!(
        backups::list(&site.app, &max),
        Err(app::Error::Denied | app::Error::NotFound)
    ));
    assert!(backups::create(&site.app, &max, Why::Asked).is_err());
    let made: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| backups::create(&site.app, &Actor::Program, Why::Asked)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let good = made.iter().filter(|one| one.is_ok()).count();
    assert!(good >= 1);
    assert!(
        made.iter()
            .all(|one| matches!(one, Ok(_) | Err(app::Error::Conflict(_))))
    );
    assert_eq!(backups::list(&site.app, &Actor::Program).unwrap().len(), good);
}

#[test]
fn a_box_without_a_company_has_nothing_to_back_up() {
    let site = Site::empty();
    assert!(matches!(
        backups::create(&site.app, &Actor::Program, Why::Asked),
        Err(app::Error::Conflict(_))
    ));
    assert!(!backups::due(&site.app).unwrap());
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_leaves_nothing() {
    let site = sample_company();
    fs::write(backups::folder(&site.app), "a file where the folder should be").unwrap();
    let Err(app::Error::CannotSave(said)) = backups::create(&site.app, &Actor::Program, Why::Asked) else {
        panic!("it was made");
    };
    assert!(said.to_string().contains("No backup can be made"), "{said}");
    assert!(backups::list(&site.app, &Actor::Program).unwrap().is_empty());
}

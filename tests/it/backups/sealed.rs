//! Encrypted backups: the box keeps only the half of the key that encrypts.

use super::{brought, file_of, made};
use crate::exports::{fill_sample, sample_company};
use crate::support::Site;
use crate::support::restoring::source;
use handyman_kpi::app::backups::{self, keys};
use handyman_kpi::app::{self, sealed};
use handyman_kpi::domain::backup::Problem;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::sealed::{Key, recipients_of};
use handyman_kpi::store::Read;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

/// Makes a key and puts it in force.
pub fn armed(site: &Site) -> String {
    let sheet = keys::make(&site.app, &Actor::Program).unwrap();
    keys::confirm(&site.app, &Actor::Program, &sheet.key).unwrap();
    sheet.key
}

fn refused<T>(result: Result<T, app::Error>) -> String {
    match result {
        Err(app::Error::Conflict(sentence)) => sentence.to_string(),
        Err(app::Error::Invalid(invalid)) => invalid.to_string(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was taken"),
    }
}

/// Every byte below a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(all_bytes(&path)),
            false => {
                let _ = File::open(path).unwrap().read_to_end(&mut all);
            }
        }
    }
    all
}

#[test]
fn with_a_key_in_force_it_is_proven_before_and_compared_after_and_only_the_key_opens_it() {
    let site = sample_company();
    let key = armed(&site);
    let backup = made(&site);
    assert!(backup.name.ends_with(".backup.age"), "{}", backup.name);
    assert!(backup.is_good() && backup.only_file_checked());
    let file = fs::read(file_of(&site, &backup)).unwrap();
    assert_eq!(recipients_of(file.as_slice()).unwrap(), backup.sealed_to);
    assert_eq!(fs::read_dir(backups::folder(&site.app)).unwrap().count(), 1);
    assert!(
        !all_bytes(&backups::folder(&site.app))
            .windows(4)
            .any(|four| four == [0x28, 0xb5, 0x2f, 0xfd])
    );

    let key = [Key::parse(&key).unwrap()];
    let mut plain = Vec::new();
    sealed::plain(file.as_slice(), &key)
        .unwrap()
        .read_to_end(&mut plain)
        .unwrap();
    let (_, told) = brought(&plain).unwrap();
    assert_eq!(
        (told.employees, told.evaluations),
        (backup.employees, backup.evaluations)
    );
    let said = refused(brought(&file));
    assert!(
        said.contains("is encrypted to age1") && said.contains("needs its key"),
        "{said}"
    );
    let other = [Key::generate()];
    let said = refused(sealed::plain(file.as_slice(), &other).map(drop));
    assert!(
        said.contains("does not open it") && said.contains(&backup.sealed_to[0]),
        "{said}"
    );
}

#[test]
fn changed_or_cut_it_is_found_out_with_the_key_and_without() {
    let site = sample_company();
    let key = [Key::parse(&armed(&site)).unwrap()];
    let backup = made(&site);
    let whole = fs::read(file_of(&site, &backup)).unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for bad in [
        &changed[..],
        &whole[..whole.len() - 1],
        &whole[..whole.len() / 2],
        &whole[..100],
    ] {
        fs::write(file_of(&site, &backup), bad).unwrap();
        let looked_at = backups::verify(&site.app, &Actor::Program, backup.id).unwrap();
        assert_eq!(looked_at.problem, Some(Problem::Changed));
        let site = Site::empty();
        let brought = source(bad)
            .with_keys(key.to_vec())
            .and_then(|source| app::archive::import(&site.app, &Actor::Program, &source, &|_| {}));
        assert!(!refused(brought).is_empty());
    }
    fs::write(file_of(&site, &backup), whole).unwrap();
    let looked_at = backups::verify(&site.app, &Actor::Program, backup.id).unwrap();
    assert!(looked_at.is_good() && looked_at.only_file_checked());
}

#[test]
fn the_key_itself_is_nowhere_on_the_box() {
    let site = sample_company();
    let key = armed(&site);
    made(&site);
    let all = all_bytes(site.folder());
    assert!(!all.windows(20).any(|part| part == &key.as_bytes()[16..36]));
    let events = site.app.store.read().unwrap().all::<Event>().unwrap();
    let said: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    assert!(
        said.contains(&"backup_key_made") && said.contains(&"backup_key_armed"),
        "{said:?}"
    );
}

#[test]
fn only_the_key_that_waits_is_put_in_force_and_only_once() {
    let site = sample_company();
    let confirm = |typed: &str| keys::confirm(&site.app, &Actor::Program, typed);
    let said = refused(confirm(&Key::generate().to_text()));
    assert!(said.contains("No key waits"), "{said}");
    let first = keys::make(&site.app, &Actor::Program).unwrap();
    assert!(!made(&site).is_sealed(), "it is not in force before it is typed back");
    let second = keys::make(&site.app, &Actor::Program).unwrap();
    assert!(!format!("{:?}", keys::list(&site.app, &Actor::Program).unwrap()).contains("SECRET"));
    for (typed, says) in [
        ("", "Please type the key"),
        ("my secret password", "That is a password"),
        (&second.recipient, "only encrypts"),
        (&second.key[..70], "4 characters are missing"),
        (&format!("{}X", second.key), "too long"),
        (&swapped(&second.key), "There is a mistake"),
        (&first.key, "the one that waits is that of"),
    ] {
        let said = refused(confirm(typed));
        assert!(said.contains(says), "{typed}: {said}");
    }
    assert!(!made(&site).is_sealed());
    let spaced = second.key.to_lowercase().replace('k', " k\n");
    assert!(confirm(&spaced).unwrap().is_armed());
    assert!(refused(confirm(&second.key)).contains("in force already"));
    assert_eq!(made(&site).sealed_to, [second.recipient]);
}

/// With two neighbours in each other's place.
fn swapped(key: &str) -> String {
    let mut bytes = key.as_bytes().to_vec();
    let at = (20..60).find(|at| bytes[*at] != bytes[at + 1]).unwrap();
    bytes.swap(at, at + 1);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn each_backup_needs_the_key_of_its_time_and_switched_off_they_are_plain_again() {
    let site = sample_company();
    let first = armed(&site);
    let old = made(&site);
    let second = armed(&site);
    let new = made(&site);
    assert_ne!(old.sealed_to, new.sealed_to);
    let names = |all: &[handyman_kpi::domain::backup::Backup]| all.iter().map(|one| one.id).collect::<Vec<_>>();
    let checked = keys::check(&site.app, &Actor::Program, &first).unwrap();
    assert_eq!(
        (names(&checked.opens), names(&checked.others)),
        (vec![old.id], vec![new.id])
    );
    let checked = keys::check(&site.app, &Actor::Program, &second).unwrap();
    assert_eq!(
        (names(&checked.opens), names(&checked.others)),
        (vec![new.id], vec![old.id])
    );
    assert!(refused(keys::check(&site.app, &Actor::Program, "hunter2").map(drop)).contains("password"));
    keys::off(&site.app, &Actor::Program).unwrap();
    let plain = made(&site);
    assert!(!plain.is_sealed() && plain.name.ends_with(".backup"));
    assert!(refused(keys::off(&site.app, &Actor::Program)).contains("not encrypted"));
    let all = keys::list(&site.app, &Actor::Program).unwrap();
    assert!(all.len() == 2 && all.iter().all(|key| key.retired_at.is_some()));
}

#[test]
fn with_a_key_file_the_box_opens_and_restores_it_to_prove_it() {
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("key.txt");
    let site = Site::build().not_set_up().with_backup_key(&file).start();
    fill_sample(&site);
    let key = armed(&site);
    // Until the file is there, backups are made all the same, and that it is not is said.
    let backup = made(&site);
    assert!(backup.is_good() && backup.only_file_checked());
    let said = backups::trouble(&site.app).unwrap().unwrap().to_string();
    assert!(said.contains("key.txt") && said.contains("cannot be read"), "{said}");
    let said = refused(backups::verify(&site.app, &Actor::Program, backup.id));
    assert!(said.contains("cannot be used"), "{said}");
    fs::write(&file, "a password").unwrap();
    assert!(
        backups::trouble(&site.app)
            .unwrap()
            .unwrap()
            .to_string()
            .contains("not a key")
    );

    fs::write(
        &file,
        format!("# of the company\n{}\n{key}\n", Key::generate().to_text()),
    )
    .unwrap();
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
    let looked_at = backups::verify(&site.app, &Actor::Program, backup.id).unwrap();
    assert!(looked_at.is_good() && looked_at.opened);
    let next = made(&site);
    assert!(next.is_good() && next.opened);
    // A key of somebody else opens nothing, and the file is compared.
    fs::write(&file, Key::generate().to_text()).unwrap();
    let looked_at = backups::verify(&site.app, &Actor::Program, next.id).unwrap();
    assert!(looked_at.is_good() && looked_at.only_file_checked());
}

#[test]
fn keys_are_for_admins() {
    let site = sample_company();
    let max = site.actor(handyman_kpi::app::sample::SIGN_INS[1].name);
    assert!(keys::make(&site.app, &max).is_err());
    assert!(keys::list(&site.app, &max).is_err());
    assert!(keys::off(&site.app, &max).is_err());
    assert!(keys::confirm(&site.app, &max, &Key::generate().to_text()).is_err());
    assert!(keys::check(&site.app, &max, &Key::generate().to_text()).is_err());
    assert!(refused(keys::make(&Site::empty().app, &Actor::Program).map(drop)).contains("no company"));
}

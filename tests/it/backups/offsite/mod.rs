//! Copies off the box: sent, read back, thinned out there, and every fault said.

mod folder;
mod lying;
mod page;

mod storage;

use crate::support::Site;
use crate::support::storage::{BUCKET, KEY, SECRET};
use handyman_kpi::app::backups::{self, offsite};
use handyman_kpi::domain::backup::{Backup, Why};
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::id::PlaceId;
use handyman_kpi::domain::offsite::{Copied, DECLINE, Draft, Fault, FaultKind, Place, Trouble, Typed};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::whole_file::Print;
use handyman_kpi::store::Read;
use std::fs;

fn typed(name: &str) -> Typed {
    Typed {
        name: name.into(),
        days: "14".into(),
        weeks: "8".into(),
        months: "12".into(),
        declined: DECLINE.into(),
        ..Typed::default()
    }
}

fn storage_at(endpoint: &str) -> Typed {
    Typed {
        is_s3: true,
        endpoint: endpoint.into(),
        bucket: BUCKET.into(),
        prefix: "kpi".into(),
        path_style: true,
        key_id: KEY.into(),
        secret: SECRET.into(),
        ..typed("Storage")
    }
}

fn folder_at(path: &std::path::Path) -> Typed {
    Typed {
        path: path.display().to_string(),
        ..typed("Stick")
    }
}

/// A folder that was not tested yet, and storage that takes nothing for the time being.
pub fn places_to_look_at(site: &Site) {
    added(site, &folder_at(std::path::Path::new("/mnt/stick")));
    let id = added(site, &storage_at("https://s3.eu-central-1.amazonaws.com"));
    site.app
        .change(&Actor::Program, |change| {
            let mut place = change.store.get::<Place>(id)?.unwrap();
            let away = Fault::with(FaultKind::Unreachable, "client error (Connect): dns error");
            place.tested_at = Some(change.now);
            place.trouble = Some(Trouble::again(None, away, change.now));
            change.put(&place)
        })
        .unwrap();
}

fn added(site: &Site, typed: &Typed) -> PlaceId {
    offsite::add(&site.app, &Actor::Program, &Draft::parse(typed).unwrap()).unwrap()
}

/// Added, and its test went well.
fn tested(site: &Site, typed: &Typed) -> PlaceId {
    let id = added(site, typed);
    let tested = offsite::test(&site.app, &Actor::Program, id).unwrap();
    assert_eq!(tested.fault, None, "{:?}", tested.steps);
    assert!(tested.steps.len() >= 4 && tested.steps.iter().all(|step| step.well));
    id
}

/// What the test of the place finds.
fn fault_of_test(site: &Site, id: PlaceId) -> Fault {
    let tested = offsite::test(&site.app, &Actor::Program, id).unwrap();
    assert!(!tested.steps.last().unwrap().well);
    tested.fault.expect("the test goes wrong")
}

fn place(site: &Site, id: PlaceId) -> Place {
    offsite::place(&site.app, &Actor::Program, id).unwrap()
}

/// Sends what is due; how many copies went.
fn send(site: &Site) -> usize {
    let sent = offsite::send_due(&site.app).unwrap();
    sent.iter().map(|sent| sent.copies).sum()
}

/// Sends what is due, which goes wrong.
#[track_caller]
fn fault(site: &Site) -> Fault {
    let sent = offsite::send_due(&site.app).unwrap();
    sent[0].fault.clone().expect("it goes wrong")
}

fn copies(site: &Site) -> Vec<Copied> {
    offsite::copies(&site.app, &Actor::Program).unwrap()
}

fn verified(site: &Site) -> usize {
    copies(site).iter().filter(|copy| copy.verified_at().is_some()).count()
}

fn events(site: &Site, what: &str) -> usize {
    let all = site.app.store.read().unwrap().all::<Event>().unwrap();
    all.iter().filter(|event| event.what == what).count()
}

/// A good backup of so many bytes, as a large company has.
fn large(site: &Site, bytes: usize) -> Backup {
    let mut content = vec![0u8; bytes];
    let mut x = 0x9e37_79b9_7f4a_7c15_u64;
    for block in content.chunks_mut(8) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        block.copy_from_slice(&x.to_le_bytes()[..block.len()]);
    }
    let name = format!("handyman-kpi-large-{bytes}.backup");
    fs::create_dir_all(backups::folder(&site.app)).unwrap();
    fs::write(backups::folder(&site.app).join(&name), &content).unwrap();
    let print = Print::of(&content);
    let mut backup = Backup {
        id: handyman_kpi::domain::id::BackupId(0),
        name,
        made_at: site.app.now(),
        why: Why::Asked,
        bytes: print.bytes,
        sha256: print.sha256,
        records: 0,
        employees: 0,
        evaluations: 0,
        sealed_to: Vec::new(),
        opened: false,
        verified_at: Some(site.app.now()),
        problem: None,
    };
    site.app
        .change(&Actor::Program, |change| {
            backup.id = change.next_id::<Backup>()?;
            change.put(&backup)
        })
        .unwrap();
    backup
}

/// The backups here are as good as before.
fn is_safe(site: &Site) {
    for backup in backups::list(&site.app, &Actor::Program).unwrap() {
        assert!(backup.is_good());
        assert_eq!(
            Print::of(&fs::read(super::file_of(site, &backup)).unwrap()).sha256,
            backup.sha256
        );
    }
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
}

fn alarm(site: &Site) -> String {
    let said = offsite::alarm(&site.app).unwrap();
    said.map(|said| said.to_string()).unwrap_or_default()
}

#[test]
fn it_is_said_that_no_copy_lies_off_the_box_but_not_on_the_first_day_nor_where_somebody_put_it_off() {
    let site = crate::exports::sample_company();
    assert_eq!(alarm(&site), "", "there is no backup yet");
    super::made(&site);
    // The sample was set up long ago.
    let said = alarm(&site);
    assert!(said.contains("No copy of the backups lies off this box"), "{said}");
    offsite::not_now(&site.app, &Actor::Program).unwrap();
    assert_eq!(alarm(&site), "");
    assert!(offsite::remind_again(&site.app).unwrap().is_some());
    site.wait(jiff::SignedDuration::from_hours(31 * 24));
    super::made(&site);
    assert!(!alarm(&site).is_empty());
    assert_eq!(events(&site, "offsite_reminder_put_off"), 1);
    let today = site.app.today();
    site.app
        .change(&Actor::Program, |change| {
            let mut settings = (*site.app.projection().settings).clone();
            settings.set_up_on = Some(today);
            change.put(&settings)
        })
        .unwrap();
    assert_eq!(alarm(&site), "", "the first day");
}

#[test]
fn only_admins_may() {
    let site = crate::exports::sample_company();
    let max = site.actor(handyman_kpi::app::sample::SIGN_INS[1].name);
    let draft = Draft::parse(&storage_at("http://127.0.0.1:1")).unwrap();
    let id = added(&site, &storage_at("http://127.0.0.1:1"));
    assert!(offsite::list(&site.app, &max).is_err());
    assert!(offsite::copies(&site.app, &max).is_err());
    assert!(offsite::add(&site.app, &max, &draft).is_err());
    assert!(offsite::change(&site.app, &max, id, &draft).is_err());
    assert!(offsite::pause(&site.app, &max, id, true).is_err());
    assert!(offsite::remove(&site.app, &max, id).is_err());
    assert!(offsite::test(&site.app, &max, id).is_err());
    assert!(offsite::send_now(&site.app, &max).is_err());
    assert!(offsite::not_now(&site.app, &max).is_err());
}

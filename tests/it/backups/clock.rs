//! By the clock: each night, missed ones caught up, old ones let go.

use super::made;
use crate::exports::sample_company;
use crate::support::Site;
use handyman_kpi::app::{backups, runs};
use handyman_kpi::domain::backup::Why;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::jobs::{self, Supervisor};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn count(site: &Site, why: Why) -> usize {
    let all = backups::list(&site.app, &Actor::Program).unwrap();
    all.iter().filter(|backup| backup.why == why).count()
}

fn run(site: &Site) {
    use jobs::Job;
    jobs::Backup.run(&site.app).unwrap();
}

#[test]
fn one_a_night_and_a_missed_one_after_the_start_but_one_asked_for_counts_for_itself() {
    let site = sample_company();
    run(&site);
    assert_eq!(count(&site, Why::Scheduled), 1, "the first night was missed");
    run(&site);
    made(&site);
    assert_eq!((count(&site, Why::Scheduled), count(&site, Why::Asked)), (1, 1));
    site.wait(SignedDuration::from_hours(24));
    assert!(backups::due(&site.app).unwrap());
    run(&site);
    assert!(!backups::due(&site.app).unwrap());
    // The box was off for a week: one is enough.
    site.wait(SignedDuration::from_hours(7 * 24));
    run(&site);
    run(&site);
    // Of the first day the one that was asked for is left, since it is the newer one.
    assert_eq!((count(&site, Why::Scheduled), count(&site, Why::Asked)), (2, 1));
    assert!(backups::next(&site.app).unwrap() > site.app.now());
}

#[test]
fn a_clock_set_back_makes_no_second_one_and_loses_none() {
    let site = sample_company();
    run(&site);
    site.wait(SignedDuration::from_hours(-72));
    run(&site);
    assert_eq!(count(&site, Why::Scheduled), 1);
}

#[test]
fn after_two_months_14_days_8_weeks_and_the_months_are_left() {
    let site = sample_company();
    for _ in 0..62 {
        run(&site);
        site.wait(SignedDuration::from_hours(24));
    }
    let left = backups::list(&site.app, &Actor::Program).unwrap();
    // From 4 May on: 14 days, the six weeks before them that have one, and one of May that is none of both.
    assert!((19..=21).contains(&left.len()), "{}", left.len());
    let folder = std::fs::read_dir(backups::folder(&site.app)).unwrap();
    assert_eq!(folder.count(), left.len(), "the files went too");
    assert!(backups::prune(&site.app, &Actor::Program).unwrap().is_empty());
}

#[test]
fn two_days_without_one_is_said() {
    let site = sample_company();
    made(&site);
    site.wait(SignedDuration::from_hours(47));
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
    site.wait(SignedDuration::from_hours(2));
    let said = backups::trouble(&site.app).unwrap().unwrap().to_string();
    assert!(said.contains("2 days old"), "{said}");
}

#[test]
fn the_running_program_makes_it_by_itself() {
    let site = sample_company();
    let supervisor = Supervisor::start(&Arc::clone(&site.app), vec![Box::new(jobs::Backup)]).unwrap();
    let began = Instant::now();
    while runs::all(&site.app).unwrap().iter().all(|run| run.name != "backup") {
        assert!(began.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(supervisor);
    assert_eq!(count(&site, Why::Scheduled), 1);
}

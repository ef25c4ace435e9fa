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
fn a_clock_put_right_by_minutes_makes_no_second_one() {
    let site = sample_company();
    run(&site);
    site.wait(SignedDuration::from_mins(-30));
    run(&site);
    assert_eq!(count(&site, Why::Scheduled), 1);
}

#[test]
fn a_clock_that_was_years_ahead_keeps_none_from_being_made_and_loses_none() {
    let site = sample_company();
    run(&site);
    let years = 4 * 365;
    site.wait(SignedDuration::from_hours(24 * years));
    for _ in 0..16 {
        run(&site);
        site.wait(SignedDuration::from_hours(24));
    }
    let ahead = count(&site, Why::Scheduled);
    site.wait(SignedDuration::from_hours(-24 * (years + 15)));
    for night in 1..=20 {
        let newest = site.add_employee("New", &format!("Hand {night}"));
        assert!(backups::due(&site.app).unwrap(), "night {night}");
        run(&site);
        assert!(!backups::due(&site.app).unwrap(), "night {night}");
        let all = backups::list(&site.app, &Actor::Program).unwrap();
        assert_eq!(
            all[0].made_at,
            site.app.now(),
            "the one just made stays, and comes first"
        );
        assert_eq!(
            all[0].employees,
            newest.0.max(all[0].employees),
            "with all that is here"
        );
        assert!(all.iter().all(|one| one.is_good()));
        assert_eq!(backups::trouble(&site.app).unwrap(), None);
        site.wait(SignedDuration::from_hours(24));
    }
    let left = backups::list(&site.app, &Actor::Program).unwrap();
    assert!(left.len() >= ahead, "{} of {ahead}", left.len());
    assert_eq!(
        std::fs::read_dir(backups::folder(&site.app)).unwrap().count(),
        left.len()
    );
}

#[test]
fn at_one_moment_each_has_a_name_of_its_own_also_if_a_file_is_gone() {
    let site = sample_company();
    let first = made(&site);
    std::fs::remove_file(backups::folder(&site.app).join(&first.name)).unwrap();
    let names: Vec<String> = (0..3).map(|_| made(&site).name).collect();
    site.wait(SignedDuration::from_mins(-10));
    let earlier = made(&site);
    site.wait(SignedDuration::from_mins(10));
    let again = made(&site);
    let mut all: Vec<&String> = names.iter().chain([&first.name, &earlier.name, &again.name]).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 6, "{all:?}");
    // Letting the one without a file go takes no other's.
    backups::verify(&site.app, &Actor::Program, first.id).unwrap();
    backups::prune(&site.app, &Actor::Program).unwrap();
    for backup in backups::list(&site.app, &Actor::Program).unwrap() {
        if backup.is_good() {
            assert!(
                backups::verify(&site.app, &Actor::Program, backup.id)
                    .unwrap()
                    .is_good()
            );
        }
    }
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

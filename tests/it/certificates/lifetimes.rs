//! Renewal with a moved clock, against an authority with every bad habit.

use super::{DOMAIN, codes, shown};
use crate::support::authority::{Authority, Habit};
use crate::support::{Building, Site};
use handyman_kpi::app::certificates::renewal;
use handyman_kpi::domain::certificate::{RefusalKind, Renewal as Kept, due, is_late};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::jobs::{Job, Renewal};
use handyman_kpi::store::{RENEWAL, Read};
use jiff::{SignedDuration, Timestamp, ToSpan};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

fn asking(authority: &Authority) -> Building {
    Site::build()
        .configured("certificate", "lets-encrypt")
        .configured("domains", DOMAIN)
        .asking(&authority.directory(), &authority.root(), None)
}

fn kept(site: &Site) -> Kept {
    site.app.store.read().unwrap().get(RENEWAL).unwrap().unwrap()
}

fn run(site: &Site) {
    Renewal.run(&site.app).unwrap();
}

fn pass(site: &Site, time: SignedDuration) {
    site.clock.set(site.app.now() + time);
}

#[test]
fn certificates_of_6_45_64_and_90_days_are_renewed_in_time() {
    for life in [6, 45, 64, 90] {
        let clock = Site::clock();
        let authority = Authority::start(&clock, days(life));
        let site = asking(&authority).with_clock(&clock).start();
        run(&site);
        let end = site.app.now() + days(life * 4);
        while site.app.now() < end {
            let facts = shown(&site);
            let now = site.app.now();
            assert_eq!(facts.issuer, "Test authority");
            assert!(facts.holds_at(now), "{life}: {now}");
            assert!(!is_late(facts.from, facts.until, now), "{life}: {now}");
            assert!(codes(&site).is_empty(), "{life}: {:?}", codes(&site));
            pass(&site, HOUR * 6);
            run(&site);
        }
        // A third in hand means one every two thirds of a life; with a short one every half.
        let least = if life < 10 { 8 } else { 6 };
        assert!(
            (least..=least + 2).contains(&authority.issued()),
            "{life}: {}",
            authority.issued()
        );
        assert_eq!(
            authority.replaced().len() + 1,
            authority.issued(),
            "each but the first follows one"
        );
    }
}

#[test]
fn what_cannot_be_renewed_is_said_in_time_and_the_old_one_stays() {
    for life in [6, 45, 64, 90] {
        let clock = Site::clock();
        let authority = Authority::start(&clock, days(life));
        let site = asking(&authority).with_clock(&clock).start();
        run(&site);
        let first = shown(&site);
        authority.behave(Habit::Broken);
        let mut said_at = None;
        while site.app.now() < first.until {
            pass(&site, HOUR * 2);
            run(&site);
            let now = site.app.now();
            if now < first.until {
                assert_eq!(shown(&site), first, "the last good one stays");
            }
            if codes(&site).contains(&"certificate_ends") {
                said_at.get_or_insert(now);
            }
        }
        let left = first.until.duration_since(said_at.unwrap());
        assert!(left >= days(life) / 4 - HOUR * 2, "{life}: said with {left:?} left");
        assert!(codes(&site).contains(&"certificate_expired"), "{:?}", codes(&site));
        assert_eq!(
            shown(&site).issuer.split(' ').next(),
            Some("Handyman"),
            "who trusts the box's own root gets in"
        );
        authority.behave(Habit::Well);
        pass(&site, days(1));
        run(&site);
        assert!(codes(&site).is_empty() && shown(&site).holds_at(site.app.now()));
    }
}

#[test]
fn waits_1_10_and_100_minutes_then_a_day_and_remembers_that_over_a_restart() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    authority.behave(Habit::Broken);
    let mut site = asking(&authority).with_clock(&clock).start();
    for minutes in [1, 10, 100, 1_440, 1_440] {
        let began = site.app.now();
        run(&site);
        let after = kept(&site);
        assert_eq!(after.next_at, Some(began + SignedDuration::from_mins(minutes)));
        site = site.restart();
        assert_eq!(kept(&site), after);
        let asked = authority.asked();
        pass(&site, SignedDuration::from_mins(minutes) - SignedDuration::from_secs(1));
        run(&site);
        assert_eq!(authority.asked(), asked, "nobody is asked before the time");
        pass(&site, SignedDuration::from_secs(1));
    }
    authority.behave(Habit::Well);
    run(&site);
    assert_eq!(kept(&site).failures, 0);
    assert_eq!(shown(&site).issuer, "Test authority");
}

#[test]
fn renews_when_the_authority_wants_it_and_says_which_one_it_follows() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let site = asking(&authority).with_clock(&clock).start();
    run(&site);
    let first = shown(&site);
    let start = site.app.now() + days(20);
    authority.suggest(Some((start, start + days(2))));
    for _ in 0..19 * 4 {
        pass(&site, HOUR * 6);
        run(&site);
    }
    assert_eq!(shown(&site), first, "not before its window");
    for _ in 0..4 * 4 {
        pass(&site, HOUR * 6);
        run(&site);
    }
    assert_ne!(shown(&site), first, "long before a third is left");
    assert_eq!(authority.replaced().len(), 1);
    assert!(site.app.now() < due(first.from, first.until));
}

#[test]
fn a_window_that_is_past_means_at_once() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let site = asking(&authority).with_clock(&clock).start();
    run(&site);
    let first = shown(&site);
    let now = site.app.now();
    authority.suggest(Some((now - days(2), now - days(1))));
    pass(&site, HOUR * 13);
    run(&site);
    assert_ne!(shown(&site), first);
}

#[test]
fn the_authority_is_asked_at_least_twice_a_day_and_the_moment_is_drawn_once() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let site = asking(&authority).with_clock(&clock).start();
    run(&site);
    let start = site.app.now() + days(30);
    authority.suggest(Some((start, start + days(5))));
    pass(&site, HOUR * 13);
    run(&site);
    let window = kept(&site).window.unwrap();
    assert!(window.ask_at <= window.asked_at + HOUR * 12);
    assert!((start..=start + days(5)).contains(&window.at));
    pass(&site, HOUR * 13);
    run(&site);
    let later = kept(&site).window.unwrap();
    assert_eq!(later.at, window.at);
    assert!(later.asked_at > window.asked_at);
}

#[test]
fn every_second_number_refused_does_not_matter() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    authority.refuse_nonces_every(2);
    let site = asking(&authority).with_clock(&clock).start();
    run(&site);
    assert_eq!(shown(&site).issuer, "Test authority", "{:?}", kept(&site).refusal);
}

#[test]
fn each_bad_habit_is_told_apart() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let site = asking(&authority).with_clock(&clock).start();
    for (habit, kind, words) in [
        (Habit::Broken, RefusalKind::Broken, "EOF"),
        (Habit::Html, RefusalKind::Broken, "expected value"),
        (
            Habit::TooMany,
            RefusalKind::RateLimited,
            "too many certificates already issued",
        ),
        (
            Habit::NameRefused,
            RefusalKind::NotIssued,
            "we do not issue for this name",
        ),
    ] {
        authority.behave(habit);
        pass(&site, days(2));
        run(&site);
        let refusal = kept(&site).refusal.unwrap();
        assert_eq!(refusal.kind, kind, "{habit:?}: {refusal:?}");
        assert!(refusal.detail.contains(words), "{habit:?}: {refusal:?}");
        assert!(codes(&site).contains(&"certificate_refused"));
    }
}

#[test]
fn nobody_there_is_said_and_the_box_serves() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let site = Site::build()
        .configured("certificate", "lets-encrypt")
        .configured("domains", DOMAIN)
        .asking("https://localhost:1/directory", &authority.root(), None)
        .start();
    run(&site);
    assert_eq!(kept(&site).refusal.unwrap().kind, RefusalKind::NoAuthority);
    assert!(codes(&site).contains(&"certificate_missing"));
    assert!(shown(&site).covers(DOMAIN), "the box's own stands in for it");
}

#[test]
fn while_it_fails_it_is_tried_where_failures_do_not_count() {
    let clock = Site::clock();
    let (real, rehearsal) = (Authority::start(&clock, days(90)), Authority::start(&clock, days(90)));
    let site = asking(&real)
        .asking(
            &real.directory(),
            &both(&real, &rehearsal),
            Some(&rehearsal.directory()),
        )
        .with_clock(&clock)
        .start();
    real.behave(Habit::Broken);
    run(&site);
    assert_eq!(rehearsal.asked(), 0, "the first time the real one is asked");
    rehearsal.behave(Habit::NameRefused);
    let asked = real.asked();
    pass(&site, days(2));
    run(&site);
    assert_eq!(real.asked(), asked, "what fails there is not tried for real");
    rehearsal.behave(Habit::Well);
    real.behave(Habit::Well);
    pass(&site, days(2));
    run(&site);
    assert_eq!((rehearsal.issued(), real.issued()), (1, 1));
    assert_eq!(shown(&site).issuer, "Test authority");
}

fn both(one: &Authority, other: &Authority) -> std::path::PathBuf {
    let text = [one, other]
        .map(|authority| std::fs::read_to_string(authority.root()).unwrap())
        .concat();
    let path = one.root().with_file_name("both.pem");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_certificate_survives_a_restart_and_a_person_can_have_it_tried_at_once() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let mut site = asking(&authority).with_clock(&clock).start();
    run(&site);
    let first = shown(&site);
    site = site.restart();
    assert_eq!(
        shown(&site),
        first,
        "from the first handshake on, before any job has run"
    );
    run(&site);
    assert_eq!(shown(&site), first);
    assert_eq!(authority.issued(), 1);
    authority.behave(Habit::Broken);
    pass(&site, days(61));
    run(&site);
    let waits_until = kept(&site).next_at.unwrap();
    assert!(waits_until > site.app.now());
    authority.behave(Habit::Well);
    renewal::try_now(&site.app, &Actor::Shell { uid: 0, sudo_uid: None }).unwrap();
    run(&site);
    assert_ne!(shown(&site), first);
}

#[test]
fn a_clock_that_is_a_year_off_is_said_and_the_box_serves() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let site = asking(&authority).with_clock(&clock).start();
    run(&site);
    let now = site.app.now();
    site.clock.set(
        now.to_zoned(jiff::tz::TimeZone::UTC)
            .saturating_sub(1.year())
            .timestamp(),
    );
    run(&site);
    assert!(codes(&site).contains(&"clock"), "{:?}", codes(&site));
    let back: Timestamp = now;
    site.clock.set(back);
    run(&site);
    assert!(codes(&site).is_empty(), "{:?}", codes(&site));
}

#[test]
fn a_certificate_whose_file_is_gone_is_written_again_and_one_that_cannot_be_is_said() {
    let clock = Site::clock();
    let authority = Authority::start(&clock, days(90));
    let mut site = asking(&authority).with_clock(&clock).start();
    run(&site);
    let first = shown(&site);
    let tls = site.folder().join("tls");
    std::fs::remove_dir_all(&tls).unwrap();
    // What lies in its place keeps everything else out.
    std::fs::write(&tls, "").unwrap();
    run(&site);
    assert!(codes(&site).contains(&"certificate_not_kept"), "{:?}", codes(&site));
    assert_eq!(shown(&site), first);
    std::fs::remove_file(&tls).unwrap();
    run(&site);
    assert!(!codes(&site).contains(&"certificate_not_kept"), "{:?}", codes(&site));
    site = site.restart();
    run(&site);
    assert_eq!((shown(&site), authority.issued()), (first, 1));
}

//! When backups are made and how long they are kept, as somebody set it.

use super::made;
use crate::exports::{fill_sample, sample_company};
use crate::support::Site;
use handyman_kpi::app::{self, backups};
use handyman_kpi::domain::backup::Why;
use handyman_kpi::domain::policy::Actor;
use jiff::SignedDuration;

fn save(site: &Site, values: &[(&'static str, &str)]) -> Result<(), app::Error> {
    let typed = values.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    backups::settings::save(&site.app, &Actor::Program, &typed)
}

#[test]
fn the_time_that_was_set_counts() {
    let site = sample_company();
    save(&site, &[("backup_time", "22:15")]).unwrap();
    let next = backups::next(&site.app)
        .unwrap()
        .to_zoned(site.app.zoned_now().time_zone().clone());
    assert_eq!((next.hour(), next.minute()), (22, 15));
    backups::create(&site.app, &Actor::Program, Why::Scheduled).unwrap();
    assert!(!backups::due(&site.app).unwrap());
    let until = next.timestamp().duration_since(site.app.now());
    site.wait(until - SignedDuration::from_secs(1));
    assert!(!backups::due(&site.app).unwrap());
    site.wait(SignedDuration::from_secs(1));
    assert!(backups::due(&site.app).unwrap());
}

#[test]
fn so_many_days_are_kept() {
    let site = sample_company();
    save(
        &site,
        &[("backup_days", "3"), ("backup_weeks", "0"), ("backup_months", "0")],
    )
    .unwrap();
    for _ in 0..6 {
        made(&site);
        site.wait(SignedDuration::from_hours(24));
    }
    backups::prune(&site.app, &Actor::Program).unwrap();
    assert_eq!(backups::list(&site.app, &Actor::Program).unwrap().len(), 3);
}

#[test]
fn beyond_the_room_they_may_take_old_ones_go_and_what_cannot_be_met_is_said() {
    let site = Site::build().not_set_up().configured("backup_space", "1").start();
    fill_sample(&site);
    for _ in 0..3 {
        made(&site);
    }
    // As if they were larger.
    let all = backups::list(&site.app, &Actor::Program).unwrap();
    site.app
        .change(&Actor::Program, |change| {
            for mut backup in all {
                backup.bytes = 700_000;
                change.put(&backup)?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(backups::prune(&site.app, &Actor::Program).unwrap().len(), 2);
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
    let mut last = backups::list(&site.app, &Actor::Program).unwrap().remove(0);
    last.bytes = 5_000_000;
    site.app.change(&Actor::Program, |change| change.put(&last)).unwrap();
    assert!(
        backups::prune(&site.app, &Actor::Program).unwrap().is_empty(),
        "never the last good one"
    );
    let said = backups::trouble(&site.app).unwrap().unwrap().to_string();
    assert!(said.contains("4 MB more"), "{said}");
}

#[test]
fn what_the_configuration_sets_is_locked_and_what_cannot_be_is_refused() {
    let site = Site::build().not_set_up().configured("backup_days", "30").start();
    fill_sample(&site);
    save(&site, &[("backup_days", "2"), ("backup_weeks", "4")]).unwrap();
    let kept = backups::settings::schedule(&site.app).unwrap().retention;
    assert_eq!((kept.days, kept.weeks), (30, 4));
    for (key, value) in [("backup_time", "25:00"), ("backup_weeks", "-1"), ("backup_space", "-5")] {
        let Err(app::Error::Invalid(invalid)) = save(&site, &[(key, value)]) else {
            panic!("{value} was taken");
        };
        assert!(invalid.of(key).is_some());
    }
    let Err(app::Error::Invalid(_)) = save(&sample_company(), &[("backup_days", "0")]) else {
        panic!("0 days were taken");
    };
    let max = site.actor(handyman_kpi::app::sample::SIGN_INS[1].name);
    assert!(backups::settings::see(&site.app, &max).is_err());
    assert!(backups::settings::save(&site.app, &max, &Default::default()).is_err());
}

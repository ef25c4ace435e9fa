//! When the next one is due, by the company's clock.

use super::{all, settings};
use crate::app::{App, Error};
use crate::domain::backup::Why;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

/// A clock is put right by less than this; one from later on was made while it was wrong.
const PUT_RIGHT: SignedDuration = SignedDuration::from_hours(1);

/// Whether the last one by the clock was missed: the box was off, or it failed. One that was made while
/// the clock was ahead does not stand for the nights until then.
pub fn due(app: &App) -> Result<bool, Error> {
    if !app.is_set_up() {
        return Ok(false);
    }
    let slot = last_due(app)?;
    let latest = app.now().checked_add(PUT_RIGHT).unwrap_or(Timestamp::MAX);
    Ok(!all(app)?
        .iter()
        .any(|backup| backup.why == Why::Scheduled && (slot..=latest).contains(&backup.made_at)))
}

/// When one by the clock was due last.
pub fn last_due(app: &App) -> Result<Timestamp, Error> {
    Ok(last_slot(&app.zoned_now(), settings::schedule(app)?.at))
}

/// The next time by the clock.
pub fn next(app: &App) -> Result<Timestamp, Error> {
    let (now, time) = (app.zoned_now(), settings::schedule(app)?.at);
    let today = at(&now, time);
    Ok(match today > now.timestamp() {
        true => today,
        false => now
            .checked_add(1.day())
            .map_or(Timestamp::MAX, |tomorrow| at(&tomorrow, time)),
    })
}

fn last_slot(now: &Zoned, time: Time) -> Timestamp {
    let today = at(now, time);
    match today <= now.timestamp() {
        true => today,
        false => now
            .checked_sub(1.day())
            .map_or(Timestamp::MIN, |yesterday| at(&yesterday, time)),
    }
}

/// That day's time; where the clocks are put forward over it, the one that follows.
fn at(day: &Zoned, time: Time) -> Timestamp {
    day.date()
        .to_datetime(time)
        .to_zoned(day.time_zone().clone())
        .map_or(Timestamp::MAX, |at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_slot_is_today_from_three_on_also_when_clocks_are_put_forward_or_back() {
        for (now, slot) in [
            ("2026-03-29T02:59:00+01:00[Europe/Berlin]", None),
            ("2026-03-29T03:01:00+02:00[Europe/Berlin]", Some("2026-03-29T01:00:00Z")),
            ("2026-10-25T02:30:00+01:00[Europe/Berlin]", Some("2026-10-24T01:00:00Z")),
            ("2026-10-25T03:30:00+01:00[Europe/Berlin]", Some("2026-10-25T02:00:00Z")),
            ("2026-05-04T02:59:59+02:00[Europe/Berlin]", Some("2026-05-03T01:00:00Z")),
            ("2026-05-04T03:00:00+02:00[Europe/Berlin]", Some("2026-05-04T01:00:00Z")),
        ] {
            let Ok(now) = now.parse::<Zoned>() else { continue };
            if let Some(slot) = slot {
                assert_eq!(
                    last_slot(&now, jiff::civil::time(3, 0, 0, 0)).to_string(),
                    slot,
                    "{now}"
                );
            }
        }
    }
}

//! What somebody should see to: a place that takes nothing, copies that grew old, and that there are none.

use super::{copies_of, places_of};
use crate::app::backups::all;
use crate::app::{App, Error};
use crate::domain::backup::Backup;
use crate::domain::message::Message;
use crate::domain::offsite::{Copied, NotNow};
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::{NOT_NOW, Read};
use jiff::SignedDuration;

/// The first day belongs to other things.
const QUIET: SignedDuration = SignedDuration::from_hours(24);
/// With no newer copy for longer than this somebody should look.
const LATE: SignedDuration = SignedDuration::from_hours(4 * 24);
/// "Not now" lasts so long.
const NOT_NOW_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is wrong with the places, or with what lies there.
pub fn trouble(app: &App) -> Result<Option<Message>, Error> {
    let places = places_of(app)?;
    for place in places.iter().filter(|place| place.is_used()) {
        if let Some(trouble) = place.trouble.as_ref().filter(|trouble| trouble.is_told()) {
            return Ok(Some(message!(
                "No copy of the backups gets to {name}. {fault}",
                name = place.name.clone(),
                fault = trouble.fault.sentence()
            )));
        }
    }
    let Some(newest) = newest_copy(app)? else {
        return Ok(None);
    };
    let age = app.now().duration_since(newest.made_at);
    Ok((age > LATE && !places.is_empty()).then(|| {
        message!(
            "The newest copy of a backup that lies off this box is {days} days old.",
            days = age.as_hours() / 24
        )
    }))
}

/// For every page of an admin: that, or that there is no copy at all. Quiet while there is no backup, on the
/// first day, and for a month where somebody wants it so.
pub fn alarm(app: &App) -> Result<Option<Message>, Error> {
    let Some(set_up_on) = app.projection().settings.set_up_on else {
        return Ok(None);
    };
    if let Some(trouble) = trouble(app)? {
        return Ok(Some(trouble));
    }
    if newest_copy(app)?.is_some() || !all(app)?.iter().any(Backup::is_good) {
        return Ok(None);
    }
    let now = app.now();
    let since = set_up_on.to_zoned(app.zoned_now().time_zone().clone());
    let is_first_day = since.is_ok_and(|day| now.duration_since(day.timestamp()) < QUIET);
    if is_first_day || not_now_until(app)?.is_some_and(|until| now < until) {
        return Ok(None);
    }
    Ok(Some(message!(
        "No copy of the backups lies off this box. If it is stolen or burns, everything is gone."
    )))
}

/// Does not remind anybody for thirty days that no copy lies off the box.
pub fn not_now(app: &App, actor: &Actor) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| {
        let until = change.now.saturating_add(NOT_NOW_FOR).unwrap_or(change.now);
        change.put(&NotNow { until })?;
        change.event("offsite_reminder_put_off", None, &[])
    })
}

/// When somebody is reminded again, where it was put off and there is still none.
pub fn remind_again(app: &App) -> Result<Option<jiff::Timestamp>, Error> {
    let until = not_now_until(app)?.filter(|until| app.now() < *until);
    Ok(match newest_copy(app)? {
        Some(_) => None,
        None => until,
    })
}

fn not_now_until(app: &App) -> Result<Option<jiff::Timestamp>, Error> {
    Ok(app.store.read()?.get::<NotNow>(NOT_NOW)?.map(|put_off| put_off.until))
}

/// The newest that was read back from where it lies.
pub fn newest_copy(app: &App) -> Result<Option<Copied>, Error> {
    Ok(copies_of(app)?.into_iter().find(|copy| copy.verified_at().is_some()))
}

//! The company's settings: read by everyone through the projection, changed by admins.

use super::{App, Error};
use crate::domain::policy::{Action, Actor};
use crate::domain::settings::Settings;
use crate::domain::settings::draft::Typed;
use crate::store::{Read, SETTINGS};

/// The settings, for someone who may change them.
pub fn editable(app: &App, actor: &Actor) -> Result<Settings, Error> {
    app.permit(actor, &Action::EditSettings)?;
    Ok(app.projection().settings.as_ref().clone())
}

/// The settings, for someone who may look at them.
pub fn see(app: &App, actor: &Actor) -> Result<Settings, Error> {
    app.permit(actor, &Action::SeeSettings)?;
    Ok(app.projection().settings.as_ref().clone())
}

/// Takes over what was typed, all or nothing. Stored days stay what they are when the zone changes.
pub fn save(app: &App, actor: &Actor, typed: &Typed) -> Result<(), Error> {
    app.permit(actor, &Action::EditSettings)?;
    app.change(actor, |change| {
        let before = change.store.get::<Settings>(SETTINGS)?.unwrap_or_default();
        let after = typed.parse(&before)?;
        let fields = differing(&before, &after);
        if fields.is_empty() {
            return Ok(());
        }
        change.put(&after)?;
        change.record::<Settings>("settings_changed", SETTINGS, &fields)
    })
}

fn differing(before: &Settings, after: &Settings) -> Vec<&'static str> {
    [
        (before.company != after.company, "company"),
        (before.time_zone != after.time_zone, "time_zone"),
        (before.tier_names != after.tier_names, "tier_names"),
        (before.levels != after.levels, "levels"),
        (
            before.evaluation_interval_months != after.evaluation_interval_months,
            "evaluation_interval_months",
        ),
        (before.managers_see != after.managers_see, "managers_see"),
        (before.show_previous != after.show_previous, "show_previous"),
        (
            before.anonymise_after_years != after.anonymise_after_years,
            "anonymise_after_years",
        ),
    ]
    .into_iter()
    .filter_map(|(differs, field)| differs.then_some(field))
    .collect()
}

//! What is set about when backups are made and how long they are kept, by whom.

use crate::app::reach::{Above, Typed, Value};
use crate::app::{App, Error};
use crate::domain::backup_schedule::{FIELDS, Schedule};
use crate::domain::policy::{Action, Actor};
use crate::domain::reach::BoxSettings;
use crate::store::{BOX_SETTINGS, Read};

/// What is in force.
pub fn schedule(app: &App) -> Result<Schedule, Error> {
    let values = values(app.above(), &stored(app)?);
    // A stored value that the rules no longer accept must not keep backups from being made.
    Ok(parsed(&values).unwrap_or_else(|invalid| {
        tracing::warn!(%invalid, "what is set about backups is not accepted; the defaults are used");
        Schedule::default()
    }))
}

/// What is set, for somebody who may change it.
pub fn see(app: &App, actor: &Actor) -> Result<Vec<Value>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    Ok(values(app.above(), &stored(app)?))
}

/// Takes over what was typed, all or nothing; what is locked stays as it is.
pub fn save(app: &App, actor: &Actor, typed: &Typed) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| {
        let before = change.store.get::<BoxSettings>(BOX_SETTINGS)?.unwrap_or_default();
        let mut after = before.clone();
        for key in FIELDS {
            if let Some(text) = typed.get(key)
                && !app.above().contains_key(key)
            {
                after.values.insert(key.to_owned(), text.trim().to_owned());
            }
        }
        parsed(&values(app.above(), &after))?;
        let changed: Vec<&str> = FIELDS
            .into_iter()
            .filter(|key| before.values.get(*key) != after.values.get(*key))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        change.put(&after)?;
        change.record::<BoxSettings>("box_settings_changed", BOX_SETTINGS, &changed)
    })
}

fn parsed(values: &[Value]) -> Result<Schedule, crate::domain::invalid::Invalid> {
    Schedule::parse(|key| {
        let found = values.iter().find(|value| value.key == key);
        found.map(|value| value.value.clone()).unwrap_or_default()
    })
}

fn stored(app: &App) -> Result<BoxSettings, Error> {
    Ok(app.store.read()?.get::<BoxSettings>(BOX_SETTINGS)?.unwrap_or_default())
}

fn values(above: &Above, stored: &BoxSettings) -> Vec<Value> {
    let value = |key: &'static str| match above.get(key) {
        Some((value, by)) => Value {
            key,
            value: value.clone(),
            locked: Some(*by),
        },
        None => Value {
            key,
            value: stored.values.get(key).cloned().unwrap_or_default(),
            locked: None,
        },
    };
    FIELDS.into_iter().map(value).collect()
}

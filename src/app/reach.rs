//! How browsers reach this box: what is set about it, by whom, and the names that follow from it.

use super::{App, Change, Error};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::domain::reach::{Authority, BoxSettings, FIELDS, MDNS_NAME, Reach};
use crate::host::tls::{Wanted, own_names};
use crate::store::{BOX_SETTINGS, Read};
use arc_swap::ArcSwap;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// What is set above the browser: key → value and what sets it.
pub type Above = BTreeMap<&'static str, (String, &'static str)>;

/// What the configuration says of this box.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    pub above: Above,
    pub authority: Authority,
    /// An own certificate, and its key where that is in a file of its own.
    pub certificate_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    /// Where backups go, if not into the data folder.
    pub backup_folder: Option<PathBuf>,
    /// Keys that open encrypted backups, to prove them with.
    pub backup_key_file: Option<PathBuf>,
}

/// The names and addresses this box answers to, as of the last look.
#[derive(Debug, Default)]
pub struct Names(ArcSwap<Vec<String>>);

impl Names {
    /// These, in lower case, each once.
    pub fn set(&self, names: impl IntoIterator<Item = String>) {
        let mut once: Vec<String> = Vec::new();
        for name in names {
            let name = name.to_ascii_lowercase();
            if !once.contains(&name) {
                once.push(name);
            }
        }
        self.0.store(Arc::new(once));
    }

    /// Whether it is one of them.
    pub fn has(&self, name: &str) -> bool {
        self.0.load().iter().any(|known| known == name)
    }

    /// All of them.
    pub fn all(&self) -> Arc<Vec<String>> {
        self.0.load_full()
    }
}

/// One thing that is set about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub key: &'static str,
    pub value: String,
    /// What sets it above the browser, where it cannot be changed then.
    pub locked: Option<&'static str>,
}

/// What is in force.
pub fn effective(app: &App) -> Result<Reach, Error> {
    effective_below(app, app.above())
}

/// What is in force below these.
pub(super) fn effective_below(app: &App, above: &Above) -> Result<Reach, Error> {
    let values = values(above, &stored(app)?);
    let of = |key: &str| {
        values
            .iter()
            .find(|value| value.key == key)
            .map(|value| value.value.clone())
    };
    // A stored value that the rules no longer accept must not keep the box from being reached.
    Ok(
        Reach::parse(|key| of(key).unwrap_or_default()).unwrap_or_else(|invalid| {
            tracing::warn!(%invalid, "what is set about the box's names is not accepted; the defaults are used");
            Reach {
                mdns: Some(MDNS_NAME.to_owned()),
                ..Reach::default()
            }
        }),
    )
}

/// The names and addresses that certificates shall be for.
pub fn wanted(app: &App, reach: &Reach) -> Wanted {
    let mut found = own_names();
    found.extend(network_name(app));
    Wanted {
        chosen: reach.chosen(),
        found,
    }
}

/// The name that the box has on the local network in the end, or that it has none; whether that is new.
pub fn announced(app: &App, name: Option<String>) -> bool {
    let Some(serving) = app.serving() else { return false };
    let mut known = serving.announced.lock().unwrap_or_else(PoisonError::into_inner);
    let new = *known != name;
    *known = name;
    new
}

/// The name that is announced on the local network, with `.local`.
pub fn network_name(app: &App) -> Option<String> {
    let announced = &app.serving()?.announced;
    announced.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The name that was chosen for the local network and the one the box has there, since another has it.
pub fn renamed(app: &App, reach: &Reach) -> Option<(String, String)> {
    let (wanted, name) = (format!("{}.local", reach.mdns.as_ref()?), network_name(app)?);
    (wanted != name).then_some((wanted, name))
}

/// What is set, for somebody who may change it.
pub fn see(app: &App, actor: &Actor) -> Result<Vec<Value>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    all(app)
}

/// What is set.
pub(super) fn all(app: &App) -> Result<Vec<Value>, Error> {
    Ok(values(app.above(), &stored(app)?))
}

/// What was typed, by key.
pub type Typed = BTreeMap<&'static str, String>;

/// Takes over what was typed, all or nothing; what is locked stays as it is.
pub fn save(app: &App, actor: &Actor, typed: &Typed) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| take(change, app.above(), typed))
}

/// Whether what was typed would be taken over.
pub(super) fn check(app: &App, typed: &Typed) -> Result<Result<(), Invalid>, Error> {
    Ok(with(app.above(), &stored(app)?, typed).map(drop))
}

/// The same within a larger change.
pub(super) fn take(change: &mut Change<'_>, above: &Above, typed: &Typed) -> Result<(), Error> {
    let before = change.store.get::<BoxSettings>(BOX_SETTINGS)?.unwrap_or_default();
    let after = with(above, &before, typed)?;
    let changed: Vec<&str> = FIELDS
        .into_iter()
        .filter(|key| before.values.get(*key) != after.values.get(*key))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    change.put(&after)?;
    change.record::<BoxSettings>("box_settings_changed", BOX_SETTINGS, &changed)
}

/// The settings with what was typed, where the whole is accepted.
fn with(above: &Above, before: &BoxSettings, typed: &Typed) -> Result<BoxSettings, Invalid> {
    let mut after = before.clone();
    for key in FIELDS {
        if let Some(text) = typed.get(key)
            && !above.contains_key(key)
        {
            after.values.insert(key.to_owned(), text.trim().to_owned());
        }
    }
    let asked = values(above, &after);
    let of = |key: &str| {
        asked
            .iter()
            .find(|value| value.key == key)
            .map(|value| value.value.clone())
    };
    Reach::parse(|key| of(key).unwrap_or_default())?;
    Ok(after)
}

fn stored(app: &App) -> Result<BoxSettings, Error> {
    Ok(app.store.read()?.get::<BoxSettings>(BOX_SETTINGS)?.unwrap_or_default())
}

fn values(above: &Above, stored: &BoxSettings) -> Vec<Value> {
    let value = |key: &'static str| {
        let (value, locked) = match above.get(key) {
            Some((value, by)) => (value.clone(), Some(*by)),
            None => (stored.values.get(key).cloned().unwrap_or_default(), None),
        };
        Value { key, value, locked }
    };
    FIELDS.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_chosen_and_announced_is_one_name() {
        let names = Names::default();
        names.set(["Box.local", "box", "box.LOCAL"].map(str::to_owned));
        assert_eq!(*names.all(), ["box.local", "box"]);
        assert!(names.has("box.local") && !names.has("other.local"));
    }
}

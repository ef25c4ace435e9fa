//! The keys that backups are encrypted to. The box keeps the half that encrypts; the key itself is shown
//! once, and is in force only after somebody typed it back: a sheet nobody wrote down locks everyone out.

use super::{all, folder};
use crate::app::{App, Change, Error, sealed};
use crate::domain::backup::Backup;
use crate::domain::backup_key::BackupKey;
use crate::domain::id::BackupKeyId;
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::host::plain_file;
use crate::host::sealed::{Key, Recipient};
use crate::message;
use crate::store::Read;
use std::io::BufReader;

/// The field it is typed into to put it in force.
pub const FIELD: &str = "key";
/// The field it is typed into to learn what it opens.
pub const CHECKED: &str = "own_key";

/// What is shown of a new key, once.
pub struct Sheet {
    pub recipient: String,
    pub company: String,
    /// `AGE-SECRET-KEY-1…`
    pub key: String,
}

/// What a key opens.
pub struct Checked {
    pub recipient: String,
    pub opens: Vec<Backup>,
    /// Encrypted to other keys, or not readable.
    pub others: Vec<Backup>,
}

/// All of them, newest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<BackupKey>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let mut keys = app.store.read()?.all::<BackupKey>()?;
    keys.reverse();
    Ok(keys)
}

/// The one that new backups are encrypted to; `None`: they are not.
pub(super) fn armed(app: &App) -> Result<Option<Recipient>, Error> {
    let keys = app.store.read()?.all::<BackupKey>()?;
    let Some(armed) = keys.into_iter().find(BackupKey::is_armed) else {
        return Ok(None);
    };
    // Never a plain backup instead: somebody relies on the encryption.
    Recipient::parse(&armed.recipient)
        .map(Some)
        .ok_or_else(|| Error::Failed(format!("the recipient of key {} cannot be read", armed.id)))
}

/// Makes a key, in place of one that waited to be typed back. It is in force once that was done.
pub fn make(app: &App, actor: &Actor) -> Result<Sheet, Error> {
    app.permit(actor, &Action::ManageBox)?;
    if !app.is_set_up() {
        return Err(Error::Conflict(message!(
            "There is no company on this box yet, so there is nothing to back up."
        )));
    }
    let key = Key::generate();
    let recipient = key.recipient().to_string();
    app.change(actor, |change| {
        forget_pending(change)?;
        let id = change.next_id::<BackupKey>()?;
        let made_at = change.now;
        change.put(&BackupKey {
            id,
            recipient: recipient.clone(),
            made_at,
            armed_at: None,
            retired_at: None,
        })?;
        change.record::<BackupKey>("backup_key_made", id, &[])
    })?;
    Ok(Sheet {
        recipient,
        company: app.projection().settings.company.clone(),
        key: key.to_text(),
    })
}

/// Puts the key that waits in force, which somebody typed back; the one before it is kept for what was
/// encrypted to it.
///
/// # Errors
/// `Invalid` where it is no key, or another one; `Conflict` where none waits.
pub fn confirm(app: &App, actor: &Actor, typed: &str) -> Result<BackupKey, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let recipient = sealed::typed(FIELD, typed)?.recipient().to_string();
    app.change(actor, |change| {
        let all = change.store.all::<BackupKey>()?;
        let Some(mut pending) = all.iter().find(|key| key.is_pending()).cloned() else {
            return Err(Error::Conflict(match all.iter().any(|key| key.is_armed() && key.recipient == recipient) {
                true => message!("This key is in force already."),
                false => message!("No key waits to be confirmed. Make one first; it is shown once, then type it back."),
            }));
        };
        if pending.recipient != recipient {
            return Err(Invalid::one(
                FIELD,
                message!(
                    "This is the key of {typed}; the one that waits is that of {wanted}. Please type the one on the newest sheet.",
                    typed = recipient.clone(),
                    wanted = pending.recipient.clone()
                ),
            )
            .into());
        }
        retire_armed(change)?;
        pending.armed_at = Some(change.now);
        change.put(&pending)?;
        change.record::<BackupKey>("backup_key_armed", pending.id, &[])?;
        Ok(pending)
    })
}

/// Back to backups that are not encrypted. What is encrypted stays so.
pub fn off(app: &App, actor: &Actor) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| {
        let pending = forget_pending(change)?;
        match retire_armed(change)? || pending {
            true => Ok(()),
            false => Err(Error::Conflict(message!(
                "Backups are not encrypted, so there is nothing to switch off."
            ))),
        }
    })
}

/// Which of the backups that are kept this key opens: each is tried.
pub fn check(app: &App, actor: &Actor, typed: &str) -> Result<Checked, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let key = sealed::typed(CHECKED, typed)?;
    let (opens, others) = all(app)?
        .into_iter()
        .filter(Backup::is_sealed)
        .partition(|backup| opens(app, &key, backup));
    Ok(Checked {
        recipient: key.recipient().to_string(),
        opens,
        others,
    })
}

fn opens(app: &App, key: &Key, backup: &Backup) -> bool {
    plain_file::open_itself(&folder(app).join(&backup.name))
        .is_ok_and(|file| sealed::plain(BufReader::new(file), std::slice::from_ref(key)).is_ok())
}

fn forget_pending(change: &mut Change<'_>) -> Result<bool, Error> {
    let pending: Vec<BackupKeyId> = {
        let all = change.store.all::<BackupKey>()?;
        all.iter().filter(|key| key.is_pending()).map(|key| key.id).collect()
    };
    for id in &pending {
        change.delete::<BackupKey>(*id)?;
        change.record::<BackupKey>("backup_key_forgotten", *id, &[])?;
    }
    Ok(!pending.is_empty())
}

fn retire_armed(change: &mut Change<'_>) -> Result<bool, Error> {
    let armed = change.store.all::<BackupKey>()?.into_iter().find(BackupKey::is_armed);
    let Some(mut armed) = armed else { return Ok(false) };
    armed.retired_at = Some(change.now);
    change.put(&armed)?;
    change.record::<BackupKey>("backup_key_retired", armed.id, &[])?;
    Ok(true)
}

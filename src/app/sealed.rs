//! Files that are encrypted to a key: opened with the key that was given, or why not, in words.

use super::{App, Error};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::host::credentials;
use crate::host::sealed::{self, Key, KeyError};
use crate::message;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The largest file of keys that is read.
const KEYS_MAX: u64 = 64 * 1024;
/// What is unsealed is read in such pieces, in bytes.
const PIECE: usize = 256 * 1024;

/// What is in it: opened where it is encrypted, as it is where not.
///
/// # Errors
/// `Conflict` where it is encrypted and none of the keys opens it, or its beginning was changed. What was
/// changed further on is an error of the reading.
pub fn plain<'a>(from: impl BufRead + 'a, keys: &[Key]) -> Result<Box<dyn BufRead + 'a>, Error> {
    opened(from, keys).map_err(|error| match error {
        sealed::Error::Io(cause) => Error::Failed(format!("a file could not be read: {cause}")),
        error => Error::Conflict(not_opened(&error)),
    })
}

/// The same where a key can be typed into the field `field`: what is wrong with it is said there.
pub fn plain_for_field<'a>(field: &str, from: impl BufRead + 'a, keys: &[Key]) -> Result<Box<dyn BufRead + 'a>, Error> {
    opened(from, keys).map_err(|error| match error {
        sealed::Error::Io(cause) => Error::Failed(format!("a file could not be read: {cause}")),
        error @ (sealed::Error::NoKey { .. } | sealed::Error::WrongKey { .. }) => {
            Invalid::one(field, not_opened(&error)).into()
        }
        error => Error::Conflict(not_opened(&error)),
    })
}

fn opened<'a>(mut from: impl BufRead + 'a, keys: &[Key]) -> Result<Box<dyn BufRead + 'a>, sealed::Error> {
    if !sealed::is_sealed(from.fill_buf()?) {
        return Ok(Box::new(from));
    }
    let mut opened = BufReader::with_capacity(PIECE, sealed::open(from, keys)?);
    opened.fill_buf().map_err(|error| match error.raw_os_error() {
        Some(_) => sealed::Error::Io(error),
        None => sealed::Error::Damaged,
    })?;
    Ok(Box::new(opened))
}

/// Why it is not opened.
pub fn not_opened(error: &sealed::Error) -> Message {
    match error {
        sealed::Error::NoKey { recipients } if recipients.is_empty() => message!(
            "This file is encrypted; it needs its key, the long line that begins with AGE-SECRET-KEY-1 on the sheet of paper."
        ),
        sealed::Error::NoKey { recipients } => message!(
            "This backup is encrypted to {recipient}; it needs its key, the long line that begins with AGE-SECRET-KEY-1 on the sheet of paper.",
            recipient = recipients.join(", ")
        ),
        sealed::Error::WrongKey { recipients } if recipients.is_empty() => message!(
            "This file is encrypted to another key, and does not say to which. Please use the key that was in force when it was made."
        ),
        sealed::Error::WrongKey { recipients } => message!(
            "This key does not open it: it is encrypted to {recipient}. The sheet of paper says which key it holds; please use the one with this line.",
            recipient = recipients.join(", ")
        ),
        sealed::Error::Password => {
            message!(
                "This file is encrypted with a password. Backups of Handyman KPI never are; please use another file."
            )
        }
        sealed::Error::Damaged | sealed::Error::Io(_) => {
            message!(
                "This encrypted file is cut short or was changed. Please use another copy of it, or another backup."
            )
        }
    }
}

/// The key that somebody typed, for the field of this name.
pub fn typed(field: &str, text: &str) -> Result<Key, Invalid> {
    Key::parse(text).map_err(|error| Invalid::one(field, no_key(error)))
}

/// The same where nothing may be typed.
pub fn typed_if_any(field: &str, text: &str) -> Result<Vec<Key>, Invalid> {
    match text.trim().is_empty() {
        true => Ok(Vec::new()),
        false => typed(field, text).map(|key| vec![key]),
    }
}

/// Why it is no key.
pub fn no_key(error: KeyError) -> Message {
    match error {
        KeyError::Nothing => message!("Please type the key: the long line that begins with AGE-SECRET-KEY-1."),
        KeyError::NoKey => message!(
            "That is a password or something else, not a key. A key is the long line that begins with AGE-SECRET-KEY-1, on the sheet of paper."
        ),
        KeyError::Recipient => message!(
            "That is the half of the key that everyone may know, which only encrypts. The key begins with AGE-SECRET-KEY-1."
        ),
        KeyError::Cut(missing) => message!(
            "This key is cut short: {n} characters are missing. Please type all of the line.",
            n = missing
        ),
        KeyError::Long(more) => message!(
            "This key is too long by {n} characters. Please type the one line and nothing else.",
            n = more
        ),
        KeyError::Typo => {
            message!("There is a mistake in this key. Please compare it with the paper, character by character.")
        }
    }
}

/// The keys in a file, as `age-keygen` writes it.
pub fn in_file(path: &Path) -> Result<Vec<Key>, Message> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(KEYS_MAX).read_to_string(&mut text));
    match read {
        Ok(_) => Key::all_in(&text).map_err(no_key),
        Err(error) => Err(message!("It cannot be read: {why}.", why = error)),
    }
}

/// The keys that the configuration gives this box, to prove encrypted backups with.
pub(super) fn given(app: &App) -> Result<Vec<Key>, Message> {
    let Some(file) = app.fixed.get().and_then(|fixed| fixed.backup_key_file.as_deref()) else {
        return Ok(Vec::new());
    };
    in_file(&credentials::file(file)).map_err(|why| {
        message!(
            "The key in {path}, which the configuration names for proving encrypted backups, cannot be used. {why}",
            path = file.display(),
            why = why
        )
    })
}

//! Files on their way to being imported, in memory only: of each user one, for an hour, within bounds.
//! A restart or a later file takes it away, and nothing of it was ever on a disk.

use super::super::tables::{self, Table, Wanted};
use super::super::{App, Error};
use super::check::Answers;
use super::mapping::{Mapping, OfEvaluations};
use super::run::{remembered, suggested, suggested_after};
use super::source::Source;
use crate::domain::id::UserId;
use crate::domain::import::Kind;
use crate::domain::import::columns::{self, Shape};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::host::secret;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a file waits for the next step.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// Bytes of files that wait, all together.
const BYTES_MAX: usize = 40_000_000;

/// A file with what was said about it so far.
#[derive(Clone, Debug)]
pub struct Upload {
    pub key: u64,
    pub kind: Kind,
    /// Its name on the device it came from.
    pub name: String,
    pub table: Arc<Table>,
    pub mapping: Mapping,
    pub answers: Answers,
    file: Arc<Vec<u8>>,
    user: UserId,
    touched: Timestamp,
}

/// The files that wait.
#[derive(Debug, Default)]
pub struct Waiting {
    all: Mutex<Vec<Upload>>,
}

/// Rows a table of the kind may have: of evaluations those of 8,000 with a row each, or of 600 with
/// a row for each of 60 ratings.
pub const fn rows_max(kind: Kind) -> usize {
    match kind {
        Kind::Evaluations => 40_000,
        Kind::Employees | Kind::Catalogue | Kind::ScoreCards => 5_000,
    }
}

/// Reads a file as a table of that kind.
pub fn read(kind: Kind, file: &[u8], sheet: Option<usize>) -> Result<Table, Invalid> {
    let fields = columns::in_any_shape(kind);
    let wanted = Wanted {
        rows: rows_max(kind),
        sheet,
        is_heading: &|text| columns::suggested(&fields, text).is_some(),
    };
    tables::read(file, &wanted).map_err(|said| Invalid::one("file", said))
}

/// Takes a file in for the next steps.
///
/// # Errors
/// `Invalid` with what the file is instead, or where it is wrong.
pub fn take(app: &App, actor: &Actor, kind: Kind, name: &str, file: Vec<u8>) -> Result<u64, Error> {
    let user = user(app, actor, kind)?;
    let table = read(kind, &file, None)?;
    let mapping = suggested(app, actor, kind, &table, None)?;
    let upload = Upload {
        key: new_key(),
        kind,
        name: name.to_owned(),
        table: Arc::new(table),
        mapping,
        answers: Answers::new(),
        file: Arc::new(file),
        user,
        touched: app.now(),
    };
    let key = upload.key;
    app.waiting.put(upload);
    Ok(key)
}

/// The file of that key, for the user who sent it.
pub fn get(app: &App, actor: &Actor, key: u64) -> Result<Upload, Error> {
    let upload = app.waiting.get(app.now(), key).ok_or(Error::NotFound)?;
    match user(app, actor, upload.kind)? {
        user if user == upload.user => Ok(upload),
        _ => Err(Error::NotFound),
    }
}

/// Takes what was said about the columns.
pub fn map(app: &App, actor: &Actor, key: u64, mapping: Mapping) -> Result<(), Error> {
    let mut upload = get(app, actor, key)?;
    mapping.checked(upload.kind, &upload.table)?;
    upload.mapping = mapping;
    app.waiting.put(upload);
    Ok(())
}

/// Looks at another sheet of the workbook.
pub fn choose_sheet(app: &App, actor: &Actor, key: u64, sheet: usize) -> Result<(), Error> {
    let mut upload = get(app, actor, key)?;
    if sheet != upload.table.sheet {
        upload.table = Arc::new(read(upload.kind, &upload.file, Some(sheet))?);
        upload.mapping = suggested(app, actor, upload.kind, &upload.table, None)?;
        upload.answers.clear();
    }
    app.waiting.put(upload);
    Ok(())
}

/// Reads a table of evaluations in another shape.
pub fn choose_shape(app: &App, actor: &Actor, key: u64, shape: Shape) -> Result<(), Error> {
    let mut upload = get(app, actor, key)?;
    if shape != upload.mapping.evaluations.shape {
        upload.mapping = suggested(app, actor, upload.kind, &upload.table, Some(shape))?;
        upload.answers.clear();
    }
    app.waiting.put(upload);
    Ok(())
}

/// Takes a corrected file in place of the one that waits; columns with the same heading stay what they are.
pub fn replace(app: &App, actor: &Actor, key: u64, name: &str, file: Vec<u8>) -> Result<(), Error> {
    let mut upload = get(app, actor, key)?;
    let table = read(upload.kind, &file, None)?;
    let mut before = remembered(app, actor, upload.kind)?;
    before.extend(upload.mapping.by_heading(&upload.table));
    if table.headings != upload.table.headings {
        let shape = upload.mapping.evaluations.shape;
        let found = suggested_after(app, upload.kind, &table, Some(shape), &before);
        upload.mapping.columns = found.columns;
        upload.mapping.evaluations = OfEvaluations {
            skills: found.evaluations.skills,
            ..upload.mapping.evaluations
        };
    }
    upload.table = Arc::new(table);
    upload.file = Arc::new(file);
    name.clone_into(&mut upload.name);
    upload.answers.clear();
    app.waiting.put(upload);
    Ok(())
}

/// Takes what was decided about rows.
pub fn answer(app: &App, actor: &Actor, key: u64, answers: Answers) -> Result<(), Error> {
    let mut upload = get(app, actor, key)?;
    upload.answers.extend(answers);
    app.waiting.put(upload);
    Ok(())
}

/// Lets go of a file.
pub fn forget(app: &App, actor: &Actor, key: u64) -> Result<(), Error> {
    get(app, actor, key)?;
    app.waiting.remove(key);
    Ok(())
}

impl Upload {
    /// As it is checked and imported.
    pub fn source<'a>(&'a self, tiers: &'a [(String, crate::domain::tier::Tier)]) -> Source<'a> {
        Source::new(self.kind, &self.name, &self.table, &self.mapping, &self.answers, tiers)
    }
}

impl Waiting {
    /// Lets go of all.
    pub fn clear(&self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn get(&self, now: Timestamp, key: u64) -> Option<Upload> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| now.duration_since(one.touched) < KEPT);
        let found = all.iter_mut().find(|one| one.key == key)?;
        found.touched = now;
        Some(found.clone())
    }

    fn put(&self, upload: Upload) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.user != upload.user);
        all.push(upload);
        let mut bytes: usize = all.iter().map(|one| one.file.len()).sum();
        while bytes > BYTES_MAX && all.len() > 1 {
            bytes -= all.remove(0).file.len();
        }
    }

    fn remove(&self, key: u64) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.key != key);
    }
}

fn user(app: &App, actor: &Actor, kind: Kind) -> Result<UserId, Error> {
    app.permit(actor, &Action::Import(kind))?;
    match actor {
        Actor::User(account) => Ok(account.user),
        _ => Err(Error::Denied),
    }
}

/// Short enough for every reader of numbers.
fn new_key() -> u64 {
    u64::from_be_bytes(secret::random()) >> 11
}

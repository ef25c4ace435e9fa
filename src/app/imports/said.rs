//! What is said about a table by whoever does not look at a page: the shell, and programs.

use super::super::{App, Error, users};
use super::check::{Answer, Answers};
use super::mapping::Mapping;
use super::run::suggested;
use super::skill_names::skill_called;
use super::waiting;
use crate::app::tables::{Table, letters};
use crate::domain::day;
use crate::domain::employee::facts;
use crate::domain::evaluation;
use crate::domain::id::EmployeeId;
use crate::domain::import::Kind;
use crate::domain::import::columns::{Shape, fields, plain};
use crate::domain::import::dates::Order;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::message;
use serde::{Deserialize, Serialize};

/// As it was said; what is absent is worked out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The sheet of a workbook, from 1.
    pub sheet: Option<usize>,
    /// What a column is: `Rung=tier`; `Rung=` leaves it out.
    pub columns: Vec<String>,
    /// What comes first in dates that do not tell: `day` or `month`.
    pub first: Option<String>,
    /// Of new people whose row has none.
    pub tier: Option<String>,
    /// Of new people whose row has none.
    pub hire_date: Option<String>,
    /// What to do with a row: `7=new`, `7=skip`, or `7=12` for person 12.
    pub rows: Vec<String>,
    /// Of evaluations: `wide` or `long`.
    pub form: Option<String>,
    /// Whose view the rows are that do not say it.
    pub view: Option<evaluation::Kind>,
    /// The name of who rated in rows that do not say it.
    pub rater: Option<String>,
}

/// A table that can be checked and imported.
#[derive(Debug)]
pub struct Understood {
    pub table: Table,
    pub mapping: Mapping,
    pub answers: Answers,
}

/// Reads the file and what was said about it.
///
/// # Errors
/// `Invalid` at `file`, `sheet`, `column`, `first`, `tier`, `hire_date`, `row`, `form` or `rater`.
pub fn understood(app: &App, actor: &Actor, kind: Kind, file: &[u8], said: &Said) -> Result<Understood, Error> {
    let sheet = match said.sheet {
        Some(0) => return Err(Invalid::one("sheet", message!("Sheets are counted from 1.")).into()),
        sheet => sheet.map(|number| number - 1),
    };
    let table = waiting::read(kind, file, sheet)?;
    let shape =
        match &said.form {
            Some(word) => {
                let shape = Shape::parse(word);
                Some(shape.ok_or_else(|| {
                    Invalid::one("form", message!("The form of a table of evaluations is wide or long."))
                })?)
            }
            None => None,
        };
    let mut mapping = suggested(app, actor, kind, &table, shape)?;
    let mut invalid = Invalid::new();
    if let Some(view) = said.view {
        mapping.evaluations.kind = view;
    }
    if let Some(rater) = &said.rater {
        match users::by_name(app, rater)? {
            Some(user) => mapping.evaluations.rater = Some(user.id),
            None => invalid.add("rater", message!("There is no user {name}.", name = rater)),
        }
    }
    for one in &said.columns {
        if let Err(why) = map(app, &mut mapping, kind, &table, one) {
            invalid.add("column", why);
        }
    }
    if let Some(first) = &said.first {
        mapping.order = Order::parse(first);
        if mapping.order.is_none() {
            invalid.add("first", message!("What comes first in dates is day or month."));
        }
    }
    if let Some(tier) = &said.tier {
        mapping.tier = match facts::tier("tier", tier) {
            Ok(tier) => Some(tier),
            Err(why) => invalid.take(Err(why)),
        };
    }
    mapping.hire_date = invalid.take(day::optional(
        "hire_date",
        said.hire_date.as_deref().unwrap_or_default(),
    ));
    let mut answers = Answers::new();
    for one in &said.rows {
        match answer(one) {
            Ok((line, decided)) => {
                answers.insert(line, decided);
            }
            Err(why) => invalid.add("row", why),
        }
    }
    Ok(invalid.into_result(Understood {
        table,
        mapping,
        answers,
    })?)
}

/// Takes what is said of a column: a heading or the letters of one, and a field or a skill.
fn map(app: &App, mapping: &mut Mapping, kind: Kind, table: &Table, said: &str) -> Result<(), Message> {
    let shape = mapping.evaluations.shape;
    let fields = fields(kind, shape);
    let keys = || fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
    let (heading, key) = said.rsplit_once('=').ok_or_else(|| {
        message!(
            "“{said}” does not say what a column is. Write its heading, =, and one of: {fields}.",
            said = said,
            fields = keys()
        )
    })?;
    let mut columns = 0..table.headings.len();
    let at = columns
        .clone()
        .find(|at| plain(&table.headings[*at]) == plain(heading))
        .or_else(|| columns.find(|at| letters(*at) == heading.trim()))
        .ok_or_else(|| message!("There is no column with the heading “{heading}”.", heading = heading))?;
    let key = key.trim();
    let field = fields.iter().find(|field| field.key == key).map(|field| field.key);
    let skill = match (kind, shape, field) {
        (Kind::Evaluations, Shape::Wide, None) if !key.is_empty() => skill_called(app, key),
        _ => None,
    };
    if field.is_none() && skill.is_none() && !key.is_empty() {
        return Err(match (kind, shape) {
            (Kind::Evaluations, Shape::Wide) => message!(
                "“{field}” is no field, and no one skill is called so. Write a skill as “Category: Skill”, or one of: {fields}.",
                field = key,
                fields = keys()
            ),
            _ => message!(
                "“{field}” is no field. There are: {fields}.",
                field = key,
                fields = keys()
            ),
        });
    }
    // What is said here goes before what was guessed.
    mapping
        .columns
        .iter_mut()
        .filter(|one| **one == field)
        .for_each(|one| *one = None);
    mapping.columns[at] = field;
    let skills = &mut mapping.evaluations.skills;
    skills.remove(&at);
    if let Some(skill) = skill {
        skills.retain(|_, other| *other != skill);
        skills.insert(at, skill);
    }
    Ok(())
}

fn answer(said: &str) -> Result<(u32, Answer), Message> {
    let parse = || {
        let (line, decision) = said.split_once('=')?;
        let decision = match decision.trim() {
            "new" => Answer::New,
            "skip" => Answer::Skip,
            id => Answer::Update(EmployeeId(id.parse().ok()?)),
        };
        Some((line.trim().parse().ok()?, decision))
    };
    parse().ok_or_else(|| {
        message!(
            "“{said}” is no decision about a row. Write 7=new, 7=skip, or 7=12 for person 12.",
            said = said
        )
    })
}

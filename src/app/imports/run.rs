//! A table becomes records: looked at outside the write lock, written all or nothing.

use super::super::projection::Projection;
use super::super::tables::Table;
use super::super::{App, Change, Error};
use super::check::Check;
use super::mapping::Mapping;
use super::recording::Recording;
use super::skill_names::SkillNames;
use super::source::Source;
use super::{catalogue, employees, evaluations};
use crate::domain::import::columns::Shape;
use crate::domain::import::{Import, Kind};
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::Read;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What would be written, and from which state of the company it was worked out.
struct Plan {
    rows: Rows,
    of: Arc<Projection>,
}

enum Rows {
    Employees(employees::Plan),
    Catalogue(catalogue::Plan),
    Evaluations(evaluations::Plan),
}

impl Plan {
    fn check(&self) -> &Check {
        match &self.rows {
            Rows::Employees(plan) => &plan.check,
            Rows::Catalogue(plan) => &plan.check,
            Rows::Evaluations(plan) => &plan.check,
        }
    }
}

/// Looks at every row and writes nothing.
///
/// # Errors
/// `Invalid` when the mapping itself is not whole.
pub fn check(app: &App, actor: &Actor, source: &Source<'_>) -> Result<Check, Error> {
    plan(app, actor, source).map(|plan| plan.check().clone())
}

/// Writes everything in one change, or nothing.
///
/// # Errors
/// `Conflict` while something is wrong or undecided.
pub fn run(app: &App, actor: &Actor, source: &Source<'_>) -> Result<Import, Error> {
    let planned = plan(app, actor, source)?;
    ready(planned.check())?;
    app.change(actor, |change| {
        let planned = match Arc::ptr_eq(&planned.of, &app.projection()) {
            true => planned,
            // Something was changed meanwhile: nothing more can be until this is done.
            false => plan(app, actor, source)?,
        };
        ready(planned.check())?;
        write(change, source, planned)
    })
}

fn plan(app: &App, actor: &Actor, source: &Source<'_>) -> Result<Plan, Error> {
    app.permit(actor, &Action::Import(source.kind))?;
    source.mapping.checked(source.kind, source.table)?;
    let now = app.projection();
    let rows = match source.kind {
        Kind::Employees => Rows::Employees(employees::plan(app, actor, source, &now)?),
        Kind::Catalogue => Rows::Catalogue(catalogue::plan(source, &now)),
        Kind::Evaluations => Rows::Evaluations(evaluations::plan(app, actor, source, &now)?),
        Kind::ScoreCards => return Err(Error::NotFound),
    };
    Ok(Plan { rows, of: now })
}

fn ready(check: &Check) -> Result<(), Error> {
    if check.is_ready() {
        return Ok(());
    }
    let said = match (check.problems.len(), check.open()) {
        (0, 0) => message!("There is nothing to import: everything is recorded as it stands in the table."),
        (0, _) => message!("There are rows to decide about first. Nothing was imported."),
        _ => message!("There are rows to correct first. Nothing was imported."),
    };
    Err(Error::Conflict(said))
}

fn write(change: &mut Change<'_>, source: &Source<'_>, planned: Plan) -> Result<Import, Error> {
    let mut recording = Recording::begin(change, source.kind, source.file)?;
    recording.columns(source.mapping.by_heading(source.table));
    match planned.rows {
        Rows::Employees(plan) => plan.write(change, &mut recording)?,
        Rows::Catalogue(plan) => plan.write(change, &mut recording, &planned.of)?,
        Rows::Evaluations(plan) => plan.write(change, &mut recording, &planned.of)?,
    }
    recording.finish(change)
}

/// What the columns of a table probably are: by what they were in earlier imports, and by their
/// headings. Of evaluations also in which shape, unless one is chosen.
pub fn suggested(app: &App, actor: &Actor, kind: Kind, table: &Table, shape: Option<Shape>) -> Result<Mapping, Error> {
    Ok(suggested_after(app, kind, table, shape, &remembered(app, actor, kind)?))
}

/// The same, when it is known what columns were before.
pub(super) fn suggested_after(
    app: &App,
    kind: Kind,
    table: &Table,
    shape: Option<Shape>,
    before: &BTreeMap<String, String>,
) -> Mapping {
    let shape = shape.unwrap_or_else(|| match kind {
        Kind::Evaluations => Shape::of(table.headings.iter()),
        _ => Shape::Wide,
    });
    let skills = SkillNames::new(&app.projection().catalogue);
    Mapping::suggested(kind, shape, table, before, &skills)
}

/// What headings were taken for in earlier imports of the kind, the latest first.
pub fn remembered(app: &App, actor: &Actor, kind: Kind) -> Result<BTreeMap<String, String>, Error> {
    app.permit(actor, &Action::Import(kind))?;
    let mut columns = BTreeMap::new();
    app.store.read()?.each(|import: Import| {
        if import.kind == kind && import.undone.is_none() {
            columns.extend(import.columns);
        }
    })?;
    Ok(columns)
}

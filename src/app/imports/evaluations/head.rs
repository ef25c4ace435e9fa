//! Whose evaluation a row is, of which day, by whom, and whether it is a finished one.

use super::super::super::employees::about;
use super::super::super::projection::Projection;
use super::super::super::tables::Cell;
use super::super::super::{App, Error};
use super::super::check::{Check, Problem};
use super::super::people::People;
use super::super::raters::{Raters, self_rater};
use super::super::source::Source;
use super::groups::Group;
use super::whose::Person;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Kind, Status};
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::import::columns::plain;
use crate::domain::invalid::Invalid;
use crate::domain::lifecycle;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor, Decision};
use crate::message;
use crate::store::Read;
use jiff::civil::Date;

/// Which evaluation it is.
pub(super) struct Head {
    pub employee: EmployeeId,
    pub name: String,
    pub date: Date,
    pub kind: Kind,
    pub rater: UserId,
}

/// What the first row of an evaluation says of it.
pub(super) enum Found {
    Head(Head),
    /// Something is wrong or not decided yet.
    Open,
}

/// Reads heads.
pub(super) struct Heads<'a> {
    app: &'a App,
    actor: &'a Actor,
    pub(super) source: &'a Source<'a>,
    pub(super) people: People<'a>,
    raters: Raters,
    today: Date,
}

/// What is wrong with one field.
pub(super) type Wrong = (&'static str, Message);

impl<'a> Heads<'a> {
    pub fn new(
        app: &'a App,
        actor: &'a Actor,
        source: &'a Source<'a>,
        store: &impl Read,
        now: &'a Projection,
    ) -> Result<Self, Error> {
        let today = app.today();
        let raters = Raters::new(store, now)?;
        let chosen = source.mapping.evaluations.rater;
        if chosen.is_some_and(|id| raters.get(id).is_none()) {
            return Err(Invalid::one("rater", message!("Please choose who rated.")).into());
        }
        Ok(Self {
            app,
            actor,
            source,
            people: People::new(now, |employee| app.scope(actor).holds(about(employee, today))),
            raters,
            today,
        })
    }

    /// `None`: it is left out.
    pub fn read(&self, group: &Group, check: &mut Check) -> Result<Option<Found>, Error> {
        let at = group.rows[0];
        let mut wrong: Vec<Wrong> = Vec::new();
        let kind = noted(self.kind(at), &mut wrong);
        match self.status(at) {
            Ok(status) if kind.is_some_and(|kind| !is_finished(status, kind)) => {
                check.unfinished += 1;
                return Ok(None);
            }
            Ok(_) => {}
            Err(said) => wrong.push(said),
        }
        let date = noted(self.date(at), &mut wrong);
        let employee = match noted(self.person(at, group.line, check), &mut wrong) {
            Some(Person::Known(employee)) => Some(employee),
            Some(Person::LeftOut) => {
                check.skipped += 1;
                return Ok(None);
            }
            Some(Person::Open) | None => None,
        };
        let mut head = None;
        if let (Some(employee), Some(kind)) = (employee, kind) {
            let datable = date.map(|date| lifecycle::datable(date, employee, self.today));
            if let Some(Err(invalid)) = datable {
                wrong.extend(invalid.fields.into_iter().map(|(_, said)| ("date", said)));
            }
            let rater = noted(self.rater(at, employee, kind)?, &mut wrong);
            head = date.zip(rater).map(|(date, rater)| Head {
                employee: employee.id,
                name: employee.name(),
                date,
                kind,
                rater,
            });
        }
        let sound = wrong.is_empty();
        check.problems.extend(wrong.into_iter().map(|(key, said)| Problem {
            line: group.line,
            column: self.source.column(key),
            said,
        }));
        Ok(Some(head.filter(|_| sound).map_or(Found::Open, Found::Head)))
    }

    /// What a row says in a column; the error is that of a formula.
    pub(super) fn text(&self, at: usize, key: &'static str) -> Result<String, Wrong> {
        let cell = self.source.mapping.column(key);
        match cell.map(|column| self.source.table.rows[at].cell(column)) {
            Some(Cell::Failed(said)) => Err((key, Source::failed(said))),
            Some(cell) => Ok(cell.text()),
            None => Ok(String::new()),
        }
    }

    fn date(&self, at: usize) -> Result<Date, Wrong> {
        self.text(at, "date")?;
        let read = self.source.day(at, "date");
        let read = read.map_err(|invalid| invalid.fields.into_iter().next().map(|(_, said)| said));
        match read {
            Ok(Some(date)) => Ok(date),
            Ok(None) | Err(None) => Err(("date", message!("Please give a date."))),
            Err(Some(said)) => Err(("date", said)),
        }
    }

    fn kind(&self, at: usize) -> Result<Kind, Wrong> {
        match plain(&self.text(at, "kind")?).as_str() {
            "" => Ok(self.source.mapping.evaluations.kind),
            "manager" | "manager evaluation" | "evaluacion del supervisor" | "supervisor" => Ok(Kind::Manager),
            "self" | "self evaluation" | "self rating" | "self assessment" | "autoevaluacion" => Ok(Kind::SelfRating),
            _ => Err(("kind", message!("Please write manager or self."))),
        }
    }

    fn status(&self, at: usize) -> Result<Option<Status>, Wrong> {
        match plain(&self.text(at, "state")?).as_str() {
            "" => Ok(None),
            "draft" | "borrador" => Ok(Some(Status::Draft)),
            "submitted" | "enviada" => Ok(Some(Status::Submitted)),
            "finalised" | "finalized" | "finished" | "final" | "finalizada" => Ok(Some(Status::Finalised)),
            _ => Err((
                "state",
                message!("Please write draft, submitted or finalised, or leave this column out."),
            )),
        }
    }

    fn rater(&self, at: usize, employee: &Employee, kind: Kind) -> Result<Result<UserId, Wrong>, Error> {
        let chosen = self.source.mapping.evaluations.rater;
        if kind == Kind::SelfRating {
            let own = self.raters.of_employee(employee.id);
            return Ok(self_rater(own, self.actor, chosen, employee).map_err(|said| ("", said)));
        }
        let may = match self.actor {
            Actor::User(_) => self
                .app
                .allows(self.actor, &Action::EvaluateAsManager(about(employee, self.today))),
            _ => Decision::Allowed,
        };
        if may != Decision::Allowed {
            let said = message!("What managers wrote about yourself is for somebody else to import.");
            return Ok(Err(("", said)));
        }
        let text = match self.text(at, "rater") {
            // What our own files say of who is no user any more.
            Ok(text) if matches!(plain(&text).as_str(), "a former user" | "un usuario anterior") => String::new(),
            Ok(text) => text,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let own = match self.actor {
            Actor::User(account) => Some(account.user),
            _ => None,
        };
        let rater = match (text.as_str(), chosen.or(own)) {
            ("", Some(rater)) => rater,
            ("", None) => {
                let said = message!("Some rows do not say who rated. Please name the user who did.");
                return Err(Invalid::one("rater", said).into());
            }
            (text, _) => match self.raters.find(text) {
                Ok(rater) => rater,
                Err(said) => return Ok(Err(("rater", said))),
            },
        };
        if self.raters.of_employee(employee.id) == Some(rater) {
            let said = message!(
                "{name} cannot be the rater of {name} as a manager. Say who it was, or that it is a self evaluation.",
                name = employee.name()
            );
            return Ok(Err(("rater", said)));
        }
        Ok(Ok(rater))
    }
}

/// A self evaluation ends when it is submitted; one of a manager counts once it is finalised.
fn is_finished(status: Option<Status>, kind: Kind) -> bool {
    match status {
        None | Some(Status::Finalised) => true,
        Some(Status::Submitted) => kind == Kind::SelfRating,
        Some(Status::Draft) => false,
    }
}

fn noted<T>(read: Result<T, Wrong>, wrong: &mut Vec<Wrong>) -> Option<T> {
    read.map_err(|said| wrong.push(said)).ok()
}

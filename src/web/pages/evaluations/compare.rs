//! `GET /evaluations/{id}/comparison`: both views side by side, what differs most first; on paper for
//! the talk.

use super::words;
use crate::app::comparison::{self, Comparison, FAR};
use crate::domain::evaluation::Rating;
use crate::domain::id::EvaluationId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Section, Words};
use crate::web::pages::figures::{self, FigureCard};
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct ComparePage {
    name: String,
    employee_href: String,
    manager: Side,
    own: Side,
    figures: Vec<FigureCard>,
    lead: Message,
    /// Two or more levels apart: to be talked about first.
    far: Vec<Row>,
    /// One level apart.
    near: Vec<Row>,
    same: Vec<Row>,
    /// Given a level by one of them only.
    one_sided: Vec<Row>,
    is_subject: bool,
}

#[derive(Serialize)]
struct Side {
    href: String,
    date: Date,
    rater: String,
    notes: String,
}

#[derive(Serialize)]
struct Row {
    name: String,
    category: String,
    /// `1` to `5`, `n`, or none.
    own: Option<String>,
    manager: Option<String>,
    own_note: String,
    manager_note: String,
}

impl view::Page for ComparePage {
    const TEMPLATE: &'static str = "evaluations/compare.html";
    fn title(&self) -> Message {
        match self.is_subject {
            true => message!("Your view and your manager's"),
            false => message!("Two views of {name}", name = self.name),
        }
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
    fn seen_by(&self) -> Option<Message> {
        Some(message!(
            "{name} sees this once the manager's view is finalised. Managers see it once they have submitted their own, and so does whoever an administrator released it to.",
            name = self.name
        ))
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    let value = comparison::show(&ctx.app, &request.actor, id)?;
    ctx.page(request, &page(ctx.view.words(ctx.language(request)), &value))
}

fn page(words: &Words, value: &Comparison) -> ComparePage {
    let far = |row: &comparison::Row| row.difference().is_some_and(|apart| apart.unsigned_abs() >= FAR);
    let mut page = ComparePage {
        name: value.name.clone(),
        employee_href: format!("/employees/{}", value.employee),
        manager: side(&value.manager),
        own: side(&value.own),
        figures: cards(value),
        lead: lead(words, value, value.rows.iter().filter(|row| far(row)).count()),
        far: Vec::new(),
        near: Vec::new(),
        same: Vec::new(),
        one_sided: Vec::new(),
        is_subject: value.is_subject,
    };
    let mut rows: Vec<_> = value.rows.iter().collect();
    // The widest apart first; within that, as the catalogue has them.
    rows.sort_by_key(|row| std::cmp::Reverse(row.difference().map(i8::unsigned_abs)));
    for one in rows {
        let list = match one.difference().map(i8::unsigned_abs) {
            Some(0) => &mut page.same,
            Some(_) if far(one) => &mut page.far,
            Some(_) => &mut page.near,
            None if one.own.as_ref().map(|r| r.mark) == one.manager.as_ref().map(|r| r.mark) => &mut page.same,
            None => &mut page.one_sided,
        };
        list.push(row(one));
    }
    page
}

fn side(side: &comparison::Side) -> Side {
    Side {
        href: format!("/evaluations/{}", side.id),
        date: side.date,
        rater: side.rater.clone(),
        notes: side.notes.clone(),
    }
}

fn row(row: &comparison::Row) -> Row {
    let written = |rating: &Option<Rating>| rating.as_ref().map(|rating| words::mark(Some(rating.mark)));
    let note = |rating: &Option<Rating>| rating.as_ref().map(|rating| rating.note.clone()).unwrap_or_default();
    Row {
        name: row.name.clone(),
        category: row.category.clone(),
        own: written(&row.own),
        manager: written(&row.manager),
        own_note: note(&row.own),
        manager_note: note(&row.manager),
    }
}

fn cards(value: &Comparison) -> Vec<FigureCard> {
    let Some(agreement) = &value.agreement else {
        return Vec::new();
    };
    let card = |label, value: String, note| FigureCard {
        label,
        value,
        note,
        href: String::new(),
    };
    vec![
        card(
            message!("Skills both rated"),
            agreement.n.to_string(),
            message!("of {n} that one of you rated", n = value.rows.len()),
        ),
        card(
            message!("Manager minus self"),
            figures::signed(&agreement.mean),
            message!("on average; below 0, {name} sees a higher level", name = value.name),
        ),
        card(
            message!("The same level"),
            figures::percent(&agreement.exact, 0),
            message!("of the skills both rated"),
        ),
        card(
            message!("Within one level"),
            figures::percent(&agreement.within_one, 0),
            message!(
                "{apart} levels apart on average",
                apart = agreement.mean_absolute.fixed(2)
            ),
        ),
    ]
}

fn lead(words: &Words, value: &Comparison, far: usize) -> Message {
    let (own, manager) = (words.day(value.own.date), words.day(value.manager.date));
    match far {
        0 => message!(
            "Self evaluation of {own}, manager evaluation of {manager}. Nowhere are you two levels apart.",
            own = own,
            manager = manager
        ),
        1 => message!(
            "Self evaluation of {own}, manager evaluation of {manager}. One skill is worth a talk first.",
            own = own,
            manager = manager
        ),
        n => message!(
            "Self evaluation of {own}, manager evaluation of {manager}. {n} skills are worth a talk first.",
            own = own,
            manager = manager,
            n = n
        ),
    }
}

//! Writes the decided cards down: all of them in one change, or none.

use super::super::super::employees::{New, new_record};
use super::super::super::leaving::still_a_person;
use super::super::super::{App, Change, Error};
use super::super::raters::self_rater;
use super::super::recording::Recording;
use super::{Choice, Decisions, Entry, Matched, Person, matching};
use crate::domain::account::User;
use crate::domain::day;
use crate::domain::employee::Employee;
use crate::domain::employee::facts::{self, Facts, Typed};
use crate::domain::evaluation::{Beginning, Content, Evaluation, Kind, Source, Status};
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::import::{self, Import};
use crate::domain::invalid::Invalid;
use crate::domain::lifecycle;
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::Read;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A card that is to be written.
struct Decided<'a> {
    at: usize,
    entry: &'a Entry,
    choice: Choice,
    date: Date,
    content: Content,
}

/// Writes them. Fields of what is wrong: `person_0`, `date_0`, `without_0`, by place of the card.
///
/// # Errors
/// `Invalid` with everything that is still to be decided or does not fit.
pub fn run(app: &App, actor: &Actor, entries: &[Entry], decisions: &Decisions) -> Result<Import, Error> {
    app.permit(actor, &Action::Import(import::Kind::ScoreCards))?;
    app.change(actor, |change| {
        let decided = decided(app, entries, decisions)?;
        let mut recording = Recording::begin(change, import::Kind::ScoreCards, &called(&decided))?;
        let mut invalid = Invalid::new();
        let mut seen: BTreeSet<(EmployeeId, Date)> = BTreeSet::new();
        let mut added: BTreeMap<String, Employee> = BTreeMap::new();
        for card in &decided {
            let writing = one(app, actor, change, decisions, card, &mut added, &mut recording);
            let (employee, evaluation) = match writing {
                Ok(written) => written,
                Err(Error::Invalid(why)) => {
                    invalid.take::<()>(Err(at_card(why, card.at)));
                    continue;
                }
                Err(other) => return Err(other),
            };
            if !seen.insert((evaluation.employee, evaluation.date)) {
                let said = message!(
                    "Two of these cards are of {name} and of the same day.",
                    name = employee.name()
                );
                invalid.add(format!("person_{}", card.at), said);
                continue;
            }
            change.record::<Evaluation>("evaluation_submitted", evaluation.id, &[])?;
            recording.create(change, evaluation, &card.entry.file)?;
        }
        // Whatever was written until here is taken back with the error.
        invalid.into_result(())?;
        recording.finish(change)
    })
}

/// Whether [`run`] would write them, as far as it can be known before; fields as there.
pub fn ready(app: &App, actor: &Actor, entries: &[Entry], decisions: &Decisions) -> Result<(), Error> {
    app.permit(actor, &Action::Import(import::Kind::ScoreCards))?;
    let today = app.today();
    let mut invalid = Invalid::new();
    for card in decided(app, entries, decisions)? {
        let mut fits = lifecycle::something_rated(&card.content);
        if let Person::Employee(id) = card.choice.person {
            let employee = known(app, actor, today, id)?;
            fits = fits
                .and_then(|()| lifecycle::datable(card.date, &employee, today))
                .and_then(|()| only_one_that_day(app, &employee, card.date));
        }
        invalid.take(fits.map_err(|why| at_card(why, card.at)));
    }
    Ok(invalid.into_result(())?)
}

/// The cards that are not left out, or everything that is missing.
fn decided<'a>(app: &App, entries: &'a [Entry], decisions: &Decisions) -> Result<Vec<Decided<'a>>, Error> {
    let projection = app.projection();
    let mut invalid = Invalid::new();
    let mut decided = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let choice = decisions.choices.get(at).copied().unwrap_or_default();
        let Ok(card) = &entry.read else { continue };
        match choice.person {
            Person::Nobody => continue,
            Person::NotChosen => invalid.add(format!("person_{at}"), message!("Please say whose card this is.")),
            Person::Employee(_) | Person::New => {}
        }
        let Some(date) = choice.date else {
            invalid.add(format!("date_{at}"), message!("Please say of which day this card is."));
            continue;
        };
        let Matched { content, problems } = matching::matched(card, &projection.catalogue, date, &decisions.scale);
        if !problems.is_empty() && !choice.without_problems {
            let said = message!(
                "Some marks on this card could not be read for sure. Correct them in the file, or tick that the card is imported without them."
            );
            invalid.add(format!("without_{at}"), said);
        }
        decided.push(Decided {
            at,
            entry,
            choice,
            date,
            content,
        });
    }
    invalid.into_result(())?;
    if decided.is_empty() {
        let said = message!("No card is chosen, so there is nothing to import.");
        return Err(Error::Conflict(said));
    }
    Ok(decided)
}

/// What the files are called together.
fn called(decided: &[Decided<'_>]) -> String {
    let names: Vec<&str> = decided.iter().map(|card| card.entry.file.as_str()).collect();
    names.join(", ")
}

fn one(
    app: &App,
    actor: &Actor,
    change: &mut Change<'_>,
    decisions: &Decisions,
    card: &Decided<'_>,
    added: &mut BTreeMap<String, Employee>,
    recording: &mut Recording,
) -> Result<(Employee, Evaluation), Error> {
    let employee = match card.choice.person {
        Person::Employee(id) => known(app, actor, change.today, id)?,
        _ => new(app, actor, change, decisions, card, added, recording)?,
    };
    lifecycle::datable(card.date, &employee, change.today)?;
    only_one_that_day(app, &employee, card.date)?;
    let beginning = Beginning {
        id: change.next_id::<Evaluation>()?,
        employee: employee.id,
        kind: Kind::SelfRating,
        rater: rater(actor, change, decisions, &employee)?,
        date: card.date,
        source: Source::PaperCard,
        at: change.now,
    };
    let mut evaluation = Evaluation {
        content: card.content.clone(),
        ..Evaluation::begun(beginning)
    };
    lifecycle::submit(&mut evaluation, &employee, change.today, change.now)?;
    Ok((employee, evaluation))
}

fn known(app: &App, actor: &Actor, today: Date, id: EmployeeId) -> Result<Employee, Error> {
    let projection = app.projection();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    app.permit(actor, &Action::SeeEmployee(person.about(today)))?;
    still_a_person(&person.employee)?;
    Ok(person.employee.clone())
}

/// Someone who is added: hired by the day of the card, which is the only day known of them.
fn new(
    app: &App,
    actor: &Actor,
    change: &mut Change<'_>,
    decisions: &Decisions,
    card: &Decided<'_>,
    added: &mut BTreeMap<String, Employee>,
    recording: &mut Recording,
) -> Result<Employee, Error> {
    let Ok(filled) = &card.entry.read else {
        return Err(Error::NotFound);
    };
    let name = crate::domain::text::folded(&filled.name);
    // Two cards of one new person add one person.
    if let Some(before) = added.get(&name) {
        return Ok(before.clone());
    }
    let Some((first, last)) = filled.name.rsplit_once(' ') else {
        let said = message!("A new person needs a first and a last name, and the card does not have both.");
        return Err(Invalid::one("person", said).into());
    };
    let typed = Typed {
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        phone: facts::phone("phone", &filled.phone).unwrap_or_default(),
        hire_date: card.date.to_string(),
        ..Typed::default()
    };
    let new = New {
        facts: Facts::parse(&typed, change.today)?,
        tier: decisions.tier,
        manager: None,
    };
    let employee = new_record(app, actor, change, &new)?;
    change.record::<Employee>("employee_created", employee.id, &[])?;
    recording.create(change, employee.clone(), &card.entry.file)?;
    let employee = Employee {
        import: Some(recording.id()),
        ..employee
    };
    added.insert(name, employee.clone());
    Ok(employee)
}

fn rater(actor: &Actor, change: &Change<'_>, decisions: &Decisions, employee: &Employee) -> Result<UserId, Error> {
    let own = change
        .store
        .unique::<User>("employee", employee.id)?
        .map(|user| user.id);
    let rater = self_rater(own, actor, decisions.entered_by, employee);
    rater.map_err(|said| Invalid::one("person", said).into())
}

fn only_one_that_day(app: &App, employee: &Employee, date: Date) -> Result<(), Invalid> {
    let projection = app.projection();
    let taken = projection.person(employee.id).is_some_and(|person| {
        let same = person.evaluations.iter().filter(|header| header.date == date);
        same.into_iter()
            .any(|header| header.kind == Kind::SelfRating && header.status != Status::Draft)
    });
    match taken {
        false => Ok(()),
        true => Err(Invalid::one(
            "date",
            message!(
                "There is already a self evaluation of {name} of {date}. Leave this card out, or choose another date.",
                name = employee.name(),
                date = day::in_words(date)
            ),
        )),
    }
}

/// The fields of one card: `date` becomes `date_3`, everything else `person_3`.
fn at_card(why: Invalid, at: usize) -> Invalid {
    let field = |name: &str| match name {
        "date" | "hire_date" => format!("date_{at}"),
        _ => format!("person_{at}"),
    };
    Invalid {
        fields: why
            .fields
            .into_iter()
            .map(|(name, said)| (field(&name), said))
            .collect(),
    }
}

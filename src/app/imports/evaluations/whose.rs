//! Whom a row is about: by number, by name, never by guessing between two.

use super::super::check::{Answer, Check, Other, Question, Why};
use super::super::people::{Found as Numbered, halves};
use super::head::{Heads, Wrong};
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::text::folded;
use crate::message;

pub(super) enum Person<'a> {
    Known(&'a Employee),
    /// Not decided yet.
    Open,
    LeftOut,
}

impl<'a> Heads<'a> {
    pub(super) fn person(&self, at: usize, line: u32, check: &mut Check) -> Result<Person<'a>, Wrong> {
        let number = self.text(at, "number")?;
        let (column, shown) = match self.source.mapping.column("name") {
            Some(_) => {
                let (first, last) = halves(&self.text(at, "name")?);
                ("name", format!("{first} {last}"))
            }
            None => {
                let (first, last) = (self.text(at, "first_name")?, self.text(at, "last_name")?);
                ("last_name", format!("{first} {last}"))
            }
        };
        let name = folded(&shown);
        if !number.is_empty() {
            // Whoever may not be seen is not there.
            let Some(Numbered::Seen(employee)) = self.people.by_number(&folded(&number)) else {
                let said = message!("Nobody here has the number {number}.", number = number);
                return Err(("number", said));
            };
            if !name.is_empty() && name != folded(&employee.name()) {
                let said = message!(
                    "The number {number} is that of {name} here. Correct one of them, or leave the column of names out.",
                    number = number,
                    name = employee.name()
                );
                return Err((column, said));
            }
            return Ok(Person::Known(employee));
        }
        if name.is_empty() {
            let said = message!("Please write who was evaluated: the employee number or the name.");
            return Err((
                if self.source.mapping.column("number").is_some() {
                    "number"
                } else {
                    column
                },
                said,
            ));
        }
        let others = self.people.by_name(&name);
        match others.as_slice() {
            [] => Err((column, message!("Nobody here is called {name}.", name = shown.trim()))),
            [one] => Ok(Person::Known(one)),
            _ => Ok(self.which(line, shown.trim(), &others, check)),
        }
    }

    fn which(&self, line: u32, name: &str, others: &[&'a Employee], check: &mut Check) -> Person<'a> {
        let chosen = |id: EmployeeId| others.iter().copied().find(|other| other.id == id);
        let answer = match self.source.answers.get(&line).copied() {
            Some(Answer::Update(id)) if chosen(id).is_none() => None,
            Some(Answer::New) => None,
            answer => answer,
        };
        check.questions.push(Question {
            line,
            name: name.to_owned(),
            why: Why::WhichPerson,
            others: others.iter().map(|other| Other::of(other)).collect(),
            twin: None,
            answer,
        });
        match answer {
            Some(Answer::Update(id)) => chosen(id).map_or(Person::Open, Person::Known),
            Some(Answer::Skip) => Person::LeftOut,
            _ => Person::Open,
        }
    }
}

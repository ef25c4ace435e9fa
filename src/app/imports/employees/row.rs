//! One row of a table of employees: what it says of a person, new or recorded.

use super::super::super::projection::Projection;
use super::super::super::{App, tables};
use super::super::check::Problem;
use super::super::people::halves;
use super::super::source::Source;
use crate::domain::employee::facts::{Facts, Typed};
use crate::domain::employee::{Employee, Employment, TierEntry};
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor, Decision};
use crate::domain::text::folded;
use crate::domain::tier::Tier;
use crate::message;
use jiff::civil::Date;

/// A row whose cells could be read.
pub(super) struct Row {
    at: usize,
    pub line: u32,
    /// As they are compared.
    pub name: String,
    pub number: Option<String>,
    typed: Typed,
    tier: Option<Tier>,
    /// Of who has left.
    last_day: Option<Date>,
    /// Cells that cannot be read.
    wrong: Invalid,
}

/// Reads all rows.
pub(super) fn all(source: &Source<'_>) -> Vec<Row> {
    (0..source.table.rows.len()).map(|at| read(source, at)).collect()
}

fn read(source: &Source<'_>, at: usize) -> Row {
    let line = source.table.rows[at].line;
    let mut invalid = Invalid::new();
    for (column, key) in source.mapping.columns.iter().enumerate() {
        if let (Some(key), tables::Cell::Failed(said)) = (key, source.table.rows[at].cell(column)) {
            invalid.add(*key, Source::failed(said));
        }
    }
    let text = |key: &str| source.text(at, key);
    let (first_name, last_name) = match source.mapping.column("name") {
        Some(_) => halves(&text("name")),
        None => (text("first_name"), text("last_name")),
    };
    let hire_date = invalid.take(source.day(at, "hire_date").map(|day| day.map(|day| day.to_string())));
    let last_day = invalid.take(source.day(at, "last_day"));
    let tier = invalid.take(tier(&text("tier"), source.tiers));
    let typed = Typed {
        first_name,
        last_name,
        number: text("number"),
        phone: text("phone"),
        email: text("email"),
        hire_date: hire_date.unwrap_or_default(),
        notes: text("notes"),
    };
    Row {
        at,
        line,
        name: folded(&format!("{} {}", typed.first_name, typed.last_name)),
        number: Some(folded(&typed.number)).filter(|number| !number.is_empty()),
        typed,
        tier,
        last_day,
        wrong: invalid,
    }
}

/// A tier by its number, alone or behind a word, or by a name it has here.
fn tier(text: &str, names: &[(String, Tier)]) -> Result<Option<Tier>, Invalid> {
    let wanted = folded(text);
    if wanted.is_empty() {
        return Ok(None);
    }
    if let Some((_, tier)) = names.iter().find(|(name, _)| folded(name) == wanted) {
        return Ok(Some(*tier));
    }
    let number = wanted.rsplit(' ').next().unwrap_or_default();
    match number.parse().ok().and_then(Tier::new) {
        Some(tier) if wanted.split(' ').count() <= 2 => Ok(Some(tier)),
        _ => {
            let names: Vec<&str> = names.iter().take(5).map(|(name, _)| name.as_str()).collect();
            Err(Invalid::one(
                "tier",
                message!(
                    "“{tier}” is no tier. Write a number from 1 to 5, or one of: {names}.",
                    tier = text,
                    names = names.join(", ")
                ),
            ))
        }
    }
}

impl Row {
    /// The name as it is written.
    pub fn shown_name(&self) -> String {
        format!("{} {}", self.typed.first_name, self.typed.last_name)
            .trim()
            .to_owned()
    }

    /// Whom the person reports to, as it is written.
    pub fn leader(&self, source: &Source<'_>) -> Option<String> {
        Some(source.text(self.at, "manager")).filter(|text| !text.is_empty())
    }

    /// Someone new.
    pub fn someone_new(
        &self,
        source: &Source<'_>,
        id: EmployeeId,
        decided_by: Option<UserId>,
        today: Date,
    ) -> Result<Employee, Vec<Problem>> {
        let mut typed = self.typed.clone();
        if typed.hire_date.is_empty()
            && let Some(day) = source.mapping.hire_date
        {
            typed.hire_date = day.to_string();
        }
        let mut invalid = Invalid::new();
        let facts = Facts::parse(&typed, today).map(Some);
        let facts = invalid.take(facts.map_err(|found| self.whole_name(source, found)));
        let tier = self.tier.or(source.mapping.tier);
        if tier.is_none() {
            invalid.add("tier", message!("Please choose one of the five tiers."));
        }
        let (Some(facts), Some(tier), true) = (facts, tier, self.wrong.fields.is_empty()) else {
            return Err(self.problems(source, invalid));
        };
        let mut employee = Employee {
            id,
            first_name: facts.first_name,
            last_name: facts.last_name,
            number: facts.number,
            phone: facts.phone,
            email: facts.email,
            hire_date: facts.hire_date,
            notes: facts.notes,
            tiers: vec![Employee::first_tier(facts.hire_date, tier, decided_by)],
            employment: vec![Employment {
                from: facts.hire_date,
                to: None,
            }],
            managers: Vec::new(),
            import: None,
            anonymised_at: None,
        };
        self.leaves(&mut employee, today)
            .map_err(|found| self.problems(source, found))?;
        Ok(employee)
    }

    /// Ends the employment where the row says so. Nobody comes back because a cell is empty.
    fn leaves(&self, employee: &mut Employee, today: Date) -> Result<(), Invalid> {
        match (self.last_day, employee.last_day()) {
            (Some(day), known) if known != Some(day) => employee.deactivate(day, today).map_err(|found| {
                let told = found.fields.into_iter().map(|(_, said)| ("last_day".to_owned(), said));
                Invalid { fields: told.collect() }
            }),
            _ => Ok(()),
        }
    }

    /// Someone who is recorded, with what the row says.
    pub fn changed(
        &self,
        source: &Source<'_>,
        known: &Employee,
        app: &App,
        actor: &Actor,
        now: &Projection,
    ) -> Result<Employee, Vec<Problem>> {
        let today = app.today();
        let about = super::about(known, today);
        if app.allows(actor, &Action::EditEmployee(about)) != Decision::Allowed {
            let said = message!("You may not change this person.");
            return Err(self.problems(source, Invalid::one("", said)));
        }
        let mut typed = known.typed();
        let new = &self.typed;
        for (now, new) in [
            (&mut typed.first_name, &new.first_name),
            (&mut typed.last_name, &new.last_name),
            (&mut typed.number, &new.number),
            (&mut typed.phone, &new.phone),
            (&mut typed.email, &new.email),
            (&mut typed.hire_date, &new.hire_date),
            (&mut typed.notes, &new.notes),
        ] {
            if !new.is_empty() {
                now.clone_from(new);
            }
        }
        // The notes on oneself are neither shown nor written.
        if app.allows(actor, &Action::SeeEmployeeNotes(about)) != Decision::Allowed {
            typed.notes.clone_from(&known.notes);
        }
        let facts = Facts::parse(&typed, today).map_err(|found| self.problems(source, found))?;
        let mut after = known.clone();
        let same_name = folded(&known.name()) == self.name;
        if !same_name || source.mapping.column("name").is_none() {
            after.first_name = facts.first_name;
            after.last_name = facts.last_name;
        }
        // A number in other letters is the same number.
        if known.number.as_deref().map(folded) != self.number {
            after.number = facts.number;
        }
        after.phone = facts.phone;
        after.email = facts.email;
        after.notes = facts.notes;
        let first = now.person(known.id).and_then(|person| person.evaluations.first());
        let mut invalid = Invalid::new();
        if facts.hire_date != known.hire_date {
            invalid.take(after.hired_on(facts.hire_date, first.map(|header| header.date)));
        }
        if let Some(tier) = self.tier.filter(|tier| known.tier_on(today) != Some(*tier)) {
            let entry = TierEntry {
                from: today.max(after.hire_date),
                tier,
                decided_by: super::decider(actor),
                reason: String::new(),
            };
            invalid.take(after.change_tier(entry, today));
        }
        invalid.take(self.leaves(&mut after, today));
        invalid.into_result(()).map_err(|found| self.problems(source, found))?;
        Ok(after)
    }

    /// Of a whole name that has only one word, one thing is wrong.
    fn whole_name(&self, source: &Source<'_>, mut found: Invalid) -> Invalid {
        if source.mapping.column("name").is_some() && self.typed.last_name.is_empty() && !self.name.is_empty() {
            found.fields.retain(|(field, _)| field != "last_name");
            found.add(
                "name",
                message!("This is only one word. Please write first and last name."),
            );
        }
        found
    }

    fn problems(&self, source: &Source<'_>, invalid: Invalid) -> Vec<Problem> {
        let unreadable = |field: &String| self.wrong.of(field).is_some();
        let others = invalid.fields.into_iter().filter(|(field, _)| !unreadable(field));
        let mut problems: Vec<Problem> = Vec::new();
        for (field, said) in self.wrong.fields.iter().cloned().chain(others) {
            let one = Problem {
                line: self.line,
                column: source.column(&field),
                said,
            };
            if !problems.contains(&one) {
                problems.push(one);
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_has_a_number_or_a_name() {
        let names = [("Craftsman".to_owned(), Tier::ALL[2])];
        let read = |text: &str| tier(text, &names);
        assert_eq!(read("3"), Ok(Some(Tier::ALL[2])));
        assert_eq!(read("Tier 3"), Ok(Some(Tier::ALL[2])));
        assert_eq!(read(" craftsman"), Ok(Some(Tier::ALL[2])));
        assert_eq!(read(""), Ok(None));
        for wrong in ["6", "0", "boss", "tier three 3", "-1", "3.5"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

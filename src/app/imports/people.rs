//! The people who are recorded, by number and by name, as far as the one who imports may see them.

use super::super::projection::Projection;
use crate::domain::employee::Employee;
use crate::domain::text::folded;
use std::collections::HashMap;

/// Everyone who is still a person.
pub(super) struct People<'a> {
    numbers: HashMap<String, Found<'a>>,
    names: HashMap<String, Vec<&'a Employee>>,
}

/// Someone with a number.
#[derive(Clone, Copy)]
pub(super) enum Found<'a> {
    Seen(&'a Employee),
    /// Not for the one who imports.
    Hidden,
}

impl<'a> People<'a> {
    pub fn new(now: &'a Projection, seen: impl Fn(&Employee) -> bool) -> Self {
        let mut people = Self {
            numbers: HashMap::new(),
            names: HashMap::new(),
        };
        for employee in now.people().map(|person| &person.employee) {
            let seen = seen(employee) && employee.anonymised_at.is_none();
            if let Some(number) = employee.number.as_deref() {
                let found = if seen { Found::Seen(employee) } else { Found::Hidden };
                people.numbers.insert(folded(number), found);
            }
            if seen {
                people.names.entry(folded(&employee.name())).or_default().push(employee);
            }
        }
        people
    }

    /// Whoever has this number, folded.
    pub fn by_number(&self, number: &str) -> Option<Found<'a>> {
        self.numbers.get(number).copied()
    }

    /// Everyone of this name, folded.
    pub fn by_name(&self, name: &str) -> Vec<&'a Employee> {
        self.names.get(name).cloned().unwrap_or_default()
    }
}

/// First and last name of a whole one: "Last, First" or "First Last".
pub(super) fn halves(name: &str) -> (String, String) {
    let trimmed = |text: &str| text.trim().to_owned();
    match name.split_once(',') {
        Some((last, first)) => (trimmed(first), trimmed(last)),
        None => match name.trim().split_once(char::is_whitespace) {
            Some((first, last)) => (trimmed(first), trimmed(last)),
            None => (trimmed(name), String::new()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_has_two_halves() {
        for (name, halves_of_it) in [
            ("Ann Lee", ("Ann", "Lee")),
            ("Lee, Ann", ("Ann", "Lee")),
            (" Ann  de la Cruz ", ("Ann", "de la Cruz")),
            ("Ann", ("Ann", "")),
            ("", ("", "")),
        ] {
            let (first, last) = halves(name);
            assert_eq!((first.as_str(), last.as_str()), halves_of_it, "{name}");
        }
    }
}

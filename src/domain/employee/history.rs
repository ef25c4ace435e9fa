//! What changes over time: tier, employment, manager. Each change is a dated entry; of one day
//! there is one entry, and the later decision replaces the earlier.

use super::super::day;
use super::super::id::{EmployeeId, UserId};
use super::super::invalid::Invalid;
use super::super::text;
use super::super::tier::Tier;
use super::{Employee, Employment, ManagerEntry, TierEntry, facts};
use crate::message;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashSet};

/// Longest reason for a tier change, in characters.
pub const REASON_MAX: usize = 500;

/// A change of tier, accepted from what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierChange {
    pub from: Date,
    pub tier: Tier,
    pub reason: String,
}

impl TierChange {
    /// Reads the fields `from`, `tier` and `reason`.
    pub fn parse(from: &str, tier: &str, reason: &str) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let from = invalid.take(day::required("from", from).map(Some));
        let tier = invalid.take(facts::tier("tier", tier).map(Some));
        let reason = invalid.take(text::required("reason", reason, REASON_MAX));
        match (from, tier) {
            (Some(from), Some(tier)) => invalid.into_result(Self { from, tier, reason }),
            _ => Err(invalid),
        }
    }
}

impl Employee {
    /// Whether the last employment is open: what the lists call active.
    pub fn active(&self) -> bool {
        self.employment.last().is_some_and(|e| e.to.is_none())
    }

    /// The day the last employment ended, if it did.
    pub fn last_day(&self) -> Option<Date> {
        self.employment.last().and_then(|e| e.to)
    }

    /// Moves the hire date, and with it the first tier and the first employment. `first_evaluation`
    /// is the earliest date this person was evaluated.
    pub fn hired_on(&mut self, hired: Date, first_evaluation: Option<Date>) -> Result<(), Invalid> {
        let refuse = |message| Err(Invalid::one("hire_date", message));
        if let Some(first) = first_evaluation.filter(|first| *first < hired) {
            return refuse(message!(
                "There is an evaluation of {day}. The hire date cannot be later than that.",
                day = day::in_words(first)
            ));
        }
        if let Some(next) = self.tiers.get(1).filter(|next| next.from <= hired) {
            return refuse(message!(
                "The tier changed on {day}. The hire date must be before that.",
                day = day::in_words(next.from)
            ));
        }
        if let Some(end) = self.employment.first().and_then(|e| e.to).filter(|end| *end < hired) {
            return refuse(message!(
                "The last day of the first employment was {day}. The hire date cannot be later than that.",
                day = day::in_words(end)
            ));
        }
        if let Some(entry) = self
            .managers
            .iter()
            .find(|entry| self.hire_date < entry.from && entry.from < hired)
        {
            return refuse(message!(
                "Whom this person reports to changed on {day}. The hire date cannot be later than that.",
                day = day::in_words(entry.from)
            ));
        }
        let before = std::mem::replace(&mut self.hire_date, hired);
        if let Some(first) = self.tiers.first_mut() {
            first.from = hired;
        }
        if let Some(first) = self.employment.first_mut() {
            first.from = hired;
        }
        if let Some(first) = self
            .managers
            .first_mut()
            .filter(|first| first.from == before || first.from < hired)
        {
            first.from = hired;
        }
        Ok(())
    }

    /// Gives the person a tier from a day on. An entry of the same day is replaced.
    pub fn change_tier(&mut self, entry: TierEntry, today: Date) -> Result<(), Invalid> {
        if entry.from < self.hire_date {
            return Err(Invalid::one(
                "from",
                message!(
                    "{name} was hired on {day}. Please choose that day or a later one.",
                    name = self.name(),
                    day = day::in_words(self.hire_date)
                ),
            ));
        }
        if entry.from > today.saturating_add(1.year()) {
            return Err(Invalid::one(
                "from",
                message!("This is more than a year ahead. Please check the year."),
            ));
        }
        let same_day = self.tiers.iter().position(|e| e.from == entry.from);
        if same_day.is_none() && self.tier_on(entry.from) == Some(entry.tier) {
            return Err(Invalid::one(
                "tier",
                message!(
                    "{name} already has this tier on that day. Please choose another tier.",
                    name = self.name()
                ),
            ));
        }
        match same_day {
            Some(at) => self.tiers[at] = entry,
            None => {
                let at = self.tiers.partition_point(|e| e.from < entry.from);
                self.tiers.insert(at, entry);
            }
        }
        Ok(())
    }

    /// Takes a mistaken tier entry away again. The first, of the hire date, stays.
    pub fn remove_tier(&mut self, from: Date) -> Result<TierEntry, Invalid> {
        match self.tiers.iter().position(|e| e.from == from) {
            Some(at) if at > 0 => Ok(self.tiers.remove(at)),
            Some(_) => Err(Invalid::one(
                "",
                message!("Everyone has a tier from the first day on. You can change it instead."),
            )),
            None => Err(Invalid::one(
                "",
                message!("There is no tier change of that day any more."),
            )),
        }
    }

    /// Ends the employment with its last day. Whoever is deactivated leaves the figures of today at
    /// once, so the last day is yesterday or earlier.
    pub fn deactivate(&mut self, last_day: Date, today: Date) -> Result<(), Invalid> {
        let name = self.name();
        let Some(current) = self.employment.last_mut().filter(|e| e.to.is_none()) else {
            return Err(Invalid::one(
                "",
                message!("{name} is not active any more.", name = name),
            ));
        };
        // Someone entered by mistake, or who never came, was employed on no day at all.
        let earliest = current.from.saturating_sub(1.day());
        let latest = today.saturating_sub(1.day()).max(earliest);
        if last_day < earliest {
            return Err(Invalid::one(
                "last_day",
                message!(
                    "{name} started on {day}. The last day cannot be before that.",
                    name = name,
                    day = day::in_words(current.from)
                ),
            ));
        }
        if last_day > latest {
            return Err(Invalid::one(
                "last_day",
                message!(
                    "The last day can be {day} at the latest: who is deactivated leaves today's figures at once.",
                    day = day::in_words(latest)
                ),
            ));
        }
        current.to = Some(last_day);
        Ok(())
    }

    /// Begins a new employment.
    pub fn reactivate(&mut self, from: Date, today: Date) -> Result<(), Invalid> {
        let Some(ended) = self.last_day() else {
            return Err(Invalid::one(
                "",
                message!("{name} is active already.", name = self.name()),
            ));
        };
        if from <= ended {
            return Err(Invalid::one(
                "from",
                message!(
                    "The last day was {day}. Please choose a later day.",
                    day = day::in_words(ended)
                ),
            ));
        }
        if from > today.saturating_add(1.year()) {
            return Err(Invalid::one(
                "from",
                message!("This is more than a year ahead. Please check the year."),
            ));
        }
        // An employment that ended before it began was none: it begins after all.
        if let Some(last) = self.employment.last_mut().filter(|e| e.from == from) {
            last.to = None;
            return Ok(());
        }
        self.employment.push(Employment { from, to: None });
        Ok(())
    }

    /// Lets the person report to `manager` (or to nobody) from a day on. An entry of the same day is
    /// replaced. `of` finds any employee, to keep the lines free of circles.
    pub fn report_to<'a>(
        &mut self,
        entry: ManagerEntry,
        of: impl Fn(EmployeeId) -> Option<&'a Employee>,
    ) -> Result<(), Invalid> {
        if entry.from < self.hire_date {
            return Err(Invalid::one(
                "from",
                message!(
                    "{name} was hired on {day}. Please choose that day or a later one.",
                    name = self.name(),
                    day = day::in_words(self.hire_date)
                ),
            ));
        }
        if let Some(manager) = entry.manager {
            let refuse = |message| Err(Invalid::one("manager", message));
            if manager == self.id {
                return refuse(message!("Nobody reports to themselves. Please choose someone else."));
            }
            let Some(person) = of(manager).filter(|person| person.employed_on(entry.from)) else {
                return refuse(message!("Please choose someone who is employed on that day."));
            };
            let until = self.managers.iter().map(|e| e.from).find(|from| *from > entry.from);
            if circles(self.id, manager, entry.from, until, &of) {
                return refuse(message!(
                    "{manager} reports to {name}, directly or through others. Please choose someone else.",
                    manager = person.name(),
                    name = self.name()
                ));
            }
        }
        match self.managers.iter().position(|e| e.from == entry.from) {
            Some(at) => self.managers[at] = entry,
            None => {
                let at = self.managers.partition_point(|e| e.from < entry.from);
                self.managers.insert(at, entry);
            }
        }
        Ok(())
    }

    /// The entry of a first tier, on the hire date.
    pub fn first_tier(hired: Date, tier: Tier, decided_by: Option<UserId>) -> TierEntry {
        TierEntry {
            from: hired,
            tier,
            decided_by,
            reason: String::new(),
        }
    }
}

/// Whether the line upwards from `manager` comes to `person` on any day from `from` until `until`.
fn circles<'a>(
    person: EmployeeId,
    manager: EmployeeId,
    from: Date,
    until: Option<Date>,
    of: &impl Fn(EmployeeId) -> Option<&'a Employee>,
) -> bool {
    // The line changes only on days of entries; new ones come into view while walking.
    let mut days = BTreeSet::from([from]);
    let mut done = BTreeSet::new();
    while let Some(day) = days.pop_first() {
        done.insert(day);
        let mut seen = HashSet::new();
        let mut next = Some(manager);
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            if id == person {
                return true;
            }
            let Some(at) = of(id) else { break };
            let later = at.managers.iter().map(|e| e.from);
            days.extend(later.filter(|d| *d > from && until.is_none_or(|until| *d < until) && !done.contains(d)));
            next = at.manager_on(day);
        }
    }
    false
}

#[cfg(test)]
mod tests;

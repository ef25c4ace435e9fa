//! What the columns of a table are: guessed, chosen, remembered.

use super::super::tables::{Cell, Table};
use super::skill_names::SkillNames;
use crate::domain::evaluation;
use crate::domain::id::{SkillId, UserId};
use crate::domain::import::Kind;
use crate::domain::import::columns::{self, Field, Shape};
use crate::domain::import::dates::Order;
use crate::domain::invalid::Invalid;
use crate::domain::tier::Tier;
use crate::message;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the columns are, and what holds for every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// By column; `None`: not looked at.
    pub columns: Vec<Option<&'static str>>,
    /// For days whose column does not tell.
    pub order: Option<Order>,
    /// For new people without one.
    pub tier: Option<Tier>,
    /// For new people without one.
    pub hire_date: Option<Date>,
    /// What only a table of evaluations needs.
    pub evaluations: OfEvaluations,
}

/// What the columns of a table of evaluations are, beside the fields of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfEvaluations {
    pub shape: Shape,
    /// Columns that hold the ratings of a skill; none of them is a field.
    pub skills: BTreeMap<usize, SkillId>,
    /// Of rows that do not say it.
    pub kind: evaluation::Kind,
    /// Who rated in rows that do not say it.
    pub rater: Option<UserId>,
}

impl Default for OfEvaluations {
    fn default() -> Self {
        Self {
            shape: Shape::Wide,
            skills: BTreeMap::new(),
            kind: evaluation::Kind::Manager,
            rater: None,
        }
    }
}

/// How a column of a skill is remembered.
const SKILL: &str = "skill:";

impl Mapping {
    /// The first column that is this field.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(key))
    }

    /// What headings suggest: first what they were taken for before, then their words.
    pub(super) fn suggested(
        kind: Kind,
        shape: Shape,
        table: &Table,
        before: &BTreeMap<String, String>,
        skills: &SkillNames,
    ) -> Self {
        let mut mapping = Self::of_fields(kind, shape, table, before);
        if kind == Kind::Evaluations && shape == Shape::Wide {
            mapping.suggest_skills(table, before, skills);
        }
        mapping
    }

    fn suggest_skills(&mut self, table: &Table, before: &BTreeMap<String, String>, skills: &SkillNames) {
        for (at, heading) in table.plain_headings() {
            if self.columns[at].is_some() {
                continue;
            }
            let known = match before.get(&heading).map(String::as_str) {
                // Left out by somebody.
                Some("") => continue,
                Some(known) => known.strip_prefix(SKILL).and_then(|id| id.parse().ok()),
                None => None,
            };
            let known = known.map(SkillId).filter(|id| skills.holds(*id));
            if let Some(skill) = known.or_else(|| skills.of_heading(&table.headings[at])) {
                self.evaluations.skills.insert(at, skill);
            }
        }
    }

    fn of_fields(kind: Kind, shape: Shape, table: &Table, before: &BTreeMap<String, String>) -> Self {
        let fields = columns::fields(kind, shape);
        let mut mapping = Self {
            columns: vec![None; table.headings.len()],
            evaluations: OfEvaluations {
                shape,
                ..OfEvaluations::default()
            },
            ..Self::default()
        };
        for (at, heading) in table.plain_headings() {
            let known = before.get(&heading).map(String::as_str);
            let is_skill = known.is_some_and(|known| known.starts_with(SKILL)) && shape == Shape::Wide;
            let field_of = |key: &str| fields.iter().find(|field| field.key == key).map(|field| field.key);
            let key = match known.map(|key| (key, field_of(key))) {
                Some(("", _)) => None,
                Some((_, Some(key))) => Some(key),
                // What it was in another shape says nothing here.
                _ if is_skill => None,
                _ => columns::suggested(&fields, &heading),
            };
            let Some(field) = fields.iter().find(|field| Some(field.key) == key) else {
                continue;
            };
            if field.many || mapping.column(field.key).is_none() {
                mapping.columns[at] = Some(field.key);
            }
        }
        // Both halves of a name say more than a whole one.
        if mapping.column("first_name").is_some() && mapping.column("last_name").is_some() {
            mapping
                .columns
                .iter_mut()
                .filter(|column| **column == Some("name"))
                .for_each(|column| *column = None);
        }
        // A single column of names, whatever it is called.
        if matches!(kind, Kind::Employees | Kind::Evaluations)
            && mapping.column("name").is_none()
            && mapping.column("last_name").is_none()
            && let Some(at) = mapping.column("first_name")
        {
            mapping.columns[at] = Some("name");
        }
        mapping
    }

    /// Whether what is needed is there, and nothing twice.
    pub fn checked(&self, kind: Kind, table: &Table) -> Result<(), Invalid> {
        let mut invalid = Invalid::new();
        for Field { key, label, many, .. } in columns::fields(kind, self.evaluations.shape) {
            let mut found = self
                .columns
                .iter()
                .enumerate()
                .filter(|(_, column)| **column == Some(key));
            if let (false, Some((first, _)), Some((second, _))) = (many, found.next(), found.next()) {
                invalid.add(
                    format!("column_{second}"),
                    message!(
                        "{field} is chosen for the columns {first} and {second}. Please choose one of them.",
                        field = label,
                        first = table.column(first),
                        second = table.column(second)
                    ),
                );
            }
        }
        if kind == Kind::Employees {
            let named = match (self.column("name"), self.column("first_name"), self.column("last_name")) {
                (Some(_), None, None) | (None, Some(_), Some(_)) => None,
                // People who are there already are known by their number.
                (None, _, _) if self.column("number").is_some() => None,
                (Some(_), _, _) => Some(message!("Please choose either the whole name, or first and last name.")),
                _ => Some(message!(
                    "Please say which column holds the name, or which two hold first and last name."
                )),
            };
            if let Some(said) = named {
                invalid.add("", said);
            }
            if self.column("tier").is_none() && self.tier.is_none() && self.column("number").is_none() {
                invalid.add("tier", message!("Please choose the tier of people whose row has none."));
            }
        }
        if kind == Kind::Evaluations {
            self.check_evaluations(table, &mut invalid);
        }
        if kind == Kind::Catalogue && (self.column("category").is_none() || self.column("name").is_none()) {
            let said = message!("Please say which column holds the category, and which the skill or tool.");
            invalid.add("", said);
        }
        invalid.into_result(())
    }

    fn check_evaluations(&self, table: &Table, invalid: &mut Invalid) {
        let named = self.column("name").is_some() || self.column("number").is_some();
        let halves = self.column("first_name").is_some() && self.column("last_name").is_some();
        if !named && !halves {
            let said = message!("Please say which column holds the employee number or the name.");
            invalid.add("", said);
        }
        if self.column("date").is_none() {
            invalid.add("", message!("Please say which column holds the date."));
        }
        let skills = &self.evaluations.skills;
        match self.evaluations.shape {
            Shape::Long if self.column("skill").is_none() || self.column("level").is_none() => {
                let said = message!("Please say which column holds the skill, and which the level.");
                invalid.add("", said);
            }
            Shape::Wide if skills.is_empty() => {
                invalid.add("", message!("Please say of at least one column which skill it holds."));
            }
            _ => {}
        }
        for (second, skill) in skills {
            let first = skills.iter().find(|(_, other)| *other == skill).map(|(at, _)| *at);
            if let Some(first) = first.filter(|first| first != second) {
                invalid.add(
                    format!("column_{second}"),
                    message!(
                        "The columns {first} and {second} are the same skill. Please leave one of them out.",
                        first = table.column(first),
                        second = table.column(*second)
                    ),
                );
            }
        }
    }

    /// The columns that nothing is taken from although they hold something, as they are called.
    pub fn left_out(&self, table: &Table) -> Vec<String> {
        let looked_at =
            |at: &usize| self.columns.get(*at).is_some_and(Option::is_some) || self.evaluations.skills.contains_key(at);
        let holds = |at: &usize| table.rows.iter().any(|row| *row.cell(*at) != Cell::Empty);
        (0..table.headings.len())
            .filter(|at| !looked_at(at) && holds(at))
            .map(|at| table.column(at))
            .collect()
    }

    /// The columns of days whose texts do not tell which of two numbers is the day.
    pub fn unclear_days(&self, table: &Table) -> Vec<usize> {
        let unclear = |at: &usize| crate::domain::import::dates::order(table.texts(*at)).is_none();
        self.days().filter(unclear).collect()
    }

    /// The order a column of days is read in.
    pub fn order_of(&self, table: &Table, column: usize) -> Option<Order> {
        crate::domain::import::dates::order(table.texts(column)).or(self.order)
    }

    fn days(&self) -> impl Iterator<Item = usize> {
        let is_day = |key: &Option<&str>| matches!(key, Some("hire_date" | "last_day" | "date"));
        self.columns
            .iter()
            .enumerate()
            .filter(move |(_, key)| is_day(key))
            .map(|(at, _)| at)
    }

    /// What the columns were taken for, by heading.
    pub fn by_heading(&self, table: &Table) -> BTreeMap<String, String> {
        let mut taken = BTreeMap::new();
        for (at, heading) in table.plain_headings().filter(|(_, heading)| !heading.is_empty()) {
            let skill = self.evaluations.skills.get(&at).map(|id| format!("{SKILL}{id}"));
            let field = self.columns.get(at).copied().flatten().map(str::to_owned);
            let was: &mut String = taken.entry(heading.chars().take(100).collect()).or_default();
            // Of two columns with one heading, the one that was left out does not count.
            if let Some(key) = field.or(skill) {
                *was = key;
            }
        }
        taken
    }
}

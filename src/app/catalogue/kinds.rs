//! The five kinds of records of the catalogue, and what the changes need to know of each.

use crate::app::projected::Projected;
use crate::app::{Change, Error};
use crate::domain::catalogue::entry::{
    CertificationTypeEntry, SkillCategoryEntry, SkillEntry, ToolCategoryEntry, ToolEntry,
};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::invalid::Invalid;
use crate::message;
use crate::store::Read;
use jiff::civil::Date;

/// A kind of record of the catalogue.
pub trait Kind: Projected + Clone + PartialEq {
    /// What is accepted of a form.
    type Entry;
    /// Begins the names of its events.
    const WORD: &'static str;

    /// A new record.
    fn made(id: Self::Id, order: u32, entry: &Self::Entry) -> Self;
    /// Takes an entry over.
    fn take(&mut self, entry: &Self::Entry);
    fn name(&self) -> &str;
    /// The category it is in; kinds that are in none are all siblings.
    fn category(&self) -> Option<u64>;
    fn order(&self) -> u32;
    fn archived_on(&self) -> Option<Date>;
    fn set_archived_on(&mut self, day: Option<Date>);
    /// Names of the fields in which two records differ.
    fn differing(&self, other: &Self) -> Vec<&'static str>;

    /// Whether what the entry refers to is there; `before` is the record it changes.
    fn check(change: &Change<'_>, entry: &Self::Entry, before: Option<&Self>) -> Result<(), Error> {
        let _ = (change, entry, before);
        Ok(())
    }
}

/// A kind the company puts in an order.
pub trait Ordered: Kind {
    fn set_order(&mut self, order: u32);
}

/// Which way something is moved among its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

macro_rules! differing {
    ($a:expr, $b:expr, $($field:ident)*) => {{
        let mut fields = Vec::new();
        $(if $a.$field != $b.$field { fields.push(stringify!($field)); })*
        fields
    }};
}

macro_rules! archivable {
    () => {
        fn name(&self) -> &str {
            &self.name
        }
        fn archived_on(&self) -> Option<Date> {
            self.archived_on
        }
        fn set_archived_on(&mut self, day: Option<Date>) {
            self.archived_on = day;
        }
    };
}

impl Kind for SkillCategory {
    type Entry = SkillCategoryEntry;
    const WORD: &'static str = "skill_category";

    fn made(id: Self::Id, order: u32, entry: &Self::Entry) -> Self {
        Self {
            id,
            name: entry.name.clone(),
            description: entry.description.clone(),
            order,
            weight: entry.weight,
            must_have: entry.must_have,
            archived_on: None,
            import: None,
        }
    }

    fn take(&mut self, entry: &Self::Entry) {
        *self = Self {
            archived_on: self.archived_on,
            import: self.import,
            ..Self::made(self.id, self.order, entry)
        };
    }

    fn category(&self) -> Option<u64> {
        None
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn differing(&self, other: &Self) -> Vec<&'static str> {
        differing!(self, other, name description weight must_have)
    }

    archivable!();
}

impl Kind for Skill {
    type Entry = SkillEntry;
    const WORD: &'static str = "skill";

    fn made(id: Self::Id, order: u32, entry: &Self::Entry) -> Self {
        Self {
            id,
            category: entry.category,
            name: entry.name.clone(),
            description: entry.description.clone(),
            order,
            weight: entry.weight,
            critical: entry.critical,
            certification: entry.certification,
            coverage_target: entry.coverage_target,
            archived_on: None,
            import: None,
        }
    }

    fn take(&mut self, entry: &Self::Entry) {
        *self = Self {
            archived_on: self.archived_on,
            import: self.import,
            ..Self::made(self.id, self.order, entry)
        };
    }

    fn category(&self) -> Option<u64> {
        Some(self.category.0)
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn differing(&self, other: &Self) -> Vec<&'static str> {
        differing!(self, other, category name description weight critical certification coverage_target)
    }

    fn check(change: &Change<'_>, entry: &Self::Entry, before: Option<&Self>) -> Result<(), Error> {
        let category = change.store.get::<SkillCategory>(entry.category)?;
        open_category(
            category.map(|c| c.archived_on),
            before.is_some_and(|b| b.category == entry.category),
        )?;
        if let Some(id) = entry
            .certification
            .filter(|_| before.is_none_or(|b| b.certification != entry.certification))
        {
            let there = change.store.get::<CertificationType>(id)?;
            if there.is_none_or(|kind| kind.archived_on.is_some()) {
                let sentence = message!("Please choose a certification from the list.");
                return Err(Invalid::one("certification", sentence).into());
            }
        }
        Ok(())
    }

    archivable!();
}

impl Kind for ToolCategory {
    type Entry = ToolCategoryEntry;
    const WORD: &'static str = "tool_category";

    fn made(id: Self::Id, order: u32, entry: &Self::Entry) -> Self {
        Self {
            id,
            name: entry.name.clone(),
            description: entry.description.clone(),
            order,
            archived_on: None,
            import: None,
        }
    }

    fn take(&mut self, entry: &Self::Entry) {
        self.name.clone_from(&entry.name);
        self.description.clone_from(&entry.description);
    }

    fn category(&self) -> Option<u64> {
        None
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn differing(&self, other: &Self) -> Vec<&'static str> {
        differing!(self, other, name description)
    }

    archivable!();
}

impl Kind for Tool {
    type Entry = ToolEntry;
    const WORD: &'static str = "tool";

    fn made(id: Self::Id, order: u32, entry: &Self::Entry) -> Self {
        Self {
            id,
            category: entry.category,
            name: entry.name.clone(),
            description: entry.description.clone(),
            order,
            archived_on: None,
            import: None,
        }
    }

    fn take(&mut self, entry: &Self::Entry) {
        self.category = entry.category;
        self.name.clone_from(&entry.name);
        self.description.clone_from(&entry.description);
    }

    fn category(&self) -> Option<u64> {
        Some(self.category.0)
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn differing(&self, other: &Self) -> Vec<&'static str> {
        differing!(self, other, category name description)
    }

    fn check(change: &Change<'_>, entry: &Self::Entry, before: Option<&Self>) -> Result<(), Error> {
        let category = change.store.get::<ToolCategory>(entry.category)?;
        open_category(
            category.map(|c| c.archived_on),
            before.is_some_and(|b| b.category == entry.category),
        )
    }

    archivable!();
}

impl Kind for CertificationType {
    type Entry = CertificationTypeEntry;
    const WORD: &'static str = "certification_type";

    fn made(id: Self::Id, _: u32, entry: &Self::Entry) -> Self {
        Self {
            id,
            name: entry.name.clone(),
            needed_for: entry.needed_for.clone(),
            typical_validity: entry.typical_validity.clone(),
            default_validity_months: entry.default_validity_months,
            holder: entry.holder,
            note: entry.note.clone(),
            archived_on: None,
        }
    }

    fn take(&mut self, entry: &Self::Entry) {
        *self = Self {
            archived_on: self.archived_on,
            ..Self::made(self.id, 0, entry)
        };
    }

    fn category(&self) -> Option<u64> {
        None
    }

    /// They stand by name.
    fn order(&self) -> u32 {
        0
    }

    fn differing(&self, other: &Self) -> Vec<&'static str> {
        differing!(self, other, name needed_for typical_validity default_validity_months holder note)
    }

    archivable!();
}

/// A category that is there and, unless the record is in it already, not archived.
fn open_category(archived_on: Option<Option<Date>>, already_in: bool) -> Result<(), Error> {
    let sentence = match archived_on {
        Some(Some(_)) if !already_in => message!("This category is archived. Restore it first, or choose another one."),
        Some(_) => return Ok(()),
        None => message!("Please choose a category from the list."),
    };
    Err(Invalid::one("category", sentence).into())
}

macro_rules! ordered {
    ($($kind:ty)*) => {$(
        impl Ordered for $kind {
            fn set_order(&mut self, order: u32) {
                self.order = order;
            }
        }
    )*};
}

ordered! { SkillCategory Skill ToolCategory Tool }

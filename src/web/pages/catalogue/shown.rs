//! How each kind of record is shown: its addresses, its form, its words.

use crate::app::catalogue::Kind;
use crate::domain::catalogue::entry::{
    CertificationTypeEntry, SkillCategoryEntry, SkillEntry, ToolCategoryEntry, ToolEntry, Typed,
};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;

/// A kind with pages.
pub trait Shown: Kind {
    /// The segment of its addresses below `/catalogue`.
    const PATH: &'static str;

    fn typed(&self) -> Typed;
    fn parse(typed: &Typed) -> Result<Self::Entry, Invalid>;
    /// "Add a skill".
    fn adding() -> Message;
    /// The page that lists it.
    fn home(&self) -> String;
    /// The page to go on to once it is saved.
    fn saved_at(&self) -> String {
        format!("{}#{}-{}", self.home(), Self::PATH, number(self))
    }
    /// What a form for a new one begins with.
    fn blank() -> Typed {
        Typed {
            weight: "1".into(),
            coverage_target: "2".into(),
            holder: "person".into(),
            ..Typed::default()
        }
    }
}

/// The record's id as a number.
pub fn number<K: Kind>(record: &K) -> u64 {
    record.id().into()
}

/// The address of one of a record's pages or acts.
pub fn at<K: Shown>(id: u64, rest: &str) -> String {
    format!("/catalogue/{}/{id}{rest}", K::PATH)
}

impl Shown for SkillCategory {
    const PATH: &'static str = "skill-categories";
    fn typed(&self) -> Typed {
        self.typed()
    }
    fn parse(typed: &Typed) -> Result<SkillCategoryEntry, Invalid> {
        SkillCategoryEntry::parse(typed)
    }
    fn adding() -> Message {
        message!("Add a skill category")
    }
    fn home(&self) -> String {
        "/catalogue".into()
    }
    fn saved_at(&self) -> String {
        at::<Self>(self.id.0, "")
    }
}

impl Shown for Skill {
    const PATH: &'static str = "skills";
    fn typed(&self) -> Typed {
        self.typed()
    }
    fn parse(typed: &Typed) -> Result<SkillEntry, Invalid> {
        SkillEntry::parse(typed)
    }
    fn adding() -> Message {
        message!("Add a skill")
    }
    fn home(&self) -> String {
        at::<SkillCategory>(self.category.0, "")
    }
}

impl Shown for ToolCategory {
    const PATH: &'static str = "tool-categories";
    fn typed(&self) -> Typed {
        self.typed()
    }
    fn parse(typed: &Typed) -> Result<ToolCategoryEntry, Invalid> {
        ToolCategoryEntry::parse(typed)
    }
    fn adding() -> Message {
        message!("Add a tool category")
    }
    fn home(&self) -> String {
        "/catalogue/tools".into()
    }
    fn saved_at(&self) -> String {
        at::<Self>(self.id.0, "")
    }
}

impl Shown for Tool {
    const PATH: &'static str = "tools";
    fn typed(&self) -> Typed {
        self.typed()
    }
    fn parse(typed: &Typed) -> Result<ToolEntry, Invalid> {
        ToolEntry::parse(typed)
    }
    fn adding() -> Message {
        message!("Add a tool")
    }
    fn home(&self) -> String {
        at::<ToolCategory>(self.category.0, "")
    }
}

impl Shown for CertificationType {
    const PATH: &'static str = "certifications";
    fn typed(&self) -> Typed {
        self.typed()
    }
    fn parse(typed: &Typed) -> Result<CertificationTypeEntry, Invalid> {
        CertificationTypeEntry::parse(typed)
    }
    fn adding() -> Message {
        message!("Add a certification")
    }
    fn home(&self) -> String {
        "/catalogue/certifications".into()
    }
}

//! What the profile shows, ready to be written.

use crate::domain::message::Message;
use crate::message;
use crate::view::charts::Chart;
use crate::view::{Page, Section};
use crate::web::pages::figures::FigureCard;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    pub name: String,
    /// The person looks at their own page.
    pub own: bool,
    /// Address of the list, for those who have one.
    pub list: Option<&'static str>,
    pub tier: String,
    pub tier_since: Option<Date>,
    /// "Away since 4 May 2026" for who is no longer active.
    pub away: Option<Message>,
    pub due: Option<Due>,
    pub rate: Option<Link>,
    pub edit: Option<String>,
    /// Where this device is handed to the person.
    pub handover: Option<String>,
    pub facts: Vec<Fact>,
    pub figures: Vec<FigureCard>,
    /// Set while nothing has been rated.
    pub begin: Option<Begin>,
    pub radar: Chart,
    pub next: NextStep,
    pub categories: Vec<Category>,
    pub trend: Chart,
    pub tools_lead: Message,
    pub tools: Vec<ToolGroup>,
    pub special: Vec<SpecialSkill>,
    pub history: Vec<Row>,
    /// Where the rest of it is listed.
    pub more_history: Option<String>,
    /// `None` for whoever may not read them.
    pub notes: Option<String>,
    pub record: Record,
}

/// What can be done with all that is kept of the person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Record {
    pub everything: String,
    /// For who has left, and who may do it.
    pub anonymise: Option<String>,
    /// The company's settings propose it.
    pub proposed: bool,
    /// It was done.
    pub anonymised: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Due {
    pub text: Message,
    pub overdue: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub href: String,
    pub label: Message,
}

#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub label: Message,
    pub value: String,
    pub href: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Begin {
    pub title: Message,
    pub text: Message,
}

/// What is missing for the next tier, before any percentage.
#[derive(Clone, Debug, Serialize)]
pub struct NextStep {
    pub title: Message,
    pub lead: Message,
    pub missing: Vec<Missing>,
    pub more: Option<Message>,
    pub rest: Vec<Missing>,
    pub rules: Vec<Rule>,
    pub advice: Option<Message>,
}

impl Default for NextStep {
    fn default() -> Self {
        Self {
            title: message!("Next step"),
            lead: message!(""),
            missing: Vec::new(),
            more: None,
            rest: Vec::new(),
            rules: Vec::new(),
            advice: None,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    pub name: String,
    pub note: Option<Message>,
    /// `None`: not rated.
    pub level: Option<u8>,
    pub target: u8,
}

#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    pub text: Message,
    pub met: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Category {
    pub name: String,
    pub must_have: bool,
    /// "7 of 8".
    pub rated: Message,
    pub target: String,
    /// Skills below target.
    pub below: String,
    /// The average, or why there is none.
    pub average: Message,
    pub ok: bool,
    pub skills: Vec<Skill>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Skill {
    pub name: String,
    pub critical: bool,
    pub stale: bool,
    pub rated_on: Option<Date>,
    pub level: Mark,
    pub target: Option<u8>,
    /// Level minus target.
    pub gap: Option<i8>,
}

/// What stands in the chip.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
pub enum Mark {
    Level(u8),
    /// `n`
    NotApplicable(char),
    NotRated,
}

#[derive(Clone, Debug, Serialize)]
pub struct ToolGroup {
    pub name: String,
    /// "5 of 6".
    pub share: Message,
    pub tools: Vec<Tool>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Tool {
    pub name: String,
    pub can: Message,
    pub holding: Option<Message>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SpecialSkill {
    pub name: String,
    pub description: String,
    pub when: Message,
    pub expired: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub href: String,
    pub date: Date,
    pub kind: Message,
    pub rater: String,
    pub state: Message,
    pub state_kind: &'static str,
    /// `None` for who may only know of it.
    pub ratings: Option<u16>,
    pub average: String,
}

impl Page for Profile {
    const TEMPLATE: &'static str = "employees/profile.html";
    fn title(&self) -> Message {
        message!("{name}", name = self.name)
    }
    fn section(&self) -> Section {
        if self.own { Section::Mine } else { Section::Employees }
    }
    fn seen_by(&self) -> Option<Message> {
        Some(if self.own {
            message!("You, your managers and administrators see this page. Private notes are not on it.")
        } else if self.record.anonymised {
            message!("Managers and administrators see these levels.")
        } else {
            message!(
                "{name}, managers and administrators see these levels.",
                name = self.name
            )
        })
    }
}

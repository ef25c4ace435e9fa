//! What of a card could not be read for sure, with the cells where it stands.

use crate::domain::message::Message;
use crate::message;
use serde::{Deserialize, Serialize};

/// Something that is not taken, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// As in a workbook: `B12`; at least one.
    pub cells: Vec<String>,
    pub why: Why,
}

/// Why it is not taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// More than one mark on the row of this skill.
    TwoMarks(String),
    /// Nobody can tell what this says.
    Unclear(String),
    /// A mark for this skill that stands in none of the columns 1 to 5.
    Beside(String),
    /// A mark that belongs to no skill and no tool.
    Nowhere,
    /// A mark in a cell that is merged with others.
    Merged(String),
    /// Yes and no, or two answers that differ, for this tool.
    Contradicting(String),
    /// A written date that is no day.
    NoDay(String),
    /// The free lines hold more than can be kept.
    TooLong(usize),
    /// No skill of that name in the catalogue; the trade it stands under.
    NoSkill { name: String, trade: String },
    /// No tool of that name in the catalogue.
    NoTool(String),
    /// Archived by the date of the card, or in another way not to be rated.
    NotThatDay { name: String },
}

impl Problem {
    /// With its cells and what to do.
    pub fn message(&self) -> Message {
        let cells = self.cells.join(", ");
        match &self.why {
            Why::TwoMarks(name) => message!(
                "{cells}: “{name}” has more than one mark. Leave one.",
                cells = cells,
                name = name
            ),
            Why::Unclear(name) => message!(
                "{cells}: what stands here for “{name}” is no mark for sure. Write x into one column.",
                cells = cells,
                name = name
            ),
            Why::Beside(name) => message!(
                "{cells}: the mark for “{name}” stands in none of its columns.",
                cells = cells,
                name = name
            ),
            Why::Nowhere => message!("{cells}: this mark belongs to no skill and no tool.", cells = cells),
            Why::Merged(name) => message!(
                "{cells}: this cell of “{name}” is merged with others, so the mark could mean any of them.",
                cells = cells,
                name = name
            ),
            Why::Contradicting(name) => message!(
                "{cells}: these marks for “{name}” contradict each other.",
                cells = cells,
                name = name
            ),
            Why::NoDay(written) => message!(
                "{cells}: “{written}” is no day we can read.",
                cells = cells,
                written = written
            ),
            Why::TooLong(max) => message!(
                "{cells}: the free lines are longer than the {max} characters that can be kept.",
                cells = cells,
                max = max
            ),
            Why::NoSkill { name, trade } => message!(
                "{cells}: “{name}” under “{trade}” is no skill of the catalogue.",
                cells = cells,
                name = name,
                trade = trade
            ),
            Why::NoTool(name) => message!(
                "{cells}: “{name}” is no tool of the catalogue.",
                cells = cells,
                name = name
            ),
            Why::NotThatDay { name } => message!(
                "{cells}: “{name}” was archived by the date of this card.",
                cells = cells,
                name = name
            ),
        }
    }
}

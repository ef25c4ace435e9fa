//! A filled card: who filled it in and when, the marks, and what could not be read for sure.
//!
//! Never a wrong mark: what is not certain is a problem that names its cells. Every mark on the
//! sheet is either in the card or in its problems.

mod head;
mod lines;
pub mod mark;
mod problem;
mod skills;
#[cfg(test)]
mod tests;
mod tools;
mod written_date;

pub use problem::{Problem, Why};
pub use written_date::WrittenDate;

use super::layout::{self, Block, Kind};
use super::open::{self, Sheet};
use crate::domain::message::Message;
use mark::{Said, cell, said};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most sheets of a workbook that are cards of their own.
pub const CARDS_MAX: usize = 8;

/// What one filled card says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The sheet it stands on, when the workbook has more than one card.
    pub sheet: String,
    /// As written; empty when there is none.
    pub name: String,
    pub phone: String,
    pub date: WrittenDate,
    pub skills: Vec<SkillMark>,
    pub tools: Vec<ToolAnswer>,
    pub special_skills: Vec<String>,
    /// What stands in the free lines, under what asked for it.
    pub notes: Vec<String>,
    /// Columns that someone added, by their heading: they are not read.
    pub columns_not_read: Vec<String>,
    pub problems: Vec<Problem>,
}

/// A mark on the card's own scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillMark {
    pub trade: String,
    pub name: String,
    pub cell: String,
    /// 1 to 5, as on the card.
    pub mark: u8,
    /// What was written beside it.
    pub note: String,
}

/// What is marked for a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolAnswer {
    /// The trade it stands beside; `None`: the general list.
    pub trade: Option<String>,
    pub name: String,
    pub cells: Vec<String>,
    pub can_operate: Option<bool>,
    pub truck_stock: Option<bool>,
}

/// What is known while a sheet is read.
struct Reading<'a> {
    sheet: &'a Sheet,
    blocks: &'a [Block],
    /// The cells that were looked at and are answered for.
    seen: BTreeSet<(u32, u32)>,
    card: Card,
}

/// The cards in a workbook. A blank one beside a filled one is left out.
pub fn cards(file: &[u8]) -> Result<Vec<Card>, Message> {
    let mut cards: Vec<Card> = open::sheets(file)?.iter().filter_map(card).take(CARDS_MAX).collect();
    if cards.is_empty() {
        return Err(super::no_card());
    }
    if cards.iter().any(|card| !card.is_blank()) {
        cards.retain(|card| !card.is_blank());
    }
    if cards.len() == 1 {
        cards[0].sheet.clear();
    }
    Ok(cards)
}

impl Card {
    /// Whether nobody filled it in.
    pub fn is_blank(&self) -> bool {
        let nothing_written = self.name.is_empty() && self.notes.is_empty() && self.special_skills.is_empty();
        nothing_written && self.skills.is_empty() && self.tools.is_empty() && self.problems.is_empty()
    }
}

fn card(sheet: &Sheet) -> Option<Card> {
    let mut blocks = layout::blocks(&sheet.cells);
    for block in &mut blocks {
        // A mark where names stand is no name.
        block.names.retain(|named| !mark::is_a_mark(&named.name));
    }
    let has_skills = |block: &Block| block.kind == Kind::Skills && !block.names.is_empty();
    if !blocks.iter().any(has_skills) {
        return None;
    }
    let mut reading = Reading {
        sheet,
        blocks: &blocks,
        seen: BTreeSet::new(),
        card: Card {
            sheet: sheet.name.clone(),
            ..Card::default()
        },
    };
    let first = blocks.iter().map(|block| block.row).min().unwrap_or(0);
    head::read(&mut reading, first);
    lines::read(&mut reading);
    skills::read(&mut reading);
    tools::read(&mut reading);
    what_is_left(&mut reading, first);
    reading.card.problems.sort();
    reading.card.problems.dedup();
    Some(reading.card)
}

/// Marks that stand where no skill and no tool is.
fn what_is_left(reading: &mut Reading<'_>, first: u32) {
    for (&(row, column), value) in reading.sheet.cells.range((first, 0)..) {
        let a_mark = !matches!(said(Some(value)), Said::Nothing | Said::Other);
        let odd_in_a_column_of_marks = said(Some(value)) == Said::Other && reading.is_for_marks(row, column);
        if (a_mark || odd_in_a_column_of_marks) && !reading.seen.contains(&(row, column)) {
            reading.card.problems.push(Problem {
                cells: vec![cell(row, column)],
                why: Why::Nowhere,
            });
        }
    }
}

impl Reading<'_> {
    fn said(&self, row: u32, column: u32) -> Said {
        said(self.sheet.cells.get(&(row, column)))
    }

    fn problem(&mut self, cells: impl IntoIterator<Item = (u32, u32)>, why: Why) {
        let cells = cells.into_iter().map(|(row, column)| cell(row, column)).collect();
        self.card.problems.push(Problem { cells, why });
    }

    /// The blocks that a row belongs to.
    fn around(&self, row: u32) -> impl Iterator<Item = &Block> {
        self.blocks
            .iter()
            .filter(move |block| block.row < row && row < block.end)
    }

    fn is_for_marks(&self, row: u32, column: u32) -> bool {
        self.around(row).any(|block| {
            let (first, last) = block.marks.span();
            (first..=last).contains(&column)
        })
    }

    /// The columns that someone added and gave a heading, on the row of this block's heading.
    fn added_columns(&self, block: &Block) -> Vec<u32> {
        let of_headings = |column: u32| {
            let beside = self.blocks.iter().filter(|b| b.row == block.row);
            beside
                .into_iter()
                .any(|b| b.column == column || b.marks.headed().contains(&column))
        };
        self.sheet
            .cells
            .range((block.row, 0)..=(block.row, u32::MAX))
            .filter(|((_, column), value)| {
                layout::name(value).is_some_and(|name| !mark::is_a_mark(&name)) && !of_headings(*column)
            })
            .map(|((_, column), _)| *column)
            .collect()
    }

    /// Which of these cells of a row are painted in another colour than most of them.
    fn painted(&self, row: u32, columns: &[u32]) -> Vec<u32> {
        let colour = |column: u32| self.sheet.look.paint(row, column);
        let base = columns
            .iter()
            .map(|column| colour(*column))
            .find(|one| columns.iter().filter(|column| colour(**column) == *one).count() * 2 > columns.len());
        columns
            .iter()
            .copied()
            .filter(|column| match base {
                Some(base) => colour(*column) != base,
                // No colour has most of them: every painted one could be the mark.
                None => colour(*column).is_some(),
            })
            .collect()
    }
}

#![allow(clippy::unwrap_used, clippy::panic)]

mod chance;
mod generated;
mod marks;
mod paper;
mod quirks;

use super::mark::cell;
use super::{Card, cards};
use crate::app::score_card::layout::{self, Block, Kind, Marks};
use crate::app::score_card::{EMBEDDED, open};
use paper::Paper;

/// The blocks of the blank card.
fn blocks() -> Vec<Block> {
    let sheets = open::sheets(EMBEDDED).unwrap();
    layout::blocks(&sheets[0].cells)
}

/// Where the marks of a skill stand on the blank card: row and columns.
fn skill(name: &str) -> (u32, [u32; 5]) {
    for block in blocks() {
        if let (Kind::Skills, Marks::Levels(columns)) = (block.kind, block.marks)
            && let Some(named) = block.names.iter().find(|named| named.name == name)
        {
            return (named.row, columns);
        }
    }
    panic!("no skill {name}")
}

/// The one card of a workbook.
fn card_of(file: &[u8]) -> Option<Card> {
    let mut cards = cards(file).ok()?;
    let card = cards.pop()?;
    cards.is_empty().then_some(card)
}

fn read(paper: &Paper) -> Card {
    card_of(&paper.file()).unwrap()
}

/// The mark of a skill as read, if it was.
fn mark_of(card: &Card, name: &str) -> Option<u8> {
    let found: Vec<_> = card.skills.iter().filter(|s| s.name == name).collect();
    assert!(found.len() < 2, "{name} twice");
    found.first().map(|s| s.mark)
}

/// The sentences of what was not taken.
fn said(card: &Card) -> Vec<String> {
    card.problems.iter().map(|p| p.message().to_string()).collect()
}

fn at(name: &str) -> (u32, u32) {
    let (row, column) = layout_position(name);
    assert_eq!(cell(row, column), name);
    (row, column)
}

fn layout_position(name: &str) -> (u32, u32) {
    let column = u32::from(name.as_bytes()[0] - b'A');
    (name[1..].parse::<u32>().unwrap() - 1, column)
}

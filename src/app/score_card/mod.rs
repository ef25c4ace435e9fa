//! The trade's paper score card as an Excel workbook: a blank one becomes a catalogue, a filled one
//! what a person says of themselves.
//!
//! [`open`] and [`look`] take the file apart within bounds, [`layout`] finds the blocks of the card
//! by how they look, never by cell address, [`filled`] reads the marks.

pub mod filled;
mod layout;
mod look;
pub(super) mod open;
#[cfg(test)]
mod tests;

use crate::domain::catalogue_draft::{CatalogueDraft, MemberDraft, SkillCategoryDraft, ToolCategoryDraft};
use crate::domain::message::Message;
use crate::domain::text;
use crate::message;
use layout::{Block, Kind};
use std::collections::BTreeSet;

/// The blank card that comes with the program.
pub const EMBEDDED: &[u8] = include_bytes!("../../../appliance/score-card.xlsx");

/// Largest file that is looked at, in bytes.
pub const FILE_MAX: usize = 20_000_000;

/// The name of the tool category that holds the card's general list.
pub const GENERAL_TOOLS: &str = "General tools";

/// The catalogue of the card that comes with the program.
pub fn embedded_catalogue() -> CatalogueDraft {
    catalogue(EMBEDDED).expect("the embedded score card is one; a test reads it")
}

/// Reads a blank or filled score card as a catalogue: its trades, their skills and tools. Marks are
/// not looked at and targets stay "not set". The error says what the file is instead.
pub fn catalogue(file: &[u8]) -> Result<CatalogueDraft, Message> {
    for sheet in open::sheets(file)? {
        let mut blocks = layout::blocks(&sheet.cells);
        blocks.retain(|block| !block.names.is_empty());
        if blocks.iter().any(|b| b.kind == Kind::Skills) {
            return draft(&blocks).checked().map_err(|invalid| {
                let (_, first) = invalid
                    .fields
                    .into_iter()
                    .next()
                    .expect("an error has at least one finding");
                first
            });
        }
    }
    Err(no_card())
}

fn no_card() -> Message {
    message!(
        "This workbook is no score card: there is no heading with the columns 1, 2, 3, 4 and 5 beside it and skills below."
    )
}

fn draft(blocks: &[Block]) -> CatalogueDraft {
    let mut draft = CatalogueDraft::default();
    for block in blocks {
        match block.kind {
            Kind::Skills => draft.skill_categories.push(SkillCategoryDraft {
                name: block.title.clone(),
                description: String::new(),
                weight: 1,
                must_have: false,
                skills: members(&names(block)),
            }),
            Kind::Tools => add_tools(&mut draft, &block.title, &names(block)),
            Kind::GeneralTools => add_tools(&mut draft, GENERAL_TOOLS, &names(block)),
        }
    }
    draft
}

fn names(block: &Block) -> Vec<String> {
    block.names.iter().map(|named| named.name.clone()).collect()
}

/// Tools under a title that is there already join it: the general list is printed twice.
fn add_tools(draft: &mut CatalogueDraft, title: &str, names: &[String]) {
    let known = draft
        .tool_categories
        .iter_mut()
        .find(|c| text::folded(&c.name) == text::folded(title));
    if let Some(category) = known {
        let mut all: Vec<String> = category.tools.iter().map(|t| t.name.clone()).collect();
        all.extend_from_slice(names);
        category.tools = members(&all);
    } else {
        draft.tool_categories.push(ToolCategoryDraft {
            name: title.to_owned(),
            description: String::new(),
            tools: members(names),
        });
    }
}

/// Each name once, in the order of the card.
fn members(names: &[String]) -> Vec<MemberDraft> {
    let mut seen = BTreeSet::new();
    names
        .iter()
        .filter(|name| seen.insert(text::folded(name)))
        .map(|name| MemberDraft {
            name: name.clone(),
            description: String::new(),
        })
        .collect()
}

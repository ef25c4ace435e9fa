//! What people write into the free lines: below "Additional tools needed", "List any …" and the like.

use super::super::layout::{self, Block, Kind, Named};
use super::super::open::Value;
use super::mark::{Said, said};
use super::{Reading, Why};
use crate::domain::text::{NAME_MAX, NOTE_MAX};

/// Most special skills that are kept as such; further ones stay lines.
const SPECIAL_MAX: usize = 30;

pub fn read(reading: &mut Reading<'_>) {
    let blocks = reading.blocks;
    let mut first = None;
    for block in blocks {
        for prompt in &block.prompts {
            let written = written(reading, block, prompt);
            if written.is_empty() {
                continue;
            }
            first.get_or_insert((prompt.row, block.column));
            if prompt.name.to_lowercase().contains("special skills") {
                special(reading, written);
            } else {
                let about = match block.kind {
                    Kind::Tools => format!(" ({})", block.title),
                    _ => String::new(),
                };
                let asked = asked(&prompt.name);
                reading
                    .card
                    .notes
                    .push(format!("{asked}{about}: {}", written.join("; ")));
            }
        }
    }
    let long: usize = reading.card.notes.iter().map(|note| note.chars().count() + 1).sum();
    // Half of what can be kept: notes beside skills come to it.
    if let (Some(at), true) = (first, long > NOTE_MAX / 2) {
        reading.problem([at], Why::TooLong(NOTE_MAX / 2));
        reading.card.notes.clear();
    }
}

fn special(reading: &mut Reading<'_>, written: Vec<String>) {
    for line in written {
        let fits = line.chars().count() <= NAME_MAX && reading.card.special_skills.len() < SPECIAL_MAX;
        match fits {
            true => reading.card.special_skills.push(line),
            false => reading.card.notes.push(line),
        }
    }
}

/// The prompt as printed, without what was written behind it.
fn asked(prompt: &str) -> String {
    prompt.split([':', '_']).next().unwrap_or_default().trim().to_owned()
}

/// What is written behind a prompt and, when free lines follow it, below it; the cells are seen.
fn written(reading: &mut Reading<'_>, block: &Block, prompt: &Named) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((_, behind)) = prompt.name.split_once(':') {
        lines.extend(clean(behind));
    }
    let free = layout::ends_names(&prompt.name);
    let next = block.prompts.iter().map(|p| p.row).find(|row| *row > prompt.row);
    let end = match (free, next) {
        (false, _) => prompt.row + 1,
        (true, Some(next)) => next.min(block.end),
        (true, None) => block.end,
    };
    // The lines below the general list go across the sheet.
    let columns = match block.kind {
        Kind::GeneralTools => 0..=u32::MAX,
        _ => block.column..=block.marks.span().1,
    };
    let of_other_blocks = |row: u32, column: u32| {
        reading.blocks.iter().any(|other| {
            other.column == column && other.names.iter().chain(&other.prompts).any(|named| named.row == row)
        })
    };
    let found: Vec<((u32, u32), Value)> = reading
        .sheet
        .cells
        .range((prompt.row, 0)..(end, 0))
        .filter(|(at, _)| columns.contains(&at.1) && **at != (prompt.row, block.column))
        .filter(|(at, _)| !of_other_blocks(at.0, at.1))
        .map(|(at, value)| (*at, value.clone()))
        .collect();
    for (at, value) in found {
        let text = match &value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        // A mark is no line: if no skill and no tool takes it, it is a problem.
        if !matches!(said(Some(&value)), Said::Other) {
            continue;
        }
        reading.seen.insert(at);
        lines.extend(text.lines().filter_map(clean));
    }
    lines
}

fn clean(text: &str) -> Option<String> {
    let text = text.replace('_', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().any(char::is_alphanumeric).then_some(text)
}

//! Which tools the person can operate and has as truck stock. The general list is printed twice,
//! left and right: one list.

use super::super::layout::{Block, Kind, Marks, Named};
use super::mark::{Said, cell, ends_in_a_mark};
use super::{Reading, ToolAnswer, Why};
use crate::domain::text::folded;

/// One answer and the cells it stands in; `Err`: the cells that cannot be read for sure.
type Answer = Result<Option<(bool, u32)>, Vec<u32>>;

pub fn read(reading: &mut Reading<'_>) {
    let blocks = reading.blocks;
    let mut answers: Vec<ToolAnswer> = Vec::new();
    let mut contradicting: Vec<(Option<String>, String)> = Vec::new();
    for block in blocks.iter().filter(|block| block.kind != Kind::Skills) {
        let (first, last) = block.marks.span();
        let added = reading.added_columns(block);
        for column in block.marks.headed().into_iter().chain([block.column]) {
            reading.seen.insert((block.row, column));
        }
        for named in &block.names {
            for column in [block.column].into_iter().chain(first..=last) {
                reading.seen.insert((named.row, column));
            }
            let Some(answer) = tool(reading, block, named, &added) else {
                continue;
            };
            match answers
                .iter_mut()
                .find(|a| a.trade == answer.trade && folded(&a.name) == folded(&answer.name))
            {
                None => answers.push(answer),
                Some(before) => {
                    if !join(before, &answer) {
                        contradicting.push((answer.trade.clone(), folded(&answer.name)));
                    }
                }
            }
        }
    }
    for answer in answers {
        let lost = contradicting
            .iter()
            .any(|(trade, name)| *trade == answer.trade && *name == folded(&answer.name));
        match lost {
            false => reading.card.tools.push(answer),
            true => reading.card.problems.push(super::Problem {
                cells: answer.cells,
                why: Why::Contradicting(answer.name),
            }),
        }
    }
}

/// What the second list says added to what the first says; false when they contradict each other.
fn join(one: &mut ToolAnswer, other: &ToolAnswer) -> bool {
    let differ = |a: Option<bool>, b: Option<bool>| matches!((a, b), (Some(a), Some(b)) if a != b);
    let fits = !differ(one.can_operate, other.can_operate) && !differ(one.truck_stock, other.truck_stock);
    one.cells.extend(other.cells.iter().cloned());
    one.can_operate = one.can_operate.or(other.can_operate);
    one.truck_stock = one.truck_stock.or(other.truck_stock);
    fits
}

/// `None`: nothing is marked, or what is marked is a problem by now.
fn tool(reading: &mut Reading<'_>, block: &Block, named: &Named, added: &[u32]) -> Option<ToolAnswer> {
    let row = named.row;
    if ends_in_a_mark(&named.name) {
        reading.problem([(row, block.column)], Why::Beside(named.name.clone()));
        return None;
    }
    let (first, last) = block.marks.span();
    let columns: Vec<u32> = (first..=last).filter(|column| !added.contains(column)).collect();
    let painted = reading.painted(row, &columns);
    let (operate, stock) = match block.marks {
        Marks::YesNo { yes, no, stock } => (
            boxes(reading, row, yes, no, &painted),
            one_box(reading, row, stock, &painted),
        ),
        Marks::YesOrNo { answer, stock } => {
            let answers: Vec<u32> = (answer..stock).filter(|column| !added.contains(column)).collect();
            (
                words(reading, row, &answers, &painted),
                one_box(reading, row, stock, &painted),
            )
        }
        Marks::Levels(_) => return None,
    };
    // Between the boxes nothing should stand.
    let boxes: Vec<u32> = match block.marks {
        Marks::YesNo { yes, no, stock } => vec![yes, no, stock],
        Marks::YesOrNo { answer, stock } => (answer..=stock).collect(),
        Marks::Levels(columns) => columns.to_vec(),
    };
    let mut between = columns
        .iter()
        .filter(|c| !boxes.contains(c) && reading.said(row, **c) != Said::Nothing);
    let name = || named.name.clone();
    if between.next().is_some() {
        let marked = columns
            .iter()
            .copied()
            .filter(|c| reading.said(row, *c) != Said::Nothing || painted.contains(c));
        let marked: Vec<u32> = marked.collect();
        reading.problem(marked.into_iter().map(|c| (row, c)), Why::Beside(name()));
        return None;
    }
    let (Ok(operate), Ok(stock)) = (&operate, &stock) else {
        // All that stands on the row: a mark that was clear by itself is not taken either.
        let cells = |answer: &Answer| match answer {
            Ok(answer) => answer.iter().map(|(_, column)| *column).collect(),
            Err(cells) => cells.clone(),
        };
        let cells = [cells(&operate), cells(&stock)].concat();
        reading.problem(cells.into_iter().map(|c| (row, c)), Why::Unclear(name()));
        return None;
    };
    let cells: Vec<u32> = operate.iter().chain(stock).map(|(_, column)| *column).collect();
    if cells.is_empty() {
        return None;
    }
    if cells.iter().any(|column| reading.sheet.look.merged(row, *column)) {
        reading.problem(cells.into_iter().map(|c| (row, c)), Why::Merged(name()));
        return None;
    }
    Some(ToolAnswer {
        trade: (block.kind == Kind::Tools).then(|| block.title.clone()),
        name: named.name.clone(),
        cells: cells.into_iter().map(|column| cell(row, column)).collect(),
        can_operate: operate.map(|(answer, _)| answer),
        truck_stock: stock.map(|(answer, _)| answer),
    })
}

/// A box for yes and one for no.
fn boxes(reading: &Reading<'_>, row: u32, yes: u32, no: u32, painted: &[u32]) -> Answer {
    let ticked = |column: u32, word: Said| match reading.said(row, column) {
        Said::Nothing => Ok(painted.contains(&column)),
        Said::Tick | Said::Digit(1) => Ok(true),
        other if other == word => Ok(true),
        _ => Err(column),
    };
    match (ticked(yes, Said::Yes), ticked(no, Said::No)) {
        (Ok(true), Ok(false)) => Ok(Some((true, yes))),
        (Ok(false), Ok(true)) => Ok(Some((false, no))),
        (Ok(false), Ok(false)) => Ok(None),
        (Ok(true), Ok(true)) | (Err(_), Err(_)) => Err(vec![yes, no]),
        (Err(column), Ok(other)) => Err([column].into_iter().chain(other.then_some(no)).collect()),
        (Ok(other), Err(column)) => Err(other.then_some(yes).into_iter().chain([column]).collect()),
    }
}

/// Columns into which "Y" or "N" is written: a tick could be either.
fn words(reading: &Reading<'_>, row: u32, columns: &[u32], painted: &[u32]) -> Answer {
    let filled: Vec<u32> = columns
        .iter()
        .copied()
        .filter(|column| reading.said(row, *column) != Said::Nothing || painted.contains(column))
        .collect();
    match filled.as_slice() {
        [] => Ok(None),
        [one] => match reading.said(row, *one) {
            Said::Yes => Ok(Some((true, *one))),
            Said::No => Ok(Some((false, *one))),
            _ => Err(filled),
        },
        _ => Err(filled),
    }
}

/// The box of the truck stock.
fn one_box(reading: &Reading<'_>, row: u32, column: u32, painted: &[u32]) -> Answer {
    match reading.said(row, column) {
        Said::Nothing if painted.contains(&column) => Ok(Some((true, column))),
        Said::Nothing => Ok(None),
        Said::Tick | Said::Digit(1) | Said::Yes | Said::TruckStock => Ok(Some((true, column))),
        Said::No => Ok(Some((false, column))),
        _ => Err(vec![column]),
    }
}

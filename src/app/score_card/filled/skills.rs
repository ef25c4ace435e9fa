//! The marks 1 to 5 of the skills.

use super::super::layout::{self, Block, Kind, Marks, Named};
use super::mark::{Said, cell, ends_in_a_mark};
use super::{Reading, SkillMark, Why};

/// What the cells of one skill say together.
enum Row {
    Nothing,
    /// Index of the column.
    Marked(usize),
    Wrong(Vec<u32>, Wrong),
}

#[derive(Clone, Copy)]
enum Wrong {
    Two,
    Unclear,
    Beside,
    Merged,
}

pub fn read(reading: &mut Reading<'_>) {
    let blocks = reading.blocks;
    let digits = writes_digits(reading);
    for block in blocks {
        let (Kind::Skills, Marks::Levels(columns)) = (block.kind, block.marks) else {
            continue;
        };
        let added = reading.added_columns(block);
        for column in &added {
            if let Some(name) = reading.sheet.cells.get(&(block.row, *column)).and_then(layout::name)
                && !reading.card.columns_not_read.contains(&name)
            {
                reading.card.columns_not_read.push(name);
            }
        }
        for column in columns.into_iter().chain([block.column]) {
            reading.seen.insert((block.row, column));
        }
        let beside = beside(reading, block, &columns, &added);
        let believed = paint_is_believed(reading, block, &columns);
        for named in &block.names {
            for column in columns.iter().chain(&beside).chain(&added).chain([&block.column]) {
                reading.seen.insert((named.row, *column));
            }
            let row = row(reading, named, block.column, &columns, &beside, digits, believed);
            let note = note(reading, named, &beside);
            take(reading, block, named, row, note, &columns);
        }
    }
}

fn take(reading: &mut Reading<'_>, block: &Block, named: &Named, row: Row, note: String, columns: &[u32; 5]) {
    match row {
        Row::Nothing if note.is_empty() => {}
        Row::Nothing => reading.card.notes.push(format!("{}: {note}", named.name)),
        Row::Marked(index) => reading.card.skills.push(SkillMark {
            trade: block.title.clone(),
            name: named.name.clone(),
            cell: cell(named.row, columns[index]),
            mark: u8::try_from(index + 1).unwrap_or(0),
            note,
        }),
        Row::Wrong(cells, wrong) => {
            let name = named.name.clone();
            let why = match wrong {
                Wrong::Two => Why::TwoMarks(name),
                Wrong::Unclear => Why::Unclear(name),
                Wrong::Beside => Why::Beside(name),
                Wrong::Merged => Why::Merged(name),
            };
            reading.problem(cells.into_iter().map(|column| (named.row, column)), why);
        }
    }
}

/// Whether marks on this card are the digit of their column: then a 1 elsewhere is no tick.
fn writes_digits(reading: &Reading<'_>) -> bool {
    reading.blocks.iter().any(|block| {
        let Marks::Levels(columns) = block.marks else {
            return false;
        };
        block
            .names
            .iter()
            .any(|named| (2..=5).any(|d| reading.said(named.row, columns[usize::from(d) - 1]) == Said::Digit(d)))
    })
}

/// The columns of a block where nothing should stand: neither names nor marks, neither tools nor
/// columns that someone added.
fn beside(reading: &Reading<'_>, block: &Block, columns: &[u32; 5], added: &[u32]) -> Vec<u32> {
    let tools: Vec<(u32, u32)> = reading
        .blocks
        .iter()
        .filter(|b| b.row == block.row && b.kind == Kind::Tools)
        .map(|b| (b.column, b.marks.span().1))
        .collect();
    let last = tools.iter().map(|(_, last)| *last).max().unwrap_or(columns[4]);
    (0..=last + 3)
        .filter(|column| *column != block.column && !columns.contains(column) && !added.contains(column))
        .filter(|column| !tools.iter().any(|(first, last)| (first..=last).contains(&column)))
        .collect()
}

fn row(
    reading: &Reading<'_>,
    named: &Named,
    name_column: u32,
    columns: &[u32; 5],
    beside: &[u32],
    digits: bool,
    paint_is_believed: bool,
) -> Row {
    let row = named.row;
    if ends_in_a_mark(&named.name) {
        return Row::Wrong(vec![name_column], Wrong::Beside);
    }
    let (mut marked, mut odd) = (Vec::new(), Vec::new());
    let own_digit = |i: usize| matches!(reading.said(row, columns[i]), Said::Digit(d) if usize::from(d) == i + 1);
    // The whole scale written beside the skill is no mark; a colour on one of them is.
    let scale = (0..5).all(own_digit);
    for (i, column) in columns.iter().enumerate().filter(|_| !scale) {
        match reading.said(row, *column) {
            Said::Nothing => {}
            Said::Tick => marked.push(i),
            Said::Digit(_) if own_digit(i) => marked.push(i),
            Said::Digit(1) if !digits => marked.push(i),
            _ => odd.push(*column),
        }
    }
    let painted = reading.painted(row, columns);
    let all = |some: &[usize], more: &[u32]| {
        let mut all: Vec<u32> = some.iter().map(|i| columns[*i]).chain(more.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    if !odd.is_empty() {
        odd.extend(&painted);
        return Row::Wrong(all(&marked, &odd), Wrong::Unclear);
    }
    let beside: Vec<u32> = beside
        .iter()
        .copied()
        .filter(|column| is_mark_beside(reading, row, *column))
        .collect();
    if !beside.is_empty() {
        return Row::Wrong(all(&marked, &[beside.as_slice(), &painted].concat()), Wrong::Beside);
    }
    let cells = all(&marked, &painted);
    match cells.as_slice() {
        [] if scale => Row::Wrong(columns.to_vec(), Wrong::Two),
        [] => Row::Nothing,
        [one] if reading.sheet.look.merged(row, *one) => Row::Wrong(cells, Wrong::Merged),
        [_] if marked.is_empty() && !paint_is_believed => Row::Wrong(cells, Wrong::Unclear),
        [one] => columns
            .iter()
            .position(|column| column == one)
            .map_or(Row::Nothing, Row::Marked),
        _ => Row::Wrong(cells, Wrong::Two),
    }
}

/// A mark or a colour of its own where nothing should stand. A row painted from its name on is not
/// marked by that.
fn is_mark_beside(reading: &Reading<'_>, row: u32, column: u32) -> bool {
    let written = !matches!(reading.said(row, column), Said::Nothing | Said::Other);
    let number = matches!(
        reading.sheet.cells.get(&(row, column)),
        Some(super::super::open::Value::Number(_))
    );
    written || number || painted_beside(reading, row, column)
}

fn painted_beside(reading: &Reading<'_>, row: u32, column: u32) -> bool {
    let colour = |row: u32, column: u32| reading.sheet.look.paint(row, column);
    let Some(one) = colour(row, column) else { return false };
    let neighbours = [column.checked_sub(1), Some(column + 1)];
    let same_beside = neighbours.into_iter().flatten().any(|c| colour(row, c) == Some(one));
    let above_or_below = colour(row + 1, column) == Some(one) || row > 0 && colour(row - 1, column) == Some(one);
    !same_beside && !above_or_below
}

/// Where words and colours mark different columns, the colours mean something else.
fn paint_is_believed(reading: &Reading<'_>, block: &Block, columns: &[u32; 5]) -> bool {
    block.names.iter().all(|named| {
        let painted = reading.painted(named.row, columns);
        let written: Vec<u32> = columns
            .iter()
            .copied()
            .filter(|column| reading.said(named.row, *column) != Said::Nothing)
            .collect();
        painted.is_empty() || written.is_empty() || written.len() == 5 || painted == written
    })
}

/// Words that someone wrote beside a skill.
fn note(reading: &Reading<'_>, named: &Named, beside: &[u32]) -> String {
    let words: Vec<String> = beside
        .iter()
        .filter_map(|column| reading.sheet.cells.get(&(named.row, *column)).and_then(layout::name))
        .filter(|text| !text.is_empty())
        .collect();
    words.join("; ")
}

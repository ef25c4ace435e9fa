//! 200 filled cards and random ones: each mark is right or named with its cell, never another.

use super::chance::Chance;
use super::paper::{Ink, Paper};
use super::{blocks, read};
use crate::app::score_card::filled::mark::cell;
use crate::app::score_card::layout::{Block, Kind, Marks};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a card was filled in with.
#[derive(Default)]
struct Truth {
    /// By trade and skill: the level, and the cell.
    skills: BTreeMap<(String, String), (u8, String)>,
    /// By trade and tool, left and right list apart: can operate, truck stock, the cells.
    tools: Vec<Tool>,
    /// Cells that must be named.
    wrong: Vec<Vec<String>>,
}

type Tool = (Option<String>, String, Option<bool>, bool, Vec<String>);

/// How one person marks.
struct Habit {
    ticks: &'static [&'static str],
    digits: bool,
    paints: bool,
    mistakes: u64,
}

fn fill(seed: u64, mistakes: u64) -> (Paper, Truth) {
    let mut chance = Chance::new(seed);
    let mut paper = Paper::blank();
    paper.date_1904 = chance.percent(20);
    paper.pane = chance.percent(30);
    paper.empty_rows = if chance.percent(10) { 3_000 } else { 0 };
    let habit = Habit {
        ticks: chance.of::<&[&str]>(&[&["x"], &["X"], &["x", "X", "✓"], &["✓", "✔"], &["1"], &["☑", "x"]]),
        digits: chance.percent(15),
        paints: chance.percent(25),
        mistakes,
    };
    let added_rows = if chance.percent(30) { 1 + chance.below(3) } else { 0 };
    let blank = blocks();
    // Where rows are put in later: everything below stands lower by then.
    let with_names: Vec<&Block> = blank.iter().filter(|block| !block.names.is_empty()).collect();
    let mut inserts: Vec<u32> = (0..added_rows)
        .map(|_| {
            let block = chance.of(&with_names);
            chance.of(&block.names).row + 1
        })
        .filter(|row| *row < 216)
        .collect();
    inserts.sort_unstable();
    let new_column = chance.percent(20).then(|| *chance.of(&[1_u32, 6, 7, 11]));
    let moved = |(row, column): (u32, u32)| {
        let below = u32::try_from(inserts.iter().filter(|at| **at <= row).count()).unwrap();
        let right = new_column.is_some_and(|at| column >= at);
        (row + below, column + u32::from(right))
    };
    let name = |at: (u32, u32)| {
        let (row, column) = moved(at);
        cell(row, column)
    };
    let mut truth = Truth::default();
    for block in &blank {
        match block.marks {
            Marks::Levels(columns) => skills(&mut paper, &mut truth, &mut chance, &habit, block, &columns, &name),
            marks => tools(&mut paper, &mut truth, &mut chance, &habit, block, marks, &name),
        }
    }
    for at in inserts.iter().rev() {
        paper.insert_row(*at);
    }
    if let Some(at) = new_column {
        paper.insert_column(at);
        if chance.percent(50) {
            let row = 6 + u32::try_from(inserts.iter().filter(|at| **at <= 6).count()).unwrap();
            paper.write((row, at), Ink::Inline("Since".into()));
            paper.write((row + 1, at), Ink::Inline("2019".into()));
        }
    }
    (paper, truth)
}

fn ink(chance: &mut Chance, text: &str) -> Ink {
    match (text, chance.below(10)) {
        ("1", 0..5) => Ink::Number(1.0),
        (_, 0..4) => Ink::Inline(text.to_owned()),
        (_, 4) => Ink::Inline(format!(" {text} ")),
        (_, 5) if text != "1" => Ink::Flag(true),
        (_, 6) => Ink::Formula(text.to_owned()),
        _ => Ink::Shared(text.to_owned()),
    }
}

fn skills(
    paper: &mut Paper,
    truth: &mut Truth,
    chance: &mut Chance,
    habit: &Habit,
    block: &Block,
    columns: &[u32; 5],
    name: &impl Fn((u32, u32)) -> String,
) {
    for named in &block.names {
        if chance.percent(30) {
            continue;
        }
        let level = usize::try_from(chance.below(5)).unwrap();
        let at = (named.row, columns[level]);
        if chance.percent(habit.mistakes) {
            let cells = mistake(paper, chance, named.row, columns, level);
            truth.wrong.push(cells.into_iter().map(name).collect());
            continue;
        }
        if habit.paints && chance.percent(60) {
            paper.paint(at);
        } else if habit.digits {
            let digit = u32::try_from(level).unwrap() + 1;
            let ink = match chance.percent(50) {
                true => Ink::Number(f64::from(digit)),
                false => Ink::Inline(digit.to_string()),
            };
            paper.write(at, ink);
        } else {
            let tick = *chance.of(habit.ticks);
            let ink = ink(chance, tick);
            paper.write(at, ink);
        }
        let key = (block.title.clone(), named.name.clone());
        truth.skills.insert(key, (u8::try_from(level).unwrap() + 1, name(at)));
    }
}

/// Something nobody can read for sure on a row; the cells that must be named.
fn mistake(paper: &mut Paper, chance: &mut Chance, row: u32, columns: &[u32; 5], level: usize) -> Vec<(u32, u32)> {
    let (one, other) = ((row, columns[level]), (row, columns[(level + 2) % 5]));
    match chance.below(5) {
        0 => {
            paper.write(one, Ink::Inline("x".into()));
            paper.write(other, Ink::Inline("x".into()));
            vec![one.min(other), one.max(other)]
        }
        1 => {
            paper.write(one, Ink::Inline("?".into()));
            vec![one]
        }
        2 => {
            paper.write(one, Ink::Number(9.0));
            vec![one]
        }
        3 => {
            paper.write((row, 6), Ink::Inline("x".into()));
            vec![(row, 6)]
        }
        _ => {
            paper.write(one, Ink::Inline("x".into()));
            paper.write((row, 6), Ink::Shared("✓".into()));
            vec![one, (row, 6)]
        }
    }
}

fn tools(
    paper: &mut Paper,
    truth: &mut Truth,
    chance: &mut Chance,
    habit: &Habit,
    block: &Block,
    marks: Marks,
    name: &impl Fn((u32, u32)) -> String,
) {
    for named in &block.names {
        if chance.percent(60) {
            continue;
        }
        let (yes, no, stock) = match marks {
            Marks::YesNo { yes, no, stock } => (yes, no, stock),
            Marks::YesOrNo { answer, stock } => (answer, answer, stock),
            Marks::Levels(_) => return,
        };
        let can = (!chance.percent(15)).then(|| chance.percent(70));
        let truck = can.is_none() || chance.percent(40);
        let mut cells = Vec::new();
        if let Some(can) = can {
            let at = (named.row, if can { yes } else { no });
            let words = if can { ["Y", "Yes", "yes"] } else { ["N", "No", "no"] };
            let tick = yes != no && chance.percent(60);
            let text = if tick {
                *chance.of(habit.ticks)
            } else {
                *chance.of(&words)
            };
            let ink = match ink(chance, text) {
                Ink::Flag(_) if !tick => Ink::Inline(text.to_owned()),
                ink => ink,
            };
            paper.write(at, ink);
            cells.push(name(at));
        }
        if truck {
            let at = (named.row, stock);
            let text = *chance.of(&["TS", "ts", "x", "Y"]);
            paper.write(at, Ink::Shared(text.to_owned()));
            cells.push(name(at));
        }
        let trade = (block.kind == Kind::Tools).then(|| block.title.clone());
        truth.tools.push((trade, named.name.clone(), can, truck, cells));
    }
}

/// How many marks were right, and how many were named with their cell.
fn check(seed: u64, mistakes: u64) -> (usize, usize) {
    let (paper, truth) = fill(seed, mistakes);
    let card = read(&paper);
    let named: BTreeSet<&String> = card.problems.iter().flat_map(|p| &p.cells).collect();
    let (mut right, mut as_error) = (0, 0);
    for skill in &card.skills {
        let key = (skill.trade.clone(), skill.name.clone());
        let (level, cell) = truth
            .skills
            .get(&key)
            .unwrap_or_else(|| panic!("{seed}: {skill:?} is invented"));
        assert_eq!((skill.mark, &skill.cell), (*level, cell), "{seed}: wrong: {skill:?}");
        right += 1;
    }
    for ((trade, name), (_, cell)) in &truth.skills {
        let read = card.skills.iter().any(|s| s.trade == *trade && s.name == *name);
        assert!(read || named.contains(cell), "{seed}: {name} in {cell} is lost");
        as_error += usize::from(!read);
    }
    for cells in &truth.wrong {
        assert!(
            cells.iter().all(|cell| named.contains(cell)),
            "{seed}: {cells:?} not named in {:?}",
            card.problems
        );
        as_error += 1;
    }
    for (trade, name, can, truck, cells) in &truth.tools {
        let all: Vec<_> = truth.tools.iter().filter(|t| t.0 == *trade && t.1 == *name).collect();
        let read = card.tools.iter().find(|t| t.trade == *trade && t.name == *name);
        let Some(read) = read else {
            assert!(
                cells.iter().all(|cell| named.contains(cell)),
                "{seed}: {name} {cells:?} is lost"
            );
            as_error += 1;
            continue;
        };
        // Of the two lists either may have answered.
        assert!(all.iter().any(|t| t.2 == read.can_operate), "{seed}: {read:?}");
        assert!(can.is_none() || read.can_operate == *can, "{seed}: {read:?}");
        assert!(!truck || read.truck_stock == Some(true), "{seed}: {read:?}");
        right += 1;
    }
    for tool in &card.tools {
        assert!(
            truth.tools.iter().any(|t| t.0 == tool.trade && t.1 == tool.name),
            "{seed}: {tool:?} is invented"
        );
    }
    if mistakes == 0 {
        let contradicting = |p: &super::super::Problem| matches!(p.why, super::super::Why::Contradicting(_));
        assert!(card.problems.iter().all(contradicting), "{seed}: {:?}", card.problems);
    }
    (right, as_error)
}

#[test]
fn of_200_filled_cards_each_mark_is_right_or_named_with_its_cell() {
    let (mut right, mut as_error) = (0, 0);
    for seed in 1..=200 {
        // Every fourth person makes no mistake, and then all must be read.
        let (r, e) = check(seed, if seed % 4 == 0 { 0 } else { 6 });
        right += r;
        as_error += e;
    }
    assert!(right > 25_000 && as_error > 500, "{right} right, {as_error} named");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_person_with_any_number_of_mistakes_is_read_right_or_not_at_all(seed in 1_000..u64::MAX, mistakes in 0_u64..60) {
        check(seed, mistakes);
    }

    /// Ticks anywhere on the sheet: one alone in its row is a mark or named; none is ever lost.
    #[test]
    fn ticks_in_any_places_are_marks_or_named(places in proptest::collection::btree_set((6_u32..234, 0_u32..14), 1..80)) {
        let mut paper = Paper::blank();
        let blank = blocks();
        let printed: BTreeSet<(u32, u32)> = super::open::sheets(super::EMBEDDED).unwrap()[0].cells.keys().copied().collect();
        let places: BTreeSet<(u32, u32)> = places.into_iter().filter(|place| !printed.contains(place)).collect();
        for place in &places {
            paper.write(*place, Ink::Inline("x".into()));
        }
        let card = read(&paper);
        let mut accounted: BTreeSet<&String> = card.problems.iter().flat_map(|p| &p.cells).collect();
        for skill in &card.skills {
            let row = blank.iter().find(|b| b.title == skill.trade && b.kind == Kind::Skills).and_then(|b| {
                let Marks::Levels(columns) = b.marks else { return None };
                let row = b.names.iter().find(|n| n.name == skill.name)?.row;
                Some((row, columns[usize::from(skill.mark) - 1]))
            });
            let (row, column) = row.unwrap();
            prop_assert_eq!(&cell(row, column), &skill.cell);
            prop_assert!(places.contains(&(row, column)));
            let others = places.iter().filter(|(r, c)| *r == row && (1..=6).contains(c)).count();
            prop_assert_eq!(others, 1);
            accounted.insert(&skill.cell);
        }
        accounted.extend(card.tools.iter().flat_map(|tool| &tool.cells));
        for (row, column) in &places {
            let name = cell(*row, *column);
            prop_assert!(accounted.contains(&name), "{} is lost", name);
        }
    }
}

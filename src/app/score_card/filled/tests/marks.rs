//! Marks as people make them, one by one.

use super::paper::{Ink, Paper};
use super::{at, mark_of, read, said, skill};
use crate::app::score_card::filled::{Card, WrittenDate};
use jiff::civil::date;

fn text(text: &str) -> Ink {
    Ink::Inline(text.to_owned())
}

/// A card with these cells.
fn with(cells: &[(&str, Ink)]) -> Card {
    let mut paper = Paper::blank();
    for (cell, ink) in cells {
        paper.write(at(cell), ink.clone());
    }
    read(&paper)
}

#[test]
fn the_blank_card_says_nothing() {
    let card = read(&Paper::blank());
    assert!(card.is_blank(), "{card:?}");
    assert_eq!(card.date, WrittenDate::Nothing);
}

#[test]
fn each_kind_of_tick_is_the_level_of_its_column() {
    for tick in ["x", "X", " x ", "✓", "✔", "✔\u{FE0F}", "☑", "1"] {
        let card = with(&[("E8", text(tick))]);
        assert_eq!(mark_of(&card, "Skirting/siding"), Some(4), "{tick}");
        assert_eq!(card.problems, [], "{tick}");
    }
    for ink in [
        Ink::Number(1.0),
        Ink::Number(4.0),
        Ink::Flag(true),
        Ink::Formula("x".into()),
        Ink::Shared("X".into()),
    ] {
        let card = with(&[("E8", ink.clone())]);
        assert_eq!(mark_of(&card, "Skirting/siding"), Some(4), "{ink:?}");
    }
}

#[test]
fn a_filled_cell_beside_the_others_is_a_mark() {
    let mut paper = Paper::blank();
    paper.paint(at("C8"));
    let card = read(&paper);
    assert_eq!(mark_of(&card, "Skirting/siding"), Some(2));
    assert_eq!(card.problems, []);
}

#[test]
fn a_row_painted_from_end_to_end_is_no_mark() {
    let mut paper = Paper::blank();
    ["A8", "B8", "C8", "D8", "E8", "F8", "G8", "H8", "I8", "J8", "K8"]
        .iter()
        .for_each(|c| paper.paint(at(c)));
    assert!(read(&paper).is_blank());
}

#[test]
fn colours_that_say_something_else_than_the_words_are_not_believed() {
    let mut paper = Paper::blank();
    paper.paint(at("C8"));
    paper.write(at("D8"), text("x"));
    paper.paint(at("C9"));
    let card = read(&paper);
    assert_eq!(card.skills, []);
    assert_eq!(
        said(&card),
        [
            "C8, D8: “Skirting/siding” has more than one mark. Leave one.",
            "C9: what stands here for “Wall Framing” is no mark for sure. Write x into one column.",
        ]
    );
}

#[test]
fn two_marks_in_a_row_are_an_error_that_names_both_cells() {
    let card = with(&[("C8", text("x")), ("E8", text("x"))]);
    assert_eq!(card.skills, []);
    assert_eq!(
        said(&card),
        ["C8, E8: “Skirting/siding” has more than one mark. Leave one."]
    );
}

#[test]
fn what_is_no_mark_for_sure_is_an_error_with_its_cell() {
    for ink in [
        text("?"),
        text("xx"),
        text("y"),
        text("0"),
        Ink::Number(2.0),
        Ink::Number(7.0),
        text("3"),
    ] {
        let card = with(&[("E8", ink.clone())]);
        assert_eq!(card.skills, [], "{ink:?}");
        assert_eq!(card.problems.len(), 1, "{ink:?}");
        assert!(card.problems[0].cells.contains(&"E8".to_owned()), "{ink:?}");
    }
}

#[test]
fn a_1_is_no_tick_on_a_card_whose_marks_are_the_digits_of_their_columns() {
    let card = with(&[
        ("D8", Ink::Number(3.0)),
        ("E9", Ink::Number(1.0)),
        ("B10", Ink::Number(1.0)),
    ]);
    assert_eq!(mark_of(&card, "Skirting/siding"), Some(3));
    assert_eq!(mark_of(&card, "Wall Framing"), None);
    assert_eq!(mark_of(&card, "Joist Framing"), Some(1));
    assert_eq!(card.problems[0].cells, ["E9"]);
}

#[test]
fn the_scale_written_beside_a_skill_is_no_heading_and_no_mark() {
    let digits = ["B9", "C9", "D9", "E9", "F9"];
    let cells: Vec<_> = digits
        .iter()
        .zip(1..)
        .map(|(c, d)| (*c, Ink::Number(f64::from(d))))
        .collect();
    let card = with(&cells);
    assert_eq!(card.skills, []);
    assert_eq!(card.problems[0].cells, digits);
    let mut paper = Paper::blank();
    cells.iter().for_each(|(c, ink)| paper.write(at(c), ink.clone()));
    paper.paint(at("D9"));
    assert_eq!(mark_of(&read(&paper), "Wall Framing"), Some(3));
}

#[test]
fn a_mark_beside_the_columns_or_on_a_row_of_nothing_is_named() {
    let card = with(&[
        ("G8", text("x")),
        ("D13", text("x")),
        ("L9", text("4")),
        ("C9", text("x")),
    ]);
    assert_eq!(card.skills, []);
    assert_eq!(
        said(&card),
        [
            "C9, L9: the mark for “Wall Framing” stands in none of its columns.",
            "D13: this mark belongs to no skill and no tool.",
            "G8: the mark for “Skirting/siding” stands in none of its columns.",
        ]
    );
    let card = with(&[("A11", text("Insulating: x")), ("H8", text("Hand Broom: ✓"))]);
    assert_eq!(card.problems.len(), 2, "{card:?}");
}

#[test]
fn a_colour_beside_the_columns_is_named() {
    let mut paper = Paper::blank();
    paper.paint(at("G8"));
    assert_eq!(read(&paper).problems[0].cells, ["G8"]);
}

#[test]
fn a_mark_in_merged_cells_is_named() {
    let mut paper = Paper::blank();
    paper.merge("C8:D8");
    paper.write(at("C8"), text("x"));
    let card = read(&paper);
    assert_eq!(card.skills, []);
    assert_eq!(card.problems[0].cells, ["C8"]);
}

#[test]
fn a_broken_heading_gives_no_skill_to_another_trade() {
    // "Wall Framing" is a skill of two trades.
    let card = with(&[("D154", text("x")), ("C156", text("x"))]);
    assert!(!card.skills.iter().any(|s| s.trade == "Crawl space"), "{card:?}");
    assert!(said(&card).iter().any(|s| s.starts_with("B154, ")), "{:?}", said(&card));
}

#[test]
fn tools_are_marked_with_yes_no_and_truck_stock() {
    let card = with(&[
        ("I8", text("Y")),
        ("I9", text("no")),
        ("K9", text("TS")),
        ("I53", text("x")),
        ("J54", text("X")),
        ("I55", text("Yes")),
        ("J56", text("N")),
        ("K57", Ink::Number(1.0)),
        ("K58", text("No")),
    ]);
    let tool = |name: &str| {
        let tool = card
            .tools
            .iter()
            .find(|t| t.name == name)
            .unwrap_or_else(|| panic!("{name}: {card:?}"));
        (tool.can_operate, tool.truck_stock)
    };
    assert_eq!(tool("Hand Broom"), (Some(true), None));
    assert_eq!(tool("Chaulk Box"), (Some(false), Some(true)));
    assert_eq!(tool("2ft level"), (Some(true), None));
    assert_eq!(tool("4ft Level"), (Some(false), None));
    assert_eq!(tool("Speed Square"), (Some(true), None));
    assert_eq!(tool("Circular Saw"), (Some(false), None));
    assert_eq!(tool("Reciprocating Saw"), (None, Some(true)));
    assert_eq!(tool("Compound Miter Saw"), (None, Some(false)));
    assert_eq!(card.problems, []);
}

#[test]
fn a_tick_where_y_or_n_is_asked_and_a_yes_in_the_no_column_are_named() {
    let card = with(&[
        ("I8", text("x")),
        ("I9", text("Y")),
        ("J9", text("N")),
        ("J53", text("Yes")),
        ("I54", text("x")),
        ("J54", text("x")),
    ]);
    assert_eq!(card.tools, []);
    let cells: Vec<_> = card.problems.iter().map(|p| p.cells.join(" ")).collect();
    assert_eq!(cells, ["I54 J54", "I8", "I9 J9", "J53"]);
}

#[test]
fn the_general_list_is_one_list_and_contradicting_marks_name_both_cells() {
    let card = with(&[
        ("B218", text("x")),
        ("J218", text("x")),
        ("B219", text("x")),
        ("I219", text("Yes")),
        ("K219", text("TS")),
        ("J220", text("x")),
    ]);
    assert_eq!(
        said(&card),
        ["B218, J218: these marks for “Calculator” contradict each other."]
    );
    let tools: Vec<_> = card
        .tools
        .iter()
        .map(|t| (t.name.as_str(), t.can_operate, t.truck_stock))
        .collect();
    assert_eq!(
        tools,
        [
            ("Back Saw or equivalent", Some(true), Some(true)),
            ("Tape Measure", Some(false), None)
        ]
    );
    assert!(card.tools.iter().all(|t| t.trade.is_none()));
}

#[test]
fn the_free_lines_are_notes_and_special_skills() {
    let card = with(&[
        ("H12", text("Additional tools needed: laser level")),
        ("H36", text("Additional tools needed:")),
        ("H37", text("press tool\nleak detector")),
        ("A236", text("Plank cutter")),
        ("A249", text("Welding\nSpanish")),
        ("A231", text("Other: __Multimeter__")),
        ("G8", text("learned in 2019")),
    ]);
    assert_eq!(card.special_skills, ["Welding", "Spanish"]);
    assert_eq!(
        card.notes,
        [
            "Additional tools needed (Crawl space): laser level",
            "Additional tools needed (Bathroom/Kitchen/Plumbing): press tool; leak detector",
            "Other: Multimeter",
            "List any tools you specialize in that are not listed: Plank cutter",
            "Skirting/siding: learned in 2019",
        ]
    );
    assert_eq!(card.problems, []);
}

#[test]
fn name_and_date_share_one_cell() {
    let card = with(&[
        ("B1", text("Name:   José  Núñez               Date: 5/14/2024")),
        ("B4", text("Phone #: 555-1234")),
    ]);
    assert_eq!((card.name.as_str(), card.phone.as_str()), ("José Núñez", "555-1234"));
    assert_eq!(card.date, WrittenDate::Day(date(2024, 5, 14)));
    let card = with(&[("B1", text("Name: ___Ann Date___    Date: __30 February 2024__"))]);
    assert_eq!(card.name, "Ann Date");
    assert_eq!(said(&card), ["B1: “30 February 2024” is no day we can read."]);
    let card = with(&[("B1", text("Name:   Date: 5/4/2024"))]);
    assert_eq!(card.name, "");
    assert!(matches!(card.date, WrittenDate::Either { .. }));
}

#[test]
fn every_skill_of_the_blank_card_can_be_marked_in_every_column() {
    for level in 0..5 {
        let mut paper = Paper::blank();
        let mut skills = 0;
        for block in super::blocks() {
            if let crate::app::score_card::layout::Marks::Levels(columns) = block.marks {
                for named in &block.names {
                    paper.write((named.row, columns[level]), text("x"));
                    skills += 1;
                }
            }
        }
        let card = read(&paper);
        assert_eq!((skills, card.skills.len(), card.problems.len()), (187, 187, 0));
        assert!(card.skills.iter().all(|s| usize::from(s.mark) == level + 1));
    }
    assert_eq!(skill("Commercial Work").0, 206);
}

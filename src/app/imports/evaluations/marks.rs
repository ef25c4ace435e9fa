//! The ratings of one evaluation: from the columns of skills, or from one row each.

use super::super::super::tables::Cell;
use super::super::check::Problem;
use super::super::skill_names::SkillNames;
use super::super::source::Source;
use super::groups::Group;
use crate::domain::draft::Field;
use crate::domain::evaluation::{Content, Rating};
use crate::domain::id::SkillId;
use crate::domain::level::{Level, Mark};
use crate::domain::message::Message;
use crate::domain::text::folded;
use crate::message;
use std::collections::BTreeMap;

/// What the rows of one evaluation rate.
pub(super) struct Marks {
    pub content: Content,
    /// Nothing was wrong.
    pub whole: bool,
    /// Of the first row.
    line: u32,
    /// The row of each skill, where a row is a rating.
    lines: BTreeMap<SkillId, u32>,
}

impl Marks {
    pub fn read(source: &Source<'_>, names: &SkillNames, group: &Group, problems: &mut Vec<Problem>) -> Self {
        let before = problems.len();
        let mut marks = Self {
            content: Content::default(),
            whole: true,
            line: group.line,
            lines: BTreeMap::new(),
        };
        if source.is_long() {
            for at in &group.rows {
                marks.rating(source, names, *at, problems);
            }
        } else {
            marks.columns(source, group.rows[0], problems);
        }
        marks.whole = problems.len() == before;
        marks
    }

    fn columns(&mut self, source: &Source<'_>, at: usize, problems: &mut Vec<Problem>) {
        let row = &source.table.rows[at];
        for (column, skill) in &source.mapping.evaluations.skills {
            match mark(row.cell(*column)) {
                Ok(Some(mark)) => {
                    let rating = Rating {
                        mark,
                        note: String::new(),
                    };
                    self.content.ratings.insert(*skill, rating);
                }
                Ok(None) => {}
                Err(said) => problems.push(Problem {
                    line: row.line,
                    column: Some(source.table.column(*column)),
                    said,
                }),
            }
        }
        for (key, to) in [
            ("notes", &mut self.content.shared_notes),
            ("private", &mut self.content.private_note),
        ] {
            *to = text(source, at, key, problems);
        }
    }

    fn rating(&mut self, source: &Source<'_>, names: &SkillNames, at: usize, problems: &mut Vec<Problem>) {
        let row = &source.table.rows[at];
        let before = problems.len();
        let [category, name, note] = ["category", "skill", "note"].map(|key| text(source, at, key, problems));
        let level = source
            .mapping
            .column("level")
            .map_or(&Cell::Empty, |column| row.cell(column));
        let read = mark(level);
        let mut wrong = |key: &str, said| {
            problems.push(Problem {
                line: row.line,
                column: source.column(key),
                said,
            });
        };
        let mark = read.unwrap_or_else(|said| {
            wrong("level", said);
            None
        });
        let skill = match names.of_row(&category, &name) {
            _ if name.is_empty() => Err(message!("Please fill this in.")),
            Some(skill) => Ok(skill),
            None if category.is_empty() && names.is_shared(&name) => Err(message!(
                "More than one skill is called {name}. Please write its category as well.",
                name = name
            )),
            None if category.is_empty() => Err(message!("There is no skill {name} in the catalogue.", name = name)),
            None => Err(message!(
                "There is no skill {name} in a category {category} in the catalogue.",
                name = name,
                category = category
            )),
        };
        let skill = match skill {
            Ok(skill) => skill,
            Err(said) => return wrong("skill", said),
        };
        if let (Some(mark), Some(other)) = (mark, self.content.ratings.get(&skill))
            && other.mark != mark
        {
            let first = self.lines.get(&skill).copied().unwrap_or(self.line);
            let said = message!(
                "Line {line} rates {name} differently in the same evaluation.",
                line = first,
                name = name
            );
            return wrong("level", said);
        }
        if problems.len() == before {
            self.take(skill, mark, note, row.line);
        }
    }

    /// A note stands with the level, whichever row has it.
    fn take(&mut self, skill: SkillId, mark: Option<Mark>, note: String, line: u32) {
        self.lines.entry(skill).or_insert(line);
        let content = &mut self.content;
        match (content.ratings.get_mut(&skill), mark) {
            (Some(rating), _) => {
                if rating.note.is_empty() {
                    rating.note = note;
                }
            }
            (None, Some(mark)) => {
                let before = content.unrated_notes.remove(&skill);
                let note = if note.is_empty() {
                    before.unwrap_or_default()
                } else {
                    note
                };
                content.ratings.insert(skill, Rating { mark, note });
            }
            (None, None) => {
                if !note.is_empty() {
                    content.unrated_notes.entry(skill).or_insert(note);
                }
            }
        }
    }

    /// Where a field of the evaluation stands that cannot be taken.
    pub fn problem(&self, source: &Source<'_>, field: &str, said: Message) -> Problem {
        let (skill, key) = match Field::parse(field) {
            Some(Field::Rating(skill)) => (Some(skill), "skill"),
            Some(Field::RatingNote(skill)) => (Some(skill), "note"),
            _ => (None, field),
        };
        let columns = &source.mapping.evaluations.skills;
        let own = columns.iter().find(|(_, one)| Some(**one) == skill);
        Problem {
            line: skill
                .and_then(|skill| self.lines.get(&skill).copied())
                .unwrap_or(self.line),
            column: own.map_or_else(|| source.column(key), |(at, _)| Some(source.table.column(*at))),
            said,
        }
    }
}

fn text(source: &Source<'_>, at: usize, key: &str, problems: &mut Vec<Problem>) -> String {
    let row = &source.table.rows[at];
    match source.mapping.column(key).map(|column| row.cell(column)) {
        Some(Cell::Failed(said)) => {
            problems.push(Problem {
                line: row.line,
                column: source.column(key),
                said: Source::failed(said),
            });
            String::new()
        }
        Some(cell) => cell.text(),
        None => String::new(),
    }
}

/// A cell as a rating: 1 to 5, not applicable, or nothing. Everything else is said to be none.
fn mark(cell: &Cell) -> Result<Option<Mark>, Message> {
    let level = |number: u8| Level::new(number).map(Mark::Level);
    let mark = match cell {
        Cell::Empty => return Ok(None),
        Cell::Failed(said) => return Err(Source::failed(said)),
        Cell::Number(number) => [1_u8, 2, 3, 4, 5]
            .into_iter()
            .find(|whole| f64::from(*whole) == *number)
            .and_then(level),
        Cell::Text(text) => match folded(text).as_str() {
            "n/a" | "na" | "n.a." | "n.a" | "not applicable" | "no aplica" => Some(Mark::NotApplicable),
            text => whole(text).and_then(level),
        },
        Cell::Day(_) => None,
    };
    mark.map(Some).ok_or_else(|| {
        let text: String = cell.text().chars().take(40).collect();
        message!(
            "“{text}” is no rating. Write a level from 1 to 5 or n/a, or leave it empty.",
            text = text
        )
    })
}

/// `3`, and `3.0` as other programs write it.
fn whole(text: &str) -> Option<u8> {
    let digits = match text.split_once(['.', ',']) {
        Some((digits, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => digits,
        Some(_) => return None,
        None => text,
    };
    match digits.as_bytes() {
        [digit] if digit.is_ascii_digit() => Some(digit - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_cell_is_a_level_not_applicable_nothing_or_wrong() {
        for (cell, level) in [
            (Cell::Number(1.0), 1),
            (Cell::Number(5.0), 5),
            (Cell::Text(" 3 ".into()), 3),
            (Cell::Text("4.0".into()), 4),
            (Cell::Text("2,00".into()), 2),
        ] {
            assert_eq!(mark(&cell), Ok(Level::new(level).map(Mark::Level)), "{cell:?}");
        }
        for text in ["n/a", "N/A", "NA", "n.a.", "Not  applicable", "No aplica"] {
            assert_eq!(mark(&Cell::Text(text.into())), Ok(Some(Mark::NotApplicable)), "{text}");
        }
        assert_eq!(mark(&Cell::Empty), Ok(None));
        for text in [
            "0", "6", "3?", "3.5", "3,5", "-1", "+3", "33", "3 4", "3/5", "x", "three", "n/a?", "?", "3.", "٣", "1e0",
            "-",
        ] {
            assert!(mark(&Cell::Text(text.into())).is_err(), "{text}");
        }
        for number in [0.0, 6.0, 3.5, 2.999_999, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(mark(&Cell::Number(number)).is_err(), "{number}");
        }
        assert!(mark(&Cell::Day(date(2024, 5, 3))).is_err());
        assert!(
            mark(&Cell::Failed("#N/A".into())).is_err(),
            "a formula that failed says nothing"
        );
    }
}

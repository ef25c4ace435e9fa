//! Name, date and telephone number, which stand above the first trade; name and date share one cell.

use super::super::open::Value;
use super::written_date::{self, WrittenDate};
use super::{Reading, Why};

/// What is asked for above the trades, as printed.
const PROMPTS: [&str; 3] = ["name", "date", "phone #"];

pub fn read(reading: &mut Reading<'_>, first: u32) {
    let sheet = reading.sheet;
    let mut answers: [Option<((u32, u32), String)>; 3] = [None, None, None];
    let mut a_day = None;
    for (&at, value) in sheet.cells.range(..(first, 0)) {
        match value {
            Value::Text(text) => {
                for (prompt, said) in answered(text) {
                    let beside = || sheet.cells.range((at.0, at.1 + 1)..=(at.0, u32::MAX)).next();
                    let said = match (said.is_empty(), beside()) {
                        // The answer may stand in the cell beside.
                        (true, Some((_, Value::Text(text)))) if answered(text).is_empty() => blanks(text),
                        _ => said,
                    };
                    answers[prompt].get_or_insert((at, said));
                }
            }
            Value::Day(day) => {
                a_day.get_or_insert(*day);
            }
            _ => {}
        }
    }
    let [name, date, phone] = answers;
    reading.card.name = short(name.map(|(_, name)| name));
    reading.card.phone = short(phone.map(|(_, phone)| phone));
    if let Some((at, written)) = date {
        reading.card.date = written_date::read(&written);
        if let WrittenDate::Unreadable(written) = reading.card.date.clone() {
            reading.problem([at], Why::NoDay(written));
        }
    }
    if let (WrittenDate::Nothing, Some(day)) = (&reading.card.date, a_day) {
        reading.card.date = WrittenDate::Day(day);
    }
}

/// The prompts in a cell, by their place in [`PROMPTS`], and what is written behind each.
fn answered(text: &str) -> Vec<(usize, String)> {
    let folded = text.to_ascii_lowercase();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (prompt, words) in PROMPTS.iter().enumerate() {
        let at = folded.match_indices(words).find_map(|(at, _)| {
            let begins = folded[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let rest = &folded[at + words.len()..];
            let colon = rest.len() - rest.trim_start().len();
            (begins && rest.trim_start().starts_with(':')).then_some((at, at + words.len() + colon + 1))
        });
        if let Some((at, after)) = at {
            found.push((at, after, prompt));
        }
    }
    found.sort_unstable();
    let ends = found.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    found
        .iter()
        .zip(ends)
        .map(|((_, after, prompt), end)| (*prompt, blanks(text.get(*after..end.max(*after)).unwrap_or_default())))
        .collect()
}

/// Without the line that was printed to write on.
fn blanks(text: &str) -> String {
    let text = text.replace('_', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}

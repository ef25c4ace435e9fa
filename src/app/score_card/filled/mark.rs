//! What one cell says, and what cells are called.

use super::super::open::Value;

/// What stands in a cell that is meant for a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Nothing,
    /// x, ✓, a ticked box.
    Tick,
    /// A whole number from 1 to 5.
    Digit(u8),
    Yes,
    No,
    TruckStock,
    /// Something else: nobody can tell what it means here.
    Other,
}

/// What a cell says.
pub fn said(value: Option<&Value>) -> Said {
    match value {
        None | Some(Value::Flag(false)) => Said::Nothing,
        Some(Value::Flag(true)) => Said::Tick,
        Some(Value::Number(number)) => (1..=5)
            .find(|digit| f64::from(*digit) == *number)
            .map_or(Said::Other, Said::Digit),
        Some(Value::Text(text)) => said_in_words(text),
        Some(Value::Day(_) | Value::Unreadable) => Said::Other,
    }
}

fn said_in_words(text: &str) -> Said {
    // What turns a sign into a picture, and what nobody sees.
    let hidden = |c: &char| {
        !matches!(
            c,
            '\u{FE0E}' | '\u{FE0F}' | '\u{200B}'..='\u{200F}' | '\u{A0}' | '\u{FEFF}'
        )
    };
    let text: String = text.chars().filter(hidden).collect();
    match text.trim().to_lowercase().as_str() {
        // A box nobody ticked.
        "" | "☐" | "□" => Said::Nothing,
        "x" | "×" | "✕" | "✓" | "✔" | "√" | "☑" | "☒" | "✅" | "●" | "•" | "■" | "\u{F0FC}" | "\u{F0FE}" => {
            Said::Tick
        }
        "y" | "yes" | "sí" | "si" => Said::Yes,
        "n" | "no" => Said::No,
        "ts" | "t.s." => Said::TruckStock,
        digit @ ("1" | "2" | "3" | "4" | "5") => digit.parse().map_or(Said::Other, Said::Digit),
        _ => Said::Other,
    }
}

/// Whether a text is a mark and nothing else.
pub fn is_a_mark(text: &str) -> bool {
    !matches!(said_in_words(text), Said::Nothing | Said::Other)
}

/// Whether a name ends in a mark that someone wrote behind it: `Insulating: x`.
pub fn ends_in_a_mark(name: &str) -> bool {
    let behind_the_colon = name.rsplit_once(':').is_some_and(|(_, tail)| is_a_mark(tail));
    let last = name.rsplit_once(' ').map(|(_, last)| said_in_words(last));
    behind_the_colon || last == Some(Said::Tick)
}

/// What a cell is called in a workbook: row 11 and column 1, from 0, are `B12`.
pub fn cell(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_in_a_workbook() {
        assert_eq!(cell(0, 0), "A1");
        assert_eq!(cell(11, 25), "Z12");
        assert_eq!(cell(11, 26), "AA12");
        assert_eq!(cell(0, 16_383), "XFD1");
    }

    #[test]
    fn what_is_no_mark_for_sure_is_something_else() {
        for odd in [
            "xx", "?", "x?", "0", "6", "2.5", "1-2", "✗", "❌", "-", "n/a", "o", "ü", "TS?",
        ] {
            assert_eq!(said(Some(&Value::Text(odd.into()))), Said::Other, "{odd}");
        }
        for number in [0.0, 1.5, -1.0, 6.0, f64::NAN, f64::INFINITY] {
            assert_eq!(said(Some(&Value::Number(number))), Said::Other, "{number}");
        }
        assert_eq!(said(Some(&Value::Unreadable)), Said::Other);
    }
}

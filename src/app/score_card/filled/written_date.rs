//! Dates as people write them by hand: `5/4/2024`, `4 May 24`, `mayo 4, 2024`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the date on a card says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrittenDate {
    #[default]
    Nothing,
    Day(Date),
    /// It is one day with the month first and another with the day first.
    Either {
        month_first: Date,
        day_first: Date,
    },
    /// What was written, which is no day.
    Unreadable(String),
}

const MONTHS: [&[&str]; 12] = [
    &["jan", "ene"],
    &["feb"],
    &["mar"],
    &["apr", "abr"],
    &["may"],
    &["jun"],
    &["jul"],
    &["aug", "ago"],
    &["sep"],
    &["oct"],
    &["nov"],
    &["dec", "dic"],
];

/// Reads what stands behind "Date:".
pub fn read(written: &str) -> WrittenDate {
    let trimmed = written.trim_matches(|c: char| c.is_whitespace() || c == '_' || c == ':');
    if !trimmed.chars().any(char::is_alphanumeric) {
        return WrittenDate::Nothing;
    }
    parsed(trimmed).unwrap_or_else(|| WrittenDate::Unreadable(trimmed.chars().take(60).collect()))
}

fn parsed(written: &str) -> Option<WrittenDate> {
    let parts: Vec<&str> = written
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && !matches!(part.to_lowercase().as_str(), "de" | "del" | "of"))
        .collect();
    let numbers: Vec<(usize, i16)> = parts
        .iter()
        .filter_map(|part| Some((part.len(), number(part)?)))
        .collect();
    let months: Vec<i16> = parts.iter().filter_map(|part| month(part)).collect();
    match (parts.len(), numbers.as_slice(), months.as_slice()) {
        // The day may be the year as well: 24 May 25 is the 24th, as nobody writes the year first there.
        (3, [first, second], [month]) => {
            let (year, day) = if first.0 == 4 {
                (*first, *second)
            } else {
                (*second, *first)
            };
            Some(WrittenDate::Day(date(year, *month, day)?))
        }
        (3, [year @ (4, _), month, day], []) => Some(WrittenDate::Day(date(*year, month.1, *day)?)),
        (3, [first, second, year], []) => {
            let month_first = date(*year, first.1, *second);
            let day_first = date(*year, second.1, *first);
            match (month_first, day_first) {
                (Some(month_first), Some(day_first)) if month_first != day_first => {
                    Some(WrittenDate::Either { month_first, day_first })
                }
                (Some(day), _) | (_, Some(day)) => Some(WrittenDate::Day(day)),
                (None, None) => None,
            }
        }
        _ => None,
    }
}

fn number(part: &str) -> Option<i16> {
    let digits = part.trim_end_matches(|c: char| "stndrh".contains(c.to_ascii_lowercase()));
    // 1st, 2nd, 3rd, 4th; never a number with a tail of another kind.
    let tail = &part[digits.len()..].to_lowercase();
    let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    (plain && matches!(tail.as_str(), "" | "st" | "nd" | "rd" | "th")).then(|| digits.parse().ok())?
}

fn month(part: &str) -> Option<i16> {
    let folded = part.to_lowercase();
    let known = |names: &&[&str]| names.iter().any(|name| folded.starts_with(name));
    if !folded.chars().all(char::is_alphabetic) {
        return None;
    }
    (1..)
        .zip(&MONTHS)
        .find(|(_, names)| known(names))
        .map(|(month, _)| month)
}

/// Years of two digits are of this century.
fn date(year: (usize, i16), month: i16, day: (usize, i16)) -> Option<Date> {
    let year = match year {
        (4, year) => year,
        (2, year) => 2000 + year,
        _ => return None,
    };
    if day.0 > 2 && day.1 > 31 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day.1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn a_date_that_can_be_only_one_day_is_that_day() {
        for (written, wanted) in [
            ("2024-05-04", day(2024, 5, 4)),
            ("2024/5/4", day(2024, 5, 4)),
            ("5/14/2024", day(2024, 5, 14)),
            ("14.5.24", day(2024, 5, 14)),
            ("4/4/2024", day(2024, 4, 4)),
            ("May 4, 2024", day(2024, 5, 4)),
            ("4 May 24", day(2024, 5, 4)),
            ("4-may-2024", day(2024, 5, 4)),
            ("September 3rd, 2024", day(2024, 9, 3)),
            ("3 de sept. de 2024", day(2024, 9, 3)),
            ("__2024-02-29__", day(2024, 2, 29)),
        ] {
            assert_eq!(read(written), WrittenDate::Day(wanted), "{written}");
        }
    }

    #[test]
    fn a_date_that_can_be_two_days_is_asked() {
        for written in ["5/4/2024", "05-04-24", "5. 4. 2024", "5 4 2024"] {
            let both = WrittenDate::Either {
                month_first: day(2024, 5, 4),
                day_first: day(2024, 4, 5),
            };
            assert_eq!(read(written), both, "{written}");
        }
    }

    #[test]
    fn what_is_no_day_is_never_another_day() {
        for written in [
            "30 February 2024",
            "2/30/2024",
            "2023-02-29",
            "13/13/2024",
            "tomorrow",
            "May 2024",
            "5/4",
            "5/4/2024/1",
            "2024",
            "0/0/2024",
            "5x/4/2024",
            "May June 2024",
            "5/4/999",
        ] {
            assert!(
                matches!(read(written), WrittenDate::Unreadable(_)),
                "{written}: {:?}",
                read(written)
            );
        }
        for written in ["", "  ", "_______", ":"] {
            assert_eq!(read(written), WrittenDate::Nothing);
        }
    }
}

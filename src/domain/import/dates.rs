//! Days as tables have them: `2024-05-31`, `31/05/2024`, `5/31/24`, `31 May 2024`, `31 de mayo de 2024`.
//! Whether the day or the month comes first is asked when a column does not tell.

use crate::domain::day;
use crate::domain::message::Message;
use crate::message;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Which of two numbers comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// `day` or `month`.
    pub const fn word(self) -> &'static str {
        match self {
            Order::DayFirst => "day",
            Order::MonthFirst => "month",
        }
    }

    /// The order of that [word](Self::word).
    pub fn parse(word: &str) -> Option<Self> {
        [Order::DayFirst, Order::MonthFirst]
            .into_iter()
            .find(|order| order.word() == word)
    }
}

/// A text as a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    /// Year, month, day, whatever the order.
    Plain(i32, i32, i32),
    /// Two numbers that could be either, and the year.
    Pair(i32, i32, i32),
}

/// The order a column is written in; `None` when it does not tell, or tells both.
pub fn order<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Order> {
    let (mut day_first, mut month_first, mut unsure) = (false, false, false);
    for text in texts {
        match parts(text) {
            Some(Parts::Pair(first, second, _)) if first > 12 && second <= 12 => day_first = true,
            Some(Parts::Pair(first, second, _)) if second > 12 && first <= 12 => month_first = true,
            Some(Parts::Pair(first, second, _)) if first != second => unsure = true,
            _ => {}
        }
    }
    match (day_first, month_first, unsure) {
        (true, false, _) => Some(Order::DayFirst),
        (false, true, _) => Some(Order::MonthFirst),
        // Nothing depends on it.
        (false, false, false) => Some(Order::DayFirst),
        _ => None,
    }
}

/// Reads a day; the error says what is wrong with it.
pub fn read(text: &str, order: Option<Order>) -> Result<Date, Message> {
    let unreadable =
        || message!("This is not a date that can be read. Write it as year-month-day, for example 2024-05-31.");
    let (year, month, day) = match (parts(text).ok_or_else(unreadable)?, order) {
        (Parts::Plain(year, month, day), _) => (year, month, day),
        (Parts::Pair(day, month, _), Some(Order::DayFirst)) if month > 12 && day <= 12 => {
            return Err(message!("With the day first there is no month {month}.", month = month));
        }
        (Parts::Pair(month, day, _), Some(Order::MonthFirst)) if month > 12 && day <= 12 => {
            return Err(message!(
                "With the month first there is no month {month}.",
                month = month
            ));
        }
        (Parts::Pair(day, month, year), Some(Order::DayFirst)) => (year, month, day),
        (Parts::Pair(month, day, year), Some(Order::MonthFirst)) => (year, month, day),
        (Parts::Pair(first, second, year), None) => match (first > 12, second > 12) {
            (true, _) => (year, second, first),
            (_, true) => (year, first, second),
            _ if first == second => (year, first, second),
            _ => {
                return Err(message!(
                    "This can be two different days. Please choose whether the day or the month comes first."
                ));
            }
        },
    };
    day::required("", &format!("{year:04}-{month}-{day}")).map_err(|invalid| {
        let said = invalid.fields.into_iter().next().map(|(_, said)| said);
        said.unwrap_or_else(unreadable)
    })
}

/// The day of a spreadsheet's serial number. `None`: outside of what spreadsheets count.
pub fn of_serial(serial: f64, since_1904: bool) -> Option<Date> {
    let first = if since_1904 { 0.0 } else { 1.0 };
    if !(first..2_958_466.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let zero = match (since_1904, days) {
        (true, _) => date(1904, 1, 1),
        // Spreadsheets count a 29 February 1900 that never was.
        (false, 60) => return None,
        (false, ..60) => date(1899, 12, 31),
        (false, _) => date(1899, 12, 30),
    };
    zero.checked_add(days.days()).ok()
}

fn parts(text: &str) -> Option<Parts> {
    let text = without_time(text.trim());
    if text.len() > 40 {
        return None;
    }
    let pieces: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | '-' | ','))
        .filter(|piece| !piece.is_empty() && !matches!(piece.to_lowercase().as_str(), "de" | "del" | "of" | "the"))
        .collect();
    if let [digits] = pieces.as_slice()
        && digits.len() == 8
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(Parts::Plain(
            number(&digits[..4])?,
            number(&digits[4..6])?,
            number(&digits[6..])?,
        ));
    }
    let &[first, second, third] = pieces.as_slice() else {
        return None;
    };
    if let Some(month) = month(second) {
        return match first.len() {
            4 if number(first).is_some() => Some(Parts::Plain(number(first)?, month, number(ordinal(third))?)),
            _ => Some(Parts::Plain(year(third)?, month, number(ordinal(first))?)),
        };
    }
    if let Some(month) = month(first) {
        return Some(Parts::Plain(year(third)?, month, number(ordinal(second))?));
    }
    if first.len() == 4 {
        return Some(Parts::Plain(number(first)?, number(second)?, number(third)?));
    }
    let (first, second, year) = (short(first)?, short(second)?, year(third)?);
    match text.contains('.') {
        // Nobody writes the month first with points.
        true => Some(Parts::Plain(year, second, first)),
        false => Some(Parts::Pair(first, second, year)),
    }
}

/// Without a time behind the day.
fn without_time(text: &str) -> &str {
    let end = text.find(':').map_or(text.len(), |colon| {
        text[..colon].rfind([' ', 'T', 't']).unwrap_or(text.len())
    });
    text[..end].trim_end()
}

fn number(text: &str) -> Option<i32> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn short(text: &str) -> Option<i32> {
    number(text).filter(|_| text.len() <= 2)
}

/// Two digits are the years from 1950 to 2049.
fn year(text: &str) -> Option<i32> {
    match (text.len(), number(text)?) {
        (4, year) => Some(year),
        (2, year) if year < 50 => Some(2000 + year),
        (2, year) => Some(1900 + year),
        _ => None,
    }
}

fn ordinal(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_alphabetic() || c == 'º')
}

fn month(text: &str) -> Option<i32> {
    const NAMES: [(&str, &str); 12] = [
        ("january", "enero"),
        ("february", "febrero"),
        ("march", "marzo"),
        ("april", "abril"),
        ("may", "mayo"),
        ("june", "junio"),
        ("july", "julio"),
        ("august", "agosto"),
        ("september", "septiembre"),
        ("october", "octubre"),
        ("november", "noviembre"),
        ("december", "diciembre"),
    ];
    let text = text.to_lowercase();
    if text.chars().count() < 3 {
        return None;
    }
    let at = NAMES.iter().position(|(english, spanish)| {
        english.starts_with(&text)
            || spanish.starts_with(&text)
            || (text == "sept" || text == "set") && *english == "september"
    })?;
    i32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_days_as_people_write_them() {
        for text in [
            "2024-05-31",
            "2024/5/31",
            "2024-05-31T00:00:00",
            "2024-05-31 00:00:00",
            "20240531",
            "31/05/2024",
            "05/31/2024",
            "5/31/24",
            "31.5.2024",
            "31 May 2024",
            "May 31, 2024",
            "31st May 2024",
            "31-may-24",
            "31 de mayo de 2024",
            "2024 May 31",
        ] {
            assert_eq!(read(text, None), Ok(date(2024, 5, 31)), "{text}");
        }
        assert_eq!(read("3/4/2024", Some(Order::DayFirst)), Ok(date(2024, 4, 3)));
        assert_eq!(read("3/4/2024", Some(Order::MonthFirst)), Ok(date(2024, 3, 4)));
        assert_eq!(read("5/5/99", None), Ok(date(1999, 5, 5)));
    }

    #[test]
    fn never_guesses_between_two_days() {
        let said = read("3/4/2024", None).unwrap_err().to_string();
        assert!(said.contains("two different days"), "{said}");
    }

    #[test]
    fn says_which_day_there_is_not() {
        let said = |text, order| read(text, order).unwrap_err().to_string();
        assert!(said("30/02/2024", Some(Order::DayFirst)).contains("no 30 February in the year 2024"));
        assert!(said("5/31/2024", Some(Order::DayFirst)).contains("no month 31"));
        assert!(said("31/5/2024", Some(Order::MonthFirst)).contains("no month 31"));
        for text in [
            "soon",
            "1/2",
            "1/2/3/4",
            "2024-13-01",
            "32/33/2024",
            "=TODAY()",
            "1/2/204",
        ] {
            assert!(read(text, Some(Order::DayFirst)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_column_tells_its_order_or_does_not() {
        let of = |texts: &[&str]| order(texts.iter().copied());
        assert_eq!(of(&["1/2/2024", "31/1/2024"]), Some(Order::DayFirst));
        assert_eq!(of(&["1/2/2024", "1/31/2024"]), Some(Order::MonthFirst));
        assert_eq!(of(&["1/2/2024", "3/4/2024"]), None);
        assert_eq!(of(&["13/2/2024", "2/13/2024"]), None, "both orders in one column");
        assert_eq!(of(&["2024-01-02", "4/4/2024"]), Some(Order::DayFirst));
    }

    #[test]
    fn serial_days_count_from_1900_or_1904() {
        assert_eq!(of_serial(45_443.0, false), Some(date(2024, 5, 31)));
        assert_eq!(of_serial(45_443.75, false), Some(date(2024, 5, 31)));
        assert_eq!(of_serial(43_981.0, true), Some(date(2024, 5, 31)));
        assert_eq!(of_serial(1.0, false), Some(date(1900, 1, 1)));
        assert_eq!(of_serial(61.0, false), Some(date(1900, 3, 1)));
        assert_eq!(of_serial(60.0, false), None);
        for serial in [-1.0, 0.5, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(of_serial(serial, false), None);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_answered(text in "\\PC{0,30}", numbers in "[0-9 /.-]{0,14}") {
            for text in [&text, &numbers] {
                for order in [None, Some(Order::DayFirst), Some(Order::MonthFirst)] {
                    let _ = read(text, order);
                }
            }
        }

        #[test]
        fn a_day_written_in_an_order_is_read_in_it(year in 1950i16..2050, month in 1i8..=12, day in 1i8..=28) {
            let written = Date::new(year, month, day).unwrap();
            prop_assert_eq!(read(&format!("{day}/{month}/{year}"), Some(Order::DayFirst)), Ok(written));
            prop_assert_eq!(read(&format!("{month}-{day}-{year}"), Some(Order::MonthFirst)), Ok(written));
            prop_assert_eq!(read(&format!("{day}.{month}.{year}"), None), Ok(written));
        }
    }
}

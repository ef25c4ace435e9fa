//! Days as people type them: `2024-02-29`, with a sentence for a day the calendar does not have.

use super::invalid::Invalid;
use super::message::Message;
use crate::message;
use jiff::civil::Date;

/// Reads `YYYY-MM-DD`, which is also what a browser's date field sends.
pub fn required(field: &str, typed: &str) -> Result<Date, Invalid> {
    optional(field, typed)?.ok_or_else(|| Invalid::one(field, message!("Please give a date.")))
}

/// The same, where no date is an answer.
pub fn optional(field: &str, typed: &str) -> Result<Option<Date>, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let unreadable = || {
        Invalid::one(
            field,
            message!("Please write the date as year-month-day, for example 2024-05-31."),
        )
    };
    let parts: Vec<&str> = typed.split('-').collect();
    let &[year, month, day] = parts.as_slice() else {
        return Err(unreadable());
    };
    if year.len() != 4 || !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) {
        return Err(unreadable());
    }
    let number = |text: &str| -> Result<i16, Invalid> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or_else(unreadable)
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    match Date::new(year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0)) {
        Ok(date) => Ok(Some(date)),
        Err(_) if (1..=12).contains(&month) && (1..=31).contains(&day) => Err(Invalid::one(
            field,
            message!(
                "There is no {day} {month} in the year {year}. Please check the date.",
                day = day,
                month = month_name(month),
                year = year
            ),
        )),
        Err(_) => Err(unreadable()),
    }
}

fn month_name(month: i16) -> Message {
    match month {
        1 => message!("January"),
        2 => message!("February"),
        3 => message!("March"),
        4 => message!("April"),
        5 => message!("May"),
        6 => message!("June"),
        7 => message!("July"),
        8 => message!("August"),
        9 => message!("September"),
        10 => message!("October"),
        11 => message!("November"),
        _ => message!("December"),
    }
}

/// The name of a day's month, as dates have it: `Jan`.
pub fn short_month(day: Date) -> Message {
    match day.month() {
        1 => message!("Jan"),
        2 => message!("Feb"),
        3 => message!("Mar"),
        4 => message!("Apr"),
        5 => message!("May"),
        6 => message!("Jun"),
        7 => message!("Jul"),
        8 => message!("Aug"),
        9 => message!("Sep"),
        10 => message!("Oct"),
        11 => message!("Nov"),
        _ => message!("Dec"),
    }
}

/// A day for a sentence, with no order of day and month to guess: `4 May 2024`.
pub fn in_words(day: Date) -> Message {
    message!(
        "{day} {month} {year}",
        day = day.day(),
        month = short_month(day),
        year = day.year()
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use jiff::civil::date;

    fn said(typed: &str) -> String {
        required("day", typed).unwrap_err().to_string()
    }

    #[test]
    fn reads_a_leap_day() {
        assert_eq!(required("day", " 2024-02-29 "), Ok(date(2024, 2, 29)));
        assert_eq!(required("day", "2024-2-9"), Ok(date(2024, 2, 9)));
    }

    #[test]
    fn says_which_day_the_calendar_does_not_have() {
        assert_eq!(
            said("2023-02-29"),
            "There is no 29 February in the year 2023. Please check the date."
        );
        assert_eq!(
            said("2024-04-31"),
            "There is no 31 April in the year 2024. Please check the date."
        );
    }

    #[test]
    fn says_how_to_write_a_date() {
        for typed in [
            "tomorrow",
            "5/4/2024",
            "2024-13-01",
            "2024-00-10",
            "24-01-01",
            "2024-05-0x",
            "2024-+5-01",
            "99999-01-01",
        ] {
            assert!(said(typed).starts_with("Please write the date"), "{typed}");
        }
        assert_eq!(said("  "), "Please give a date.");
        assert_eq!(optional("day", ""), Ok(None));
    }

    #[test]
    fn says_a_day_in_words() {
        assert_eq!(in_words(date(2024, 5, 4)).to_string(), "4 May 2024");
    }
}

//! What is typed about a person, and what it becomes once it is accepted.

use super::super::day;
use super::super::invalid::Invalid;
use super::super::text::{self, NAME_MAX, NOTE_MAX};
use super::super::tier::Tier;
use super::Employee;
use crate::message;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Longest employee number, in characters.
pub const NUMBER_MAX: usize = 30;
/// Longest telephone number, in characters: room for an extension.
pub const PHONE_MAX: usize = 40;
/// Longest e-mail address, in characters (RFC 5321).
pub const EMAIL_MAX: usize = 254;
/// Nobody on a crew was hired before this day.
pub const EARLIEST_HIRE: Date = date(1950, 1, 1);

/// The fields of the form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub first_name: String,
    pub last_name: String,
    pub number: String,
    pub phone: String,
    pub email: String,
    pub hire_date: String,
    pub notes: String,
}

/// The same, accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub first_name: String,
    pub last_name: String,
    pub number: Option<String>,
    pub phone: String,
    pub email: String,
    pub hire_date: Date,
    pub notes: String,
}

impl Facts {
    /// Reads all fields; what is not accepted comes back all at once, by field name.
    pub fn parse(typed: &Typed, today: Date) -> Result<Self, Invalid> {
        // In the order of the form, which is the order of the sentences.
        let mut invalid = Invalid::new();
        let first_name = invalid.take(text::required("first_name", &typed.first_name, NAME_MAX));
        let last_name = invalid.take(text::required("last_name", &typed.last_name, NAME_MAX));
        let hire_date = invalid.take(hire_date(&typed.hire_date, today).map(Some));
        let number = invalid.take(text::optional("number", &typed.number, NUMBER_MAX));
        let facts = Self {
            first_name,
            last_name,
            number: Some(number).filter(|number| !number.is_empty()),
            hire_date: hire_date.unwrap_or(today),
            phone: invalid.take(phone("phone", &typed.phone)),
            email: invalid.take(email("email", &typed.email)),
            notes: invalid.take(text::lines("notes", &typed.notes, NOTE_MAX)),
        };
        invalid.into_result(facts)
    }
}

impl Employee {
    /// The facts as they stand in the form.
    pub fn typed(&self) -> Typed {
        Typed {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            number: self.number.clone().unwrap_or_default(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            hire_date: self.hire_date.to_string(),
            notes: self.notes.clone(),
        }
    }
}

fn hire_date(typed: &str, today: Date) -> Result<Date, Invalid> {
    let hired = day::required("hire_date", typed)?;
    if hired < EARLIEST_HIRE {
        return Err(Invalid::one(
            "hire_date",
            message!("This is before 1950. Please check the year."),
        ));
    }
    if hired > today.saturating_add(1.year()) {
        return Err(Invalid::one(
            "hire_date",
            message!("This is more than a year ahead. Please check the year."),
        ));
    }
    Ok(hired)
}

/// A telephone number as people write it: anything with a digit in it.
pub fn phone(field: &str, typed: &str) -> Result<String, Invalid> {
    let phone = text::optional(field, typed, PHONE_MAX)?;
    if !phone.is_empty() && !phone.chars().any(|c| c.is_ascii_digit()) {
        return Err(Invalid::one(
            field,
            message!("A phone number has digits, for example 555-0134."),
        ));
    }
    Ok(phone)
}

/// An e-mail address that could be one. Whether it is, only a mail shows.
pub fn email(field: &str, typed: &str) -> Result<String, Invalid> {
    let email = text::optional(field, typed, EMAIL_MAX)?;
    let plausible = email.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.')
    });
    if !email.is_empty() && (!plausible || email.contains(char::is_whitespace) || email.contains(['<', '>', ','])) {
        return Err(Invalid::one(
            field,
            message!("An e-mail address looks like name@example.com."),
        ));
    }
    Ok(email)
}

/// A tier from 1 to 5.
pub fn tier(field: &str, typed: &str) -> Result<Tier, Invalid> {
    typed
        .trim()
        .parse()
        .ok()
        .and_then(Tier::new)
        .ok_or_else(|| Invalid::one(field, message!("Please choose one of the five tiers.")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 5, 4);

    fn typed() -> Typed {
        Typed {
            first_name: "Ann".into(),
            last_name: "Lee".into(),
            hire_date: "2024-02-29".into(),
            ..Typed::default()
        }
    }

    fn said(typed: &Typed, field: &str) -> String {
        Facts::parse(typed, TODAY)
            .unwrap_err()
            .of(field)
            .unwrap_or_else(|| panic!("nothing said of {field}"))
            .to_string()
    }

    #[test]
    fn a_name_and_a_hire_date_are_enough() {
        let facts = Facts::parse(&typed(), TODAY).unwrap();
        assert_eq!(facts.hire_date, date(2024, 2, 29));
        assert_eq!(facts.number, None);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let all = Typed {
            first_name: "  ".into(),
            last_name: "x".repeat(10_000),
            number: "9".repeat(31),
            phone: "call me".into(),
            email: "nobody".into(),
            hire_date: "2023-02-29".into(),
            notes: "n".repeat(4_001),
        };
        let invalid = Facts::parse(&all, TODAY).unwrap_err();
        let fields: Vec<&str> = invalid.fields.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields.len(), 7, "{invalid}");
        assert!(said(&all, "last_name").contains("10000 characters"));
        assert!(said(&all, "hire_date").contains("no 29 February in the year 2023"));
    }

    #[test]
    fn names_keep_script_tags_emoji_and_right_to_left_text_as_they_are() {
        for name in ["<script>alert(1)</script>", "Ann 🛠️", "שלום", "محمد"] {
            let t = Typed {
                first_name: name.into(),
                ..typed()
            };
            assert_eq!(Facts::parse(&t, TODAY).unwrap().first_name, name);
        }
    }

    #[test]
    fn a_hire_date_lies_between_1950_and_a_year_ahead() {
        let on = |day: &str| Typed {
            hire_date: day.into(),
            ..typed()
        };
        assert!(Facts::parse(&on("1950-01-01"), TODAY).is_ok());
        assert!(Facts::parse(&on("2027-05-04"), TODAY).is_ok());
        assert!(said(&on("1949-12-31"), "hire_date").contains("before 1950"));
        assert!(said(&on("2027-05-05"), "hire_date").contains("more than a year ahead"));
        assert!(said(&on(""), "hire_date").contains("give a date"));
    }

    #[test]
    fn an_email_address_must_look_like_one() {
        for good in ["", "a@b", "joe.o'neil+crew@example.com"] {
            assert!(email("email", good).is_ok(), "{good}");
        }
        for bad in ["joe", "@b", "a@", "a@b@c", "a b@c", "<a@b>", "a@.b"] {
            assert!(email("email", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tier_is_one_of_five() {
        for bad in ["0", "6", "x", "", "-1"] {
            assert!(tier("tier", bad).is_err(), "{bad}");
        }
        assert_eq!(tier("tier", " 5 ").unwrap().get(), 5);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_answered_and_what_is_accepted_stays_within_bounds(
            first in "\\PC{0,130}", number in "\\PC{0,40}", phone in "\\PC{0,50}", mail in "\\PC{0,20}@?\\PC{0,9}", hired in "[0-9x-]{0,11}"
        ) {
            let t = Typed { first_name: first, number, phone, email: mail, hire_date: hired, ..typed() };
            if let Ok(facts) = Facts::parse(&t, TODAY) {
                prop_assert!(!facts.first_name.trim().is_empty() && facts.first_name.chars().count() <= NAME_MAX);
                prop_assert!(facts.number.is_none_or(|n| !n.is_empty() && n.chars().count() <= NUMBER_MAX));
                prop_assert!(facts.hire_date >= EARLIEST_HIRE);
            }
        }
    }
}

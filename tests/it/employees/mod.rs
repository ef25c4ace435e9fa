//! `/employees` and below, without the profile.

mod changes;
mod list;
mod record;
mod scope;

use crate::support::{Answer, Browser};

/// The fields of the form, with these in place of the usual ones.
fn fields<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("first_name", "Zoe"),
        ("last_name", "Marsh"),
        ("hire_date", "2024-02-29"),
        ("tier", "2"),
        ("manager", ""),
        ("number", ""),
        ("phone", ""),
        ("email", ""),
        ("notes", ""),
    ];
    usual
        .into_iter()
        .map(|(name, value)| other.iter().find(|(n, _)| *n == name).copied().unwrap_or((name, value)))
        .collect()
}

/// Fills in the form for a new one and sends it.
fn add(browser: &mut Browser, other: &[(&str, &str)]) -> Answer {
    browser.get("/employees/new").is(200);
    browser.post("/employees", &fields(other))
}

/// The id in the address a new employee's form leads to.
fn added(answer: &Answer) -> u64 {
    answer.is(303);
    let to = answer.header("location").unwrap();
    to.strip_prefix("/employees/").unwrap().parse().unwrap()
}

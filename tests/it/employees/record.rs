//! New ones, and their details.

use super::{add, added, fields};
use crate::support::Site;

#[test]
fn a_manager_adds_an_employee_and_finds_everything_typed_again() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let id = added(&add(
        &mut max,
        &[
            ("number", "H-7"),
            ("phone", "555-0134"),
            ("email", "zoe@example.com"),
            ("notes", "Drives van 3.\nKnows the mill."),
        ],
    ));
    let page = max.get(&format!("/employees/{id}/edit"));
    page.is(200).shows("Zoe Marsh").shows("Drives van 3.\nKnows the mill.");
    for (name, value) in [
        ("number", "H-7"),
        ("phone", "555-0134"),
        ("email", "zoe@example.com"),
        ("hire_date", "2024-02-29"),
    ] {
        assert_eq!(page.field(name).as_deref(), Some(value));
    }
}

#[test]
fn what_is_wrong_is_said_at_every_field_and_nothing_typed_is_lost() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let long = "x".repeat(10_000);
    let page = add(
        &mut max,
        &[
            ("first_name", "   "),
            ("last_name", &long),
            ("hire_date", "2023-02-29"),
            ("tier", "6"),
            ("phone", "call me"),
            ("email", "nobody"),
            ("manager", "x"),
            ("notes", "kept"),
        ],
    );
    page.is(422)
        .shows("7 things need your attention")
        .shows("Please fill this in.")
        .shows("This is 10000 characters long. Please use at most 120.")
        .shows("There is no 29 February in the year 2023.")
        .shows("Please choose one of the five tiers.")
        .shows("A phone number has digits")
        .shows("An e-mail address looks like name@example.com.")
        .shows("Please choose someone from the list.")
        .shows("kept");
    assert_eq!(page.field("last_name").as_deref(), Some(long.as_str()));
    assert_eq!(page.field("hire_date").as_deref(), Some("2023-02-29"));
    assert_eq!(site.app.projection().people().count(), 1, "only eli");
}

#[test]
fn names_of_all_kinds_are_shown_as_they_are_and_run_nothing() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    for (first, last) in [
        ("<script>alert(1)</script>", "O'Neil & \"Sons\""),
        ("🛠️", "👷🏽‍♀️"),
        ("שלום", "عالم"),
        ("Ann\u{202E}evil", "Zoë"),
    ] {
        let id = added(&add(&mut max, &[("first_name", first), ("last_name", last)]));
        let page = max.get(&format!("/employees/{id}/edit"));
        let shown = first.replace('\u{202E}', "");
        page.is(200).shows(&format!("{shown} {last}"));
        assert_eq!(page.field("first_name").as_deref(), Some(shown.as_str()));
        assert!(!page.text().contains("<script>alert"));
        let list = max.get("/employees");
        list.is(200).shows(&format!("{shown} {last}"));
        assert!(!list.text().contains("<script>alert"));
    }
}

#[test]
fn a_number_someone_has_is_said_at_the_field() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    added(&add(&mut max, &[("number", "A-17")]));
    let page = add(&mut max, &[("number", "a-17"), ("first_name", "Bob")]);
    page.is(422)
        .shows("Zoe Marsh already has this number. Please choose another.");
    assert!(page.text().contains("id=\"error-number\""));
    assert_eq!(page.field("first_name").as_deref(), Some("Bob"));
}

#[test]
fn a_hire_date_far_away_or_impossible_is_refused() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    for (day, sentence) in [
        ("1949-12-31", "This is before 1950."),
        ("2027-05-05", "This is more than a year ahead."),
        ("2024-02-30", "There is no 30 February in the year 2024."),
        ("soon", "Please write the date as year-month-day"),
        ("", "Please give a date."),
    ] {
        add(&mut max, &[("hire_date", day)]).is(422).shows(sentence);
    }
    added(&add(&mut max, &[("hire_date", "2024-02-29")]));
}

#[test]
fn details_are_changed_and_the_old_page_is_told_what_is_wrong() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let id = added(&add(&mut max, &[]));
    let edit = format!("/employees/{id}/edit");
    max.get(&edit).is(200);
    max.post(&edit, &fields(&[("last_name", "Marsh-Lee")]))
        .leads_to(&format!("/employees/{id}"));
    max.get(&edit).shows("Zoe Marsh-Lee");
    max.post(&edit, &fields(&[("last_name", " ")]))
        .is(422)
        .shows("Please fill this in.");
    max.get(&edit).shows("Zoe Marsh-Lee");
}

#[test]
fn a_form_without_a_token_or_with_anothers_changes_nothing() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let mut anna = site.sign_in("anna");
    max.get("/employees/new").is(200);
    anna.get("/employees/new").is(200);
    let token = anna.token.clone();
    max.post_with("/employees", "", &fields(&[])).is(403);
    max.post_with("/employees", &token, &fields(&[])).is(403);
    assert_eq!(site.app.projection().people().count(), 1, "only eli");
}

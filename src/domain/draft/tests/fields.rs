//! What may be typed into a field.

use super::*;

#[test]
fn every_field_reads_what_it_writes() {
    let mut evaluation = draft();
    let special = r#"[{"name":"Piano tuning","acquired_on":"2020-02-29","valid_until":"","certification":"1"}]"#;
    for (name, typed) in [
        ("r1", "1"),
        ("r1note", "says why"),
        ("r2", "n"),
        ("r3note", "a note before a rating"),
        ("t4", "n"),
        ("h4", "truck"),
        ("t5", "y"),
        ("notes", "for both"),
        ("private", "for one"),
        ("date", "2026-05-03"),
        ("special", special),
    ] {
        let change = change(name, typed).unwrap();
        assert_eq!(change.field.to_string(), name);
        change.value.clone().put(change.field, &mut evaluation);
        let stored = change.field.of(&evaluation);
        assert_eq!(stored, change.value);
        assert_eq!(Field::parse(name).unwrap().value(&stored.written()).unwrap(), stored);
    }
    let again: Evaluation = serde_json::from_str(&serde_json::to_string(&evaluation).unwrap()).unwrap();
    assert_eq!(again, evaluation);
    assert_eq!(evaluation.content.special_skills[0].name, "Piano tuning");
}

#[test]
fn zero_six_and_letters_are_no_ratings() {
    for typed in ["0", "6", "x", "33", "+3", " 3", "٣", "-1", "3.0"] {
        let said = change("r1", typed).unwrap_err();
        assert!(
            said.contains("is not a rating. Please choose 1 to 5, or n/a."),
            "{said}"
        );
    }
}

#[test]
fn not_applicable_and_a_level_exclude_each_other() {
    let mut evaluation = draft();
    for typed in ["n", "4", "n"] {
        let change = change("r1", typed).unwrap();
        change.value.put(change.field, &mut evaluation);
        assert_eq!(Field::Rating(SkillId(1)).of(&evaluation).written(), typed);
    }
    assert_eq!(evaluation.content.ratings.len(), 1);
}

#[test]
fn what_is_unknown_or_archived_is_refused_but_can_be_taken_back() {
    assert!(change("r9", "3").unwrap_err().contains("Old trade"));
    assert!(change("r9note", "text").unwrap_err().contains("Old trade"));
    assert!(change("r9", "").is_ok());
    assert!(change("r77", "3").is_err());
    assert!(change("t77", "y").is_err());
    for name in [
        "",
        "r",
        "rx",
        "r1notes",
        "q1",
        "r-1",
        "r99999999999999999999",
        "ñ1",
        "special.0.name",
    ] {
        assert!(change(name, "").unwrap_err().contains("no field"), "{name}");
    }
    assert!(change("t1", "maybe").unwrap_err().contains("yes, no or not asked"));
    assert!(change("h1", "leases").unwrap_err().contains("on the truck"));
    assert!(change("date", "2026-02-29").unwrap_err().contains("29"));
}

#[test]
fn a_note_of_10_000_characters_is_refused_with_its_length_and_4_000_are_kept() {
    assert!(
        change("notes", &"x".repeat(10_000))
            .unwrap_err()
            .contains("10000 characters")
    );
    assert!(change("r1note", &"é".repeat(NOTE_MAX)).is_ok());
    assert_eq!(
        change("notes", " \u{200B} \n ").unwrap().value,
        Value::Text(String::new())
    );
    assert_eq!(
        change("notes", "שלום\r\nעולם").unwrap().value,
        Value::Text("שלום\nעולם".into())
    );
}

#[test]
fn special_skills_say_what_is_missing_where() {
    let refused = |typed: &str| Change::parse("special", typed, 0, &Nine).unwrap_err();
    let no_name = refused(r#"[{"name":"Piano"},{"description":"x"},{"name":"A","acquired_on":"2026-02-30"}]"#);
    assert!(no_name.of("special.1.name").is_some());
    assert!(no_name.of("special.2.acquired_on").is_some());
    assert_eq!(no_name.fields.len(), 2);
    let ends = refused(r#"[{"name":"A","acquired_on":"2026-02-02","valid_until":"2026-02-01"}]"#);
    assert!(ends.to_string().contains("ends before"));
    assert!(
        refused(r#"[{"name":"A","certification":"7"}]"#)
            .to_string()
            .contains("not in the catalogue")
    );
    assert!(refused("{").to_string().contains("did not arrive whole"));
    assert!(
        refused(r#"[{"name":"A","level":5}]"#)
            .to_string()
            .contains("did not arrive whole")
    );
    let many = format!("[{}]", vec![r#"{"name":"A"}"#; 51].join(","));
    assert!(refused(&many).to_string().contains("at most 50"));
    // Rows left blank are no skills.
    assert_eq!(
        change("special", r#"[{"name":" "},{}]"#).unwrap().value,
        Value::SpecialSkills(vec![])
    );
}

#[test]
fn clearing_a_rating_keeps_its_note() {
    let mut evaluation = draft();
    merge(&mut evaluation, save("a", 1, 0, &[("r1note", "good eye"), ("r1", "4")])).unwrap();
    merge(&mut evaluation, save("a", 2, 1, &[("r1", "")])).unwrap();
    assert_eq!(field::note(&evaluation, SkillId(1)), "good eye");
    merge(&mut evaluation, save("a", 3, 2, &[("r1", "5")])).unwrap();
    assert_eq!(evaluation.content.ratings[&SkillId(1)].note, "good eye");
    assert!(evaluation.content.unrated_notes.is_empty());
}

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const TODAY: Date = date(2026, 5, 4);
const HIRED: Date = date(2024, 2, 29);

fn employee(id: u64) -> Employee {
    Employee {
        id: EmployeeId(id),
        first_name: "Ann".into(),
        last_name: format!("Lee {id}"),
        number: None,
        phone: String::new(),
        email: String::new(),
        hire_date: HIRED,
        notes: String::new(),
        tiers: vec![Employee::first_tier(HIRED, tier(1), None)],
        employment: vec![Employment { from: HIRED, to: None }],
        managers: Vec::new(),
        import: None,
        anonymised_at: None,
    }
}

fn tier(n: u8) -> Tier {
    Tier::new(n).unwrap()
}

fn to_tier(n: u8, from: Date) -> TierEntry {
    TierEntry {
        from,
        tier: tier(n),
        decided_by: Some(UserId(1)),
        reason: "passed the review".into(),
    }
}

fn said<T: std::fmt::Debug>(result: Result<T, Invalid>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_tier_change_is_a_dated_entry_and_the_past_keeps_the_old_tier() {
    let mut ann = employee(1);
    ann.change_tier(to_tier(2, date(2025, 6, 1)), TODAY).unwrap();
    assert_eq!(ann.tier_on(date(2025, 5, 31)), Some(tier(1)));
    assert_eq!(ann.tier_on(date(2025, 6, 1)), Some(tier(2)));
}

#[test]
fn a_tier_change_is_not_before_the_hire_date_nor_years_ahead() {
    let mut ann = employee(1);
    assert_eq!(
        said(ann.change_tier(to_tier(2, date(2024, 2, 28)), TODAY)),
        "Ann Lee 1 was hired on 29 Feb 2024. Please choose that day or a later one."
    );
    assert!(said(ann.change_tier(to_tier(2, date(2028, 1, 1)), TODAY)).contains("more than a year ahead"));
    assert_eq!(ann.tiers.len(), 1);
}

#[test]
fn a_second_decision_of_the_same_day_replaces_the_first() {
    let mut ann = employee(1);
    let day = date(2025, 6, 1);
    ann.change_tier(to_tier(3, day), TODAY).unwrap();
    ann.change_tier(to_tier(2, day), TODAY).unwrap();
    assert_eq!(ann.tiers.len(), 2);
    assert_eq!(ann.tier_on(TODAY), Some(tier(2)));
    ann.change_tier(to_tier(4, HIRED), TODAY).unwrap();
    assert_eq!(ann.tier_on(HIRED), Some(tier(4)));
    assert_eq!(ann.tiers.len(), 2);
}

#[test]
fn a_tier_change_needs_a_day_a_tier_and_a_reason() {
    let invalid = TierChange::parse("2025-02-29", "6", "  ").unwrap_err();
    let fields: Vec<&str> = invalid.fields.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["from", "tier", "reason"]);
    assert!(TierChange::parse("2024-02-29", "2", "good work").is_ok());
}

#[test]
fn the_tier_one_already_has_is_no_change() {
    assert!(said(employee(1).change_tier(to_tier(1, TODAY), TODAY)).contains("already has this tier"));
}

#[test]
fn a_mistaken_tier_entry_can_be_taken_away_but_not_the_first() {
    let mut ann = employee(1);
    ann.change_tier(to_tier(2, TODAY), TODAY).unwrap();
    ann.remove_tier(TODAY).unwrap();
    assert_eq!(ann.tier_on(TODAY), Some(tier(1)));
    assert!(said(ann.remove_tier(HIRED)).contains("from the first day on"));
    assert!(said(ann.remove_tier(TODAY)).contains("no tier change of that day"));
}

#[test]
fn who_is_deactivated_leaves_today_at_once_and_stays_in_the_past() {
    let mut ann = employee(1);
    ann.deactivate(date(2026, 5, 3), TODAY).unwrap();
    assert!(!ann.employed_on(TODAY));
    assert!(ann.employed_on(date(2026, 5, 3)));
    assert!(!ann.active());
    assert!(said(ann.deactivate(date(2026, 5, 3), TODAY)).contains("not active any more"));
}

#[test]
fn a_last_day_of_today_or_before_the_start_is_refused() {
    assert!(said(employee(1).deactivate(TODAY, TODAY)).contains("3 May 2026 at the latest"));
    assert!(said(employee(1).deactivate(date(2024, 2, 27), TODAY)).contains("started on 29 Feb 2024"));
}

#[test]
fn someone_entered_today_by_mistake_can_be_deactivated_today() {
    let mut ann = employee(1);
    ann.hired_on(TODAY, None).unwrap();
    ann.deactivate(date(2026, 5, 3), TODAY).unwrap();
    assert!(!ann.employed_on(TODAY) && !ann.employed_on(date(2026, 5, 3)));
    ann.reactivate(TODAY, TODAY).unwrap();
    assert_eq!(ann.employment.len(), 1);
    assert!(ann.employed_on(TODAY));
}

#[test]
fn coming_back_is_a_new_employment_after_the_last_day() {
    let mut ann = employee(1);
    ann.deactivate(date(2025, 12, 31), TODAY).unwrap();
    assert!(said(ann.reactivate(date(2025, 12, 31), TODAY)).contains("The last day was 31 Dec 2025"));
    ann.reactivate(TODAY, TODAY).unwrap();
    assert_eq!(ann.employment.len(), 2);
    assert!(!ann.employed_on(date(2026, 1, 1)) && ann.employed_on(TODAY));
    assert!(said(ann.reactivate(TODAY, TODAY)).contains("active already"));
}

#[test]
fn the_hire_date_moves_with_the_first_tier_and_employment() {
    let mut ann = employee(1);
    ann.hired_on(date(2023, 3, 1), None).unwrap();
    assert_eq!(ann.tiers[0].from, date(2023, 3, 1));
    assert_eq!(ann.employment[0].from, date(2023, 3, 1));
}

#[test]
fn the_hire_date_stays_before_what_happened_since() {
    let mut ann = employee(1);
    assert_eq!(
        said(ann.hired_on(date(2024, 5, 2), Some(date(2024, 5, 1)))),
        "There is an evaluation of 1 May 2024. The hire date cannot be later than that."
    );
    ann.change_tier(to_tier(2, date(2025, 6, 1)), TODAY).unwrap();
    assert!(said(ann.hired_on(date(2025, 6, 1), None)).contains("The tier changed on 1 Jun 2025"));
}

fn reports(person: &mut Employee, manager: u64, from: Date, crew: &[Employee]) -> Result<(), Invalid> {
    let entry = ManagerEntry {
        from,
        manager: Some(EmployeeId(manager)),
    };
    person.report_to(entry, |id| crew.iter().find(|e| e.id == id))
}

#[test]
fn nobody_reports_to_themselves_or_in_a_circle() {
    let mut crew = vec![employee(1), employee(2), employee(3)];
    let mut ann = crew[0].clone();
    assert!(said(reports(&mut ann, 1, TODAY, &crew)).contains("reports to themselves"));
    reports(&mut ann, 2, TODAY, &crew).unwrap();
    crew[0] = ann;
    let mut bob = crew[1].clone();
    reports(&mut bob, 3, TODAY, &crew).unwrap();
    crew[1] = bob;
    let mut cid = crew[2].clone();
    assert!(said(reports(&mut cid, 1, TODAY, &crew)).contains("Ann Lee 1 reports to Ann Lee 3"));
}

#[test]
fn a_circle_that_would_close_on_a_later_day_is_seen_too() {
    let mut crew = vec![employee(1), employee(2)];
    let mut ann = crew[0].clone();
    reports(&mut ann, 2, date(2026, 9, 1), &crew).unwrap();
    crew[0] = ann;
    let mut bob = crew[1].clone();
    assert!(reports(&mut bob, 1, TODAY, &crew).is_err());
    assert!(bob.managers.is_empty());
}

#[test]
fn one_reports_to_someone_who_is_employed() {
    let mut gone = employee(2);
    gone.deactivate(date(2026, 1, 31), TODAY).unwrap();
    let crew = vec![employee(1), gone];
    assert!(said(reports(&mut employee(1), 2, TODAY, &crew)).contains("employed on that day"));
    assert!(said(reports(&mut employee(1), 9, TODAY, &crew)).contains("employed on that day"));
}

#[test]
fn one_may_stop_reporting_to_anyone() {
    let crew = vec![employee(1), employee(2)];
    let mut ann = employee(1);
    reports(&mut ann, 2, HIRED, &crew).unwrap();
    let nobody = ManagerEntry {
        from: TODAY,
        manager: None,
    };
    ann.report_to(nobody, |id| crew.iter().find(|e| e.id == id)).unwrap();
    assert_eq!(ann.manager_on(TODAY), None);
    assert_eq!(ann.manager_on(HIRED), Some(EmployeeId(2)));
}

proptest! {
    #[test]
    fn after_any_changes_the_lists_are_in_order_and_free_of_circles(
        changes in prop::collection::vec((0usize..4, 1u64..6, 0i64..800), 0..40)
    ) {
        let mut crew: Vec<Employee> = (1..=4).map(employee).collect();
        for (who, to, days) in changes {
            let from = HIRED.saturating_add(days.days());
            let mut person = crew[who].clone();
            let _ = reports(&mut person, to, from, &crew);
            let _ = person.change_tier(to_tier(u8::try_from(to).unwrap(), from), TODAY);
            crew[who] = person;
        }
        for person in &crew {
            prop_assert!(person.tiers.is_sorted_by(|a, b| a.from < b.from));
            prop_assert!(person.managers.is_sorted_by(|a, b| a.from < b.from));
            for days in 0..800 {
                let day = HIRED.saturating_add(i64::from(days).days());
                let mut up = person.manager_on(day);
                for _ in 0..5 {
                    prop_assert_ne!(up, Some(person.id));
                    up = up.and_then(|id| crew.iter().find(|e| e.id == id)).and_then(|e| e.manager_on(day));
                }
            }
        }
    }
}

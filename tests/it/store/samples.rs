//! Records to store.

use handyman_kpi::domain::employee::{Employee, Employment, TierEntry};
use handyman_kpi::domain::evaluation::{Content, Evaluation, Kind, Rating, Source, Status};
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId, EventId, SkillId, UserId};
use handyman_kpi::domain::level::Level;
use handyman_kpi::domain::tier::Tier;
use jiff::civil::{Date, date};

pub fn employee(id: u64) -> Employee {
    let from = date(2020, 1, 1);
    Employee {
        id: EmployeeId(id),
        first_name: format!("First{id}"),
        last_name: format!("Last{id}"),
        number: Some(format!("E-{id:04}")),
        phone: String::new(),
        email: String::new(),
        hire_date: from,
        notes: String::new(),
        tiers: vec![TierEntry {
            from,
            tier: Tier::ALL[id as usize % 5],
            decided_by: None,
            reason: String::new(),
        }],
        employment: vec![Employment { from, to: None }],
        managers: vec![],
        import: None,
        anonymised_at: None,
    }
}

/// A finalised-looking manager evaluation with `ratings` ratings.
pub fn evaluation(id: u64, employee: u64, date: Date, ratings: u64) -> Evaluation {
    let at = "2026-11-22T10:00:00Z".parse().unwrap();
    let level = |skill: u64| Level::ALL[(skill.wrapping_mul(7).wrapping_add(id) % 5) as usize];
    Evaluation {
        id: EvaluationId(id),
        employee: EmployeeId(employee),
        kind: Kind::Manager,
        rater: UserId(1),
        date,
        status: Status::Submitted,
        revision: 1,
        client_uuid: Some(format!("{id:032x}")),
        content: Content {
            ratings: (1..=ratings)
                .map(|skill| (SkillId(skill), Rating::level(level(skill))))
                .collect(),
            ..Content::default()
        },
        source: Source::Screen,
        edit: 0,
        field_edits: Default::default(),
        devices: Default::default(),
        created_at: at,
        updated_at: at,
        submitted_at: Some(at),
        finalised: None,
        returned: Vec::new(),
        released_by: None,
        import: None,
    }
}

/// Something happened to an evaluation.
pub fn event(id: u64, evaluation: u64) -> Event {
    Event {
        id: EventId(id),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        by: By::User(UserId(1)),
        what: "evaluation_saved".into(),
        subject: Some(("evaluations".into(), evaluation)),
        fields: vec!["r1".into()],
    }
}

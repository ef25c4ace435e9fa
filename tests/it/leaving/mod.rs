//! What becomes of a person's record: anonymised, put back from an older copy, taken along as a file.

mod anonymise;
pub mod company;
mod everything;
mod notice;
mod older_copy;
mod proposal;

use crate::support::evaluation;
use handyman_kpi::app::evaluations::Then;
use handyman_kpi::app::{App, employees, users};
use handyman_kpi::domain::account::User;
use handyman_kpi::domain::employee::{Employee, Employment, TierEntry};
use handyman_kpi::domain::evaluation::{
    AcknowledgedHow, Acknowledgement, Content, Evaluation, Holding, Kind, Rating, SpecialSkill, Statement, ToolMark,
    WithdrawnRevision,
};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId, UserId};
use handyman_kpi::domain::level::Level;
use handyman_kpi::domain::policy::{Account, Actor};
use handyman_kpi::domain::tier::Tier;
use handyman_kpi::store::Read;
use jiff::ToSpan;
use jiff::civil::date;

pub const FIRST: &str = "Zoë <script>alert(1)</script>";
pub const LAST: &str = "🛠️ שלום Quintessa";

/// Everything personal that is written about and by the one who leaves, each as it can be searched
/// for in JSON and in a page.
pub const SECRETS: &[&str] = &[
    "Zoë",
    "alert(1)",
    "🛠",
    "שלום",
    "Quintessa",
    "N-4711-QX",
    "555-0147",
    "quintessa.home",
    "zoe.signin",
    "knows-the-hansen-house",
    "promoted-for-larsen",
    "note-on-a-rating",
    "note-without-rating",
    "shared-words",
    "private-words",
    "juggling",
    "self-words",
    "draft-words",
    "reopened-because",
    "withdrawn-words",
    "comment-of-mine",
    "statement-of-mine",
];

pub const NAME: &str = "Zoë <script>alert(1)</script> 🛠️ שלום Quintessa";

/// The one who leaves, with everything there can be in a record.
pub struct Leaver {
    pub id: EmployeeId,
    pub user: UserId,
    pub finalised: EvaluationId,
    pub draft: EvaluationId,
    /// An evaluation of somebody else that the leaver wrote.
    pub of_another: EvaluationId,
}

pub fn actor(app: &App, name: &str) -> Actor {
    let user = users::by_name(app, name).unwrap().unwrap();
    Actor::User(Account {
        user: user.id,
        role: user.role,
        employee: user.employee,
        via: None,
    })
}

pub fn content(app: &App, shared: &str, private: &str) -> Content {
    let catalogue = &app.projection().catalogue;
    let rating = |level, note: &str| Rating {
        note: note.into(),
        ..Rating::level(Level::new(level).unwrap())
    };
    let mark = ToolMark {
        can_operate: Some(true),
        holding: Holding::Truck,
    };
    Content {
        ratings: [
            (catalogue.skills[0].id, rating(3, "note-on-a-rating")),
            (catalogue.skills[1].id, rating(5, "")),
        ]
        .into(),
        unrated_notes: [(catalogue.skills[2].id, "note-without-rating".to_owned())].into(),
        tools: [(catalogue.tools[0].id, mark)].into(),
        special_skills: vec![SpecialSkill {
            name: "juggling".into(),
            description: "juggling three hammers".into(),
            acquired_on: Some(date(2020, 1, 1)),
            valid_until: None,
            certification: None,
        }],
        shared_notes: shared.into(),
        private_note: private.into(),
        paper_marks: [(catalogue.skills[0].id, 4)].into(),
    }
}

pub fn evaluate(
    app: &App,
    of: EmployeeId,
    kind: Kind,
    rater: &str,
    back: i64,
    content: Content,
    then: Then,
) -> EvaluationId {
    let date = app.today().saturating_sub(back.days());
    evaluation::write(app, &actor(app, rater), (of, kind, date), content, then)
}

/// Adds the leaver, who still works there, to a company with a catalogue, the rater `rater` and
/// somebody else to rate.
pub fn leaver(app: &App, rater: &str, another: EmployeeId) -> Leaver {
    let hired = date(2020, 3, 1);
    let hash = app.passwords.hash(crate::support::PASSWORD).unwrap();
    let (id, user) = app
        .change(&Actor::Program, |change| {
            let id = change.next_id::<Employee>()?;
            change.put(&Employee {
                id,
                first_name: FIRST.into(),
                last_name: LAST.into(),
                number: Some("N-4711-QX".into()),
                phone: "555-0147".into(),
                email: "z@quintessa.home".into(),
                hire_date: hired,
                notes: "knows-the-hansen-house".into(),
                tiers: vec![TierEntry {
                    from: hired,
                    tier: Tier::ALL[2],
                    decided_by: None,
                    reason: "promoted-for-larsen".into(),
                }],
                employment: vec![Employment { from: hired, to: None }],
                managers: Vec::new(),
                import: None,
                anonymised_at: None,
            })?;
            let user = change.next_id::<User>()?;
            change.put(&User {
                id: user,
                name: "zoe.signin".into(),
                role: handyman_kpi::domain::account::Role::Manager,
                email: Some("z@quintessa.home".into()),
                employee: Some(id),
                active: true,
                must_change_password: false,
                password_hash: Some(hash),
                language: None,
                theme: Default::default(),
                created_at: change.now,
                last_sign_in_at: None,
                notice_read_at: Some(change.now),
            })?;
            Ok((id, user))
        })
        .unwrap();
    let words = |shared: &str, private: &str| content(app, shared, private);
    let finalised = evaluate(
        app,
        id,
        Kind::Manager,
        rater,
        3,
        words("shared-words", "private-words"),
        Then::Finalise,
    );
    evaluate(
        app,
        id,
        Kind::SelfRating,
        "zoe.signin",
        4,
        words("self-words", ""),
        Then::Submit,
    );
    let draft = evaluate(
        app,
        id,
        Kind::Manager,
        rater,
        1,
        words("draft-words", "draft-words"),
        Then::Keep,
    );
    let of_another = evaluate(
        app,
        another,
        Kind::Manager,
        "zoe.signin",
        2,
        Content {
            ratings: [(app.projection().catalogue.skills[0].id, Rating::level(Level::ALL[1]))].into(),
            shared_notes: "said-of-another".into(),
            ..Content::default()
        },
        Then::Finalise,
    );
    hang_on(app, finalised, user, words("withdrawn-words", "withdrawn-words"));
    Leaver {
        id,
        user,
        finalised,
        draft,
        of_another,
    }
}

/// A withdrawn revision, an acknowledgement and a statement.
fn hang_on(app: &App, id: EvaluationId, user: UserId, content: Content) {
    app.change(&Actor::Program, |change| {
        let mut evaluation = change.store.get::<Evaluation>(id)?.unwrap();
        evaluation.revision = 2;
        change.put(&evaluation)?;
        evaluation.revision = 1;
        evaluation.content = content;
        let revision = WithdrawnRevision {
            id: change.next_id::<WithdrawnRevision>()?,
            withdrawn_at: change.now,
            withdrawn_by: evaluation.rater,
            reason: "reopened-because".into(),
            evaluation,
        };
        change.put(&revision)?;
        let acknowledgement = Acknowledgement {
            id: change.next_id::<Acknowledgement>()?,
            evaluation: id,
            revision: 2,
            at: change.now,
            by: user,
            how: AcknowledgedHow::Seen,
            comment: "comment-of-mine".into(),
        };
        change.put(&acknowledgement)?;
        let statement = Statement {
            id: change.next_id::<Statement>()?,
            evaluation: id,
            revision: 1,
            at: change.now,
            by: user,
            text: "statement-of-mine".into(),
        };
        change.put(&statement)
    })
    .unwrap();
}

/// The last day was yesterday.
pub fn let_go(app: &App, id: EmployeeId) {
    let yesterday = app.today().saturating_sub(1.day());
    employees::deactivate(app, &Actor::Program, id, yesterday).unwrap();
}

/// Every record as JSON.
pub fn all_records(app: &App) -> String {
    let mut dump = Vec::new();
    app.store.read().unwrap().dump(&mut dump).unwrap();
    String::from_utf8(zstd::decode_all(&dump[..]).unwrap()).unwrap()
}

/// Which of the secrets are in a text.
pub fn secrets_in(text: &str) -> Vec<&'static str> {
    SECRETS.iter().copied().filter(|secret| text.contains(secret)).collect()
}

//! Any life an evaluation can have, in any order, by anybody: nothing of it is ever lost.

use super::life::rate_again;
use super::{BEN, Company, admin, anna, ben, company, new, other_manager};
use crate::app::evaluations::{
    New, acknowledge, attach_statement, begin, delete, finalise, record_read_out, refuse, reopen, return_to_draft,
    submit, submit_and_finalise,
};
use crate::app::projection::Projection;
use crate::app::{App, Error};
use crate::domain::evaluation::{Acknowledgement, Basis, Evaluation, Kind, Statement, Status, WithdrawnRevision};
use crate::domain::event::Event;
use crate::domain::policy::Actor;
use crate::store::Read;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug)]
enum Act {
    Begin,
    Save,
    Submit,
    Finalise,
    SubmitAndFinalise,
    Return,
    Reopen,
    Acknowledge,
    Refuse,
    State,
    ReadOut,
    Delete,
}

/// One step: what, by whom (of four), on which evaluation, of this revision or the one before, and
/// a number for whatever is chosen.
type Step = (Act, usize, usize, bool, u8);

fn any_step() -> impl Strategy<Value = Step> {
    use Act::*;
    let act = prop_oneof![
        1 => Just(Begin), 4 => Just(Save), 3 => Just(Submit), 3 => Just(Finalise), 6 => Just(SubmitAndFinalise),
        2 => Just(Return), 8 => Just(Reopen), 4 => Just(Acknowledge), 2 => Just(Refuse), 3 => Just(State),
        1 => Just(ReadOut), 1 => Just(Delete),
    ];
    // Mostly the one who may, so that lives get on.
    let by = prop_oneof![3 => Just(None), 2 => (0..4_usize).prop_map(Some)];
    (act, by, 0..3_usize, prop::bool::weighted(0.85), 0..20_u8).prop_map(|(act, by, which, current, n)| {
        let usual = if matches!(act, Acknowledge | Refuse | State) {
            2
        } else {
            0
        };
        (act, by.unwrap_or(usual), which, current, n)
    })
}

/// Everything there is.
#[derive(Clone, Debug, PartialEq)]
struct All {
    evaluations: Vec<Evaluation>,
    withdrawn: Vec<WithdrawnRevision>,
    bases: Vec<Basis>,
    acknowledgements: Vec<Acknowledgement>,
    statements: Vec<Statement>,
    events: Vec<Event>,
}

fn all(app: &App) -> All {
    let reader = app.store.read().unwrap();
    All {
        evaluations: reader.all().unwrap(),
        withdrawn: reader.all().unwrap(),
        bases: reader.all().unwrap(),
        acknowledgements: reader.all().unwrap(),
        statements: reader.all().unwrap(),
        events: reader.all().unwrap(),
    }
}

fn actors() -> [Actor; 4] {
    [anna(), admin(), ben(), other_manager()]
}

/// Two drafts of Anna's and one of Ben's, to begin with.
fn three_drafts() -> Company {
    let app = company();
    for (n, by) in [(1, 0), (2, 0), (5, 2)] {
        live(&app, (Act::Begin, by, 0, true, n)).unwrap();
        live(&app, (Act::Save, by, all(&app).evaluations.len() - 1, true, n)).unwrap();
    }
    app
}

/// What came of a step: whether it was done.
fn live(app: &App, (act, by, which, current, n): Step) -> Result<(), Error> {
    let by = &actors()[by];
    let day = date(2026, 5, 1 + (n % 4) as i8);
    if let Act::Begin = act {
        let kind = if n % 5 == 0 { Kind::SelfRating } else { Kind::Manager };
        return begin(app, by, &New { kind, ..new(BEN, day) }).map(drop);
    }
    let there = all(app).evaluations;
    let Some(one) = there.get(which % there.len().max(1)) else {
        return Err(Error::NotFound);
    };
    let (id, words) = (one.id, format!("Said {n}"));
    let revision = if current {
        one.revision
    } else {
        one.revision.saturating_sub(1)
    };
    match act {
        Act::Begin => Ok(()),
        Act::Save => {
            let skill = format!("r{}", n % 5 + 1);
            let level = (n % 5 + 1).to_string();
            rate_again(app, by, id, &[(&skill, &level), ("date", &day.to_string())]).map(drop)
        }
        Act::Submit => submit(app, by, id),
        Act::Finalise => finalise(app, by, id),
        Act::SubmitAndFinalise => submit_and_finalise(app, by, id),
        Act::Return => return_to_draft(app, by, id, revision, &words).map(drop),
        Act::Reopen => reopen(app, by, id, revision, &words).map(drop),
        Act::Acknowledge => acknowledge(app, by, id, revision, &words),
        Act::Refuse => refuse(app, by, id, revision, &words),
        Act::State => attach_statement(app, by, id, revision, &words),
        Act::ReadOut => record_read_out(app, by, id, revision, &day.to_string(), &words),
        Act::Delete => delete(app, by, id),
    }
}

/// What holds after every step.
fn check(app: &App, step: Step, done: bool, before: &All, after: &All) {
    let (act, by, ..) = step;
    if !done {
        assert_eq!(before, after, "refused, and yet something changed");
        return;
    }
    // What was written once stays as it was written.
    assert!(
        after.withdrawn.starts_with(&before.withdrawn),
        "a withdrawn revision changed"
    );
    assert!(after.bases.starts_with(&before.bases), "a frozen part changed");
    assert!(after.acknowledgements.starts_with(&before.acknowledgements));
    assert!(after.statements.starts_with(&before.statements));
    assert!(after.events.starts_with(&before.events));
    assert_eq!(
        after.events.len() > before.events.len(),
        !matches!(act, Act::Save),
        "every step is an event, but for a tap"
    );
    // Nobody does what is not theirs.
    let grown = |of: fn(&All) -> usize| of(after) - of(before);
    assert!(grown(|all| all.withdrawn.len()) == usize::from(matches!(act, Act::Reopen)));
    match act {
        Act::Reopen | Act::Finalise | Act::SubmitAndFinalise => assert_ne!(by, 2, "never the subject"),
        Act::Acknowledge | Act::Refuse | Act::State => assert_eq!(by, 2, "only the subject"),
        Act::ReadOut => panic!("Ben has an account"),
        _ => {}
    }
    // Only drafts that were never finalised go.
    for gone in before
        .evaluations
        .iter()
        .filter(|e| after.evaluations.iter().all(|a| a.id != e.id))
    {
        assert!(matches!(act, Act::Delete) && gone.status == Status::Draft && gone.revision == 1);
    }
    for evaluation in &after.evaluations {
        let revisions: Vec<u32> = after
            .withdrawn
            .iter()
            .filter(|one| one.evaluation.id == evaluation.id)
            .map(|one| one.evaluation.revision)
            .collect();
        assert_eq!(
            revisions,
            (1..evaluation.revision).collect::<Vec<_>>(),
            "all earlier revisions are there"
        );
        assert_eq!(evaluation.finalised.is_some(), evaluation.status == Status::Finalised);
        assert_eq!(evaluation.submitted_at.is_some(), evaluation.status != Status::Draft);
    }
    // Answers belong to a revision that was finalised.
    let finalised: BTreeSet<_> = (after.withdrawn.iter().map(|one| &one.evaluation))
        .chain(after.evaluations.iter().filter(|e| e.status == Status::Finalised))
        .map(|e| (e.id, e.revision))
        .collect();
    let answered = (after.acknowledgements.iter().map(|a| (a.evaluation, a.revision)))
        .chain(after.statements.iter().map(|s| (s.evaluation, s.revision)));
    assert!(answered.into_iter().all(|revision| finalised.contains(&revision)));
    // One of a day, and exactly those that are finalised count.
    let mut days = BTreeSet::new();
    for closed in after
        .evaluations
        .iter()
        .filter(|e| e.kind == Kind::Manager && e.status != Status::Draft)
    {
        assert!(days.insert((closed.employee, closed.date)), "two of one day");
    }
    let mut counts: Vec<_> = after
        .evaluations
        .iter()
        .filter(|e| e.counts())
        .map(|e| (e.date, e.id))
        .collect();
    counts.sort();
    assert_eq!(app.projection().person(BEN).unwrap().counted(), counts);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_evaluations_history_stays_and_the_right_revisions_count(
        steps in prop::collection::vec(any_step(), 20..120)
    ) {
        let app = three_drafts();
        let mut before = all(&app);
        for step in steps {
            let done = live(&app, step);
            if let Err(Error::Failed(cause)) = &done {
                panic!("{step:?}: {cause}");
            }
            let after = all(&app);
            check(&app, step, done.is_ok(), &before, &after);
            before = after;
        }
        let fresh = Projection::build(&app.store.read().unwrap()).unwrap();
        prop_assert!(*app.projection() == fresh, "it is not what a fresh start reads");
    }
}

/// The dice must reach what the property is about.
#[test]
fn random_lives_come_to_reopening_and_answering() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut reopened, mut answered, mut twice) = (0, 0, 0);
    for _ in 0..12 {
        let app = three_drafts();
        let steps = prop::collection::vec(any_step(), 100)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        for step in steps {
            let _ = live(&app, step);
        }
        let end = all(&app);
        reopened += end.withdrawn.len();
        answered += end.acknowledgements.len() + end.statements.len();
        twice += end.withdrawn.iter().filter(|one| one.evaluation.revision > 1).count();
    }
    assert!(
        reopened > 12 && answered > 12 && twice > 2,
        "{reopened} {answered} {twice}"
    );
}

//! The table as a whole, as a snapshot, and the sentences of the product that it must keep.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::id::ApiTokenId;
use proptest::prelude::*;

const ME: EmployeeId = EmployeeId(1);
/// Reports to me.
const REPORT: EmployeeId = EmployeeId(2);
/// Reports to somebody else.
const OTHER: EmployeeId = EmployeeId(3);
const MY_USER: UserId = UserId(11);
const THEIR_USER: UserId = UserId(12);

fn user(role: Role) -> Actor {
    linked(role, Some(ME))
}

fn linked(role: Role, employee: Option<EmployeeId>) -> Actor {
    Actor::User(Account {
        user: MY_USER,
        role,
        employee,
        via: None,
    })
}

fn with_token(role: Role, read_only: bool) -> Actor {
    let Actor::User(account) = user(role) else {
        panic!("a user is one");
    };
    Actor::User(Account {
        via: Some(Box::new(Via {
            token: ApiTokenId(1),
            read_only,
            once: None,
            after: None,
        })),
        ..account
    })
}

fn about(employee: EmployeeId) -> About {
    About {
        employee,
        manager: (employee == REPORT).then_some(ME),
    }
}

fn facts(employee: EmployeeId, kind: Kind, status: Status, rater: UserId) -> EvaluationFacts {
    EvaluationFacts {
        about: about(employee),
        kind,
        status,
        rater,
        seen_after_own: false,
    }
}

fn decide(actor: &Actor, action: Action) -> Decision {
    allows(actor, ManagersSee::Everyone, &action)
}

// -- The whole table ------------------------------------------------------------------------------

fn mark(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "yes",
        Decision::NotFound => "-",
        Decision::Forbidden => "no",
    }
}

/// Every actor of a column, in the company's setting that column is about.
fn columns() -> Vec<(&'static str, Actor, ManagersSee)> {
    use ManagersSee::*;
    vec![
        ("admin", user(Role::Admin), Everyone),
        ("manager", user(Role::Manager), Everyone),
        ("mgr reports", user(Role::Manager), OwnReports),
        ("mgr unlinked", linked(Role::Manager, None), OwnReports),
        ("employee", user(Role::Employee), Everyone),
        ("emp unlinked", linked(Role::Employee, None), Everyone),
        ("shell", Actor::Shell { uid: 0, sudo_uid: None }, Everyone),
        ("program", Actor::Program, Everyone),
        ("visitor", Actor::Visitor, Everyone),
        ("admin token", with_token(Role::Admin, false), Everyone),
        ("emp token", with_token(Role::Employee, false), Everyone),
        ("admin reads", with_token(Role::Admin, true), Everyone),
    ]
}

fn people() -> [(&'static str, EmployeeId); 3] {
    [("own", ME), ("report", REPORT), ("other", OTHER)]
}

fn evaluations() -> Vec<(String, EvaluationFacts)> {
    let mut rows = Vec::new();
    for (whose, employee) in people() {
        for (by, rater) in [("mine", MY_USER), ("theirs", THEIR_USER)] {
            for (kind, kind_word) in [(Kind::Manager, "manager"), (Kind::SelfRating, "self")] {
                for (status, word) in [
                    (Status::Draft, "draft"),
                    (Status::Submitted, "submitted"),
                    (Status::Finalised, "finalised"),
                ] {
                    if kind == Kind::SelfRating && status == Status::Finalised {
                        continue;
                    }
                    let f = facts(employee, kind, status, rater);
                    rows.push((format!("{whose}, {kind_word} {word}, {by}"), f));
                    if kind == Kind::SelfRating && status == Status::Submitted {
                        let seen = EvaluationFacts {
                            seen_after_own: true,
                            ..f
                        };
                        rows.push((format!("{whose}, {kind_word} {word}, {by}, seen"), seen));
                    }
                }
            }
        }
    }
    rows
}

#[test]
fn the_permission_table_is_as_written_down() {
    use Action::*;
    let mut table = String::new();
    let mut line = |name: &str, cells: Vec<&str>| {
        let cells: Vec<String> = cells.into_iter().map(|cell| format!("{cell:<12}")).collect();
        table.push_str(format!("{name:<54} {}", cells.join(" ")).trim_end());
        table.push('\n');
    };
    let columns = columns();
    line("", columns.iter().map(|(name, ..)| *name).collect());
    let mut row = |name: &str, action: Action| {
        let cells = columns
            .iter()
            .map(|(_, actor, see)| mark(allows(actor, *see, &action)))
            .collect();
        line(name, cells);
    };
    for (name, action) in [
        ("SeeCrew", SeeCrew),
        ("ListEmployees", ListEmployees),
        ("CreateEmployee", CreateEmployee),
        ("SeeCatalogue", SeeCatalogue),
        ("SeeCatalogueNames", SeeCatalogueNames),
        ("EditCatalogue", EditCatalogue),
        ("SeeTargets", SeeTargets),
        ("EditTargets", EditTargets),
        ("SeeUsers", SeeUsers),
        ("ManageUsers", ManageUsers),
        ("SeeSettings", SeeSettings),
        ("EditSettings", EditSettings),
        ("ManageBox", ManageBox),
        ("ManageTokens", ManageTokens),
        ("OwnAccount", OwnAccount),
    ] {
        row(name, action);
    }
    for kind in import::Kind::ALL {
        row(&format!("Import ({})", kind.word()), Import(kind));
        for (whose, by) in [("mine", Some(MY_USER)), ("theirs", Some(THEIR_USER)), ("shell", None)] {
            row(&format!("SeeImport ({}, {whose})", kind.word()), SeeImport(kind, by));
        }
    }
    for (name, act) in [
        ("SeeEmployee", SeeEmployee as fn(About) -> Action),
        ("SeeEmployeeNotes", SeeEmployeeNotes),
        ("EditEmployee", EditEmployee),
        ("AnonymiseEmployee", AnonymiseEmployee),
        ("EvaluateAsManager", EvaluateAsManager),
        ("EvaluateSelf", EvaluateSelf),
    ] {
        for (whose, employee) in people() {
            row(&format!("{name} ({whose})"), act(about(employee)));
        }
    }
    for (name, act) in [
        ("SeeEvaluation", SeeEvaluation as fn(EvaluationFacts) -> Action),
        ("KnowEvaluation", KnowEvaluation),
        ("SeePrivateNote", SeePrivateNote),
        ("WriteDraft", WriteDraft),
        ("DiscardDraft left behind", |draft| DiscardDraft {
            draft,
            left_behind: true,
        }),
        ("ReturnToDraft", ReturnToDraft),
        ("Release", Release),
        ("Finalise", Finalise),
        ("Reopen", Reopen),
        ("Acknowledge", Acknowledge),
        ("RecordReadOut", RecordReadOut),
    ] {
        for (case, f) in evaluations() {
            row(&format!("{name} ({case})"), act(f));
        }
    }
    insta::assert_snapshot!(table);
}

// -- The sentences of the product -----------------------------------------------------------------

#[test]
fn everyone_has_their_own_profile_and_writes_their_own_self_evaluation() {
    for role in Role::ALL {
        for see in [ManagersSee::Everyone, ManagersSee::OwnReports] {
            let me = user(role);
            assert_eq!(allows(&me, see, &Action::SeeEmployee(about(ME))), Decision::Allowed);
            assert_eq!(allows(&me, see, &Action::EvaluateSelf(about(ME))), Decision::Allowed);
            assert_ne!(allows(&me, see, &Action::EvaluateSelf(about(OTHER))), Decision::Allowed);
        }
    }
}

#[test]
fn to_an_employee_everyone_else_does_not_exist() {
    let me = user(Role::Employee);
    for action in [
        Action::SeeCrew,
        Action::ListEmployees,
        Action::CreateEmployee,
        Action::SeeEmployee(about(OTHER)),
        Action::SeeEmployeeNotes(about(OTHER)),
        Action::EditEmployee(about(OTHER)),
        Action::EditEmployee(about(ME)),
        Action::EvaluateAsManager(about(OTHER)),
        Action::EvaluateSelf(about(OTHER)),
        Action::SeeEvaluation(facts(OTHER, Kind::Manager, Status::Finalised, THEIR_USER)),
    ] {
        assert_eq!(decide(&me, action), Decision::NotFound, "{action:?}");
    }
}

#[test]
fn nobody_rates_himself_as_manager() {
    for role in [Role::Manager, Role::Admin] {
        assert_eq!(
            decide(&user(role), Action::EvaluateAsManager(about(ME))),
            Decision::Forbidden
        );
        let draft = facts(ME, Kind::Manager, Status::Draft, MY_USER);
        assert_ne!(decide(&user(role), Action::WriteDraft(draft)), Decision::Allowed);
    }
}

#[test]
fn a_manager_finalises_and_reopens_only_what_he_rated_an_admin_also_the_rest() {
    let mine = facts(OTHER, Kind::Manager, Status::Submitted, MY_USER);
    let theirs = facts(OTHER, Kind::Manager, Status::Finalised, THEIR_USER);
    for act in [Action::Finalise as fn(EvaluationFacts) -> Action, Action::Reopen] {
        assert_eq!(decide(&user(Role::Manager), act(mine)), Decision::Allowed);
        assert_eq!(decide(&user(Role::Manager), act(theirs)), Decision::Forbidden);
        assert_eq!(decide(&user(Role::Admin), act(theirs)), Decision::Allowed);
    }
}

#[test]
fn an_admin_knows_of_a_draft_but_neither_reads_nor_closes_it() {
    let draft = facts(OTHER, Kind::Manager, Status::Draft, THEIR_USER);
    let admin = user(Role::Admin);
    assert_eq!(decide(&admin, Action::KnowEvaluation(draft)), Decision::Allowed);
    assert_eq!(decide(&admin, Action::SeeEvaluation(draft)), Decision::NotFound);
    assert_eq!(decide(&admin, Action::Finalise(draft)), Decision::Forbidden);
    assert_eq!(
        decide(&user(Role::Manager), Action::KnowEvaluation(draft)),
        Decision::NotFound
    );
}

#[test]
fn an_admin_discards_a_draft_that_its_writer_cannot_go_on_with_and_no_other() {
    let of = |employee, left_behind| Action::DiscardDraft {
        draft: facts(employee, Kind::Manager, Status::Draft, THEIR_USER),
        left_behind,
    };
    assert_eq!(decide(&user(Role::Admin), of(OTHER, true)), Decision::Allowed);
    assert_eq!(decide(&user(Role::Admin), of(OTHER, false)), Decision::Forbidden);
    assert_eq!(decide(&user(Role::Admin), of(ME, true)), Decision::NotFound);
    assert_eq!(decide(&user(Role::Manager), of(OTHER, true)), Decision::NotFound);
}

#[test]
fn the_subject_sees_a_manager_evaluation_once_it_is_finalised_and_not_before() {
    for role in Role::ALL {
        for status in [Status::Draft, Status::Submitted] {
            let f = facts(ME, Kind::Manager, status, THEIR_USER);
            assert_eq!(decide(&user(role), Action::KnowEvaluation(f)), Decision::NotFound);
        }
        let f = facts(ME, Kind::Manager, Status::Finalised, THEIR_USER);
        assert_eq!(decide(&user(role), Action::SeeEvaluation(f)), Decision::Allowed);
        assert_eq!(decide(&user(role), Action::Acknowledge(f)), Decision::Allowed);
    }
}

#[test]
fn only_the_subject_answers_and_only_others_who_lead_record_that_it_was_read_out() {
    let of = |employee| facts(employee, Kind::Manager, Status::Finalised, THEIR_USER);
    for role in Role::ALL {
        let me = user(role);
        assert_eq!(decide(&me, Action::Acknowledge(of(ME))), Decision::Allowed);
        assert_ne!(decide(&me, Action::Acknowledge(of(OTHER))), Decision::Allowed);
        assert_ne!(decide(&me, Action::RecordReadOut(of(ME))), Decision::Allowed);
        let others = decide(&me, Action::RecordReadOut(of(OTHER))) == Decision::Allowed;
        assert_eq!(others, role >= Role::Manager);
    }
}

#[test]
fn a_self_evaluation_stays_hidden_until_one_has_rated_that_person_or_it_was_released() {
    let hidden = facts(OTHER, Kind::SelfRating, Status::Submitted, THEIR_USER);
    let shown = EvaluationFacts {
        seen_after_own: true,
        ..hidden
    };
    for role in [Role::Manager, Role::Admin] {
        assert_eq!(decide(&user(role), Action::SeeEvaluation(hidden)), Decision::NotFound);
        assert_eq!(decide(&user(role), Action::SeeEvaluation(shown)), Decision::Allowed);
    }
    // Who may release it has to know of it; nobody else learns that it is there.
    let admin = user(Role::Admin);
    assert_eq!(decide(&admin, Action::KnowEvaluation(hidden)), Decision::Allowed);
    assert_eq!(decide(&admin, Action::Release(hidden)), Decision::Allowed);
    let manager = user(Role::Manager);
    assert_eq!(decide(&manager, Action::KnowEvaluation(hidden)), Decision::NotFound);
    assert_eq!(decide(&manager, Action::Release(hidden)), Decision::NotFound);
    assert_eq!(
        decide(&user(Role::Employee), Action::SeeEvaluation(shown)),
        Decision::NotFound
    );
}

#[test]
fn a_manager_who_sees_only_reports_finds_nobody_else() {
    let me = user(Role::Manager);
    let see = ManagersSee::OwnReports;
    assert_eq!(scope(&me, see), Scope::ReportsOf(ME));
    assert_eq!(
        allows(&me, see, &Action::EvaluateAsManager(about(REPORT))),
        Decision::Allowed
    );
    assert_eq!(allows(&me, see, &Action::SeeEmployee(about(OTHER))), Decision::NotFound);
    let theirs = facts(OTHER, Kind::Manager, Status::Submitted, MY_USER);
    assert_eq!(allows(&me, see, &Action::Finalise(theirs)), Decision::NotFound);
}

// -- For any combination --------------------------------------------------------------------------

fn any_actor() -> impl Strategy<Value = (Actor, ManagersSee)> {
    (
        prop::sample::select(Role::ALL.to_vec()),
        prop::option::of(prop::sample::select(vec![ME, REPORT, OTHER])),
        prop::bool::ANY,
    )
        .prop_map(|(role, employee, all)| {
            let see = if all {
                ManagersSee::Everyone
            } else {
                ManagersSee::OwnReports
            };
            (linked(role, employee), see)
        })
}

fn any_facts() -> impl Strategy<Value = EvaluationFacts> {
    (
        prop::sample::select(vec![ME, REPORT, OTHER]),
        prop::bool::ANY,
        prop::sample::select(vec![Status::Draft, Status::Submitted, Status::Finalised]),
        prop::sample::select(vec![MY_USER, THEIR_USER]),
        prop::bool::ANY,
    )
        .prop_map(|(employee, own, status, rater, seen_after_own)| EvaluationFacts {
            about: about(employee),
            kind: if own { Kind::SelfRating } else { Kind::Manager },
            status,
            rater,
            seen_after_own,
        })
}

proptest! {
    #[test]
    fn the_subject_never_sees_the_private_note_nor_the_notes_on_himself(
        (actor, see) in any_actor(), f in any_facts()
    ) {
        let Actor::User(account) = &actor else { unreachable!() };
        if account.employee == Some(f.about.employee) {
            prop_assert_eq!(allows(&actor, see, &Action::SeePrivateNote(f)), Decision::NotFound);
            prop_assert_eq!(allows(&actor, see, &Action::SeeEmployeeNotes(f.about)), Decision::NotFound);
            prop_assert_ne!(allows(&actor, see, &Action::Finalise(f)), Decision::Allowed);
            prop_assert_ne!(allows(&actor, see, &Action::Reopen(f)), Decision::Allowed);
            prop_assert_ne!(allows(&actor, see, &Action::Release(f)), Decision::Allowed);
        }
    }

    #[test]
    fn whoever_sees_an_evaluation_knows_it_and_whoever_writes_it_sees_it((actor, see) in any_actor(), f in any_facts()) {
        let allowed = |action| allows(&actor, see, &action) == Decision::Allowed;
        if allowed(Action::SeeEvaluation(f)) {
            prop_assert!(allowed(Action::KnowEvaluation(f)));
        }
        for act in [
            Action::WriteDraft(f), Action::SeePrivateNote(f), Action::Acknowledge(f), Action::RecordReadOut(f),
        ] {
            if allowed(act) {
                prop_assert!(allowed(Action::SeeEvaluation(f)), "{:?}", act);
            }
        }
    }

    #[test]
    fn what_one_does_not_know_is_not_found_whatever_one_tries((actor, see) in any_actor(), f in any_facts()) {
        if allows(&actor, see, &Action::KnowEvaluation(f)) == Decision::NotFound {
            for act in [
                Action::SeeEvaluation(f), Action::SeePrivateNote(f), Action::WriteDraft(f), Action::ReturnToDraft(f),
                Action::DiscardDraft { draft: f, left_behind: true },
                Action::Release(f), Action::Finalise(f), Action::Reopen(f), Action::Acknowledge(f), Action::RecordReadOut(f),
            ] {
                let decision = allows(&actor, see, &act);
                prop_assert_eq!(decision, Decision::NotFound, "{:?}", act);
            }
        }
    }

    #[test]
    fn nothing_about_a_person_out_of_scope_is_allowed((actor, see) in any_actor(), f in any_facts()) {
        if !scope(&actor, see).holds(f.about) {
            for act in [
                Action::SeeEmployee(f.about), Action::SeeEmployeeNotes(f.about), Action::EditEmployee(f.about),
                Action::EvaluateAsManager(f.about), Action::SeeEvaluation(f), Action::KnowEvaluation(f),
                Action::WriteDraft(f), Action::Finalise(f), Action::Reopen(f), Action::Acknowledge(f),
                Action::DiscardDraft { draft: f, left_behind: true },
            ] {
                prop_assert_ne!(allows(&actor, see, &act), Decision::Allowed, "{:?}", act);
            }
        }
    }

    #[test]
    fn a_visitor_finds_nothing(f in any_facts()) {
        for act in [Action::SeeCrew, Action::SeeEvaluation(f), Action::SeeEmployee(f.about), Action::OwnAccount] {
            prop_assert_eq!(decide(&Actor::Visitor, act), Decision::NotFound);
        }
    }
}

#[test]
fn a_token_never_exceeds_its_user_and_one_that_reads_changes_nothing() {
    let actions = [
        Action::SeeCrew,
        Action::CreateEmployee,
        Action::EditCatalogue,
        Action::SeeUsers,
        Action::ManageUsers,
        Action::ManageTokens,
        Action::OwnAccount,
        Action::SeeEmployee(about(OTHER)),
        Action::EditEmployee(about(OTHER)),
        Action::EvaluateAsManager(about(OTHER)),
        Action::EvaluateSelf(about(ME)),
    ];
    let facts = evaluations().into_iter().flat_map(|(_, facts)| {
        [
            Action::SeeEvaluation(facts),
            Action::SeePrivateNote(facts),
            Action::WriteDraft(facts),
            Action::Finalise(facts),
            Action::Reopen(facts),
            Action::Acknowledge(facts),
        ]
    });
    for action in actions.into_iter().chain(facts) {
        for role in Role::ALL {
            let own = decide(&user(role), action);
            let token = decide(&with_token(role, false), action);
            let reading = decide(&with_token(role, true), action);
            assert!(token == own || token == Decision::Forbidden, "{action:?} {role:?}");
            assert!(reading == own || reading == Decision::Forbidden, "{action:?} {role:?}");
            assert!(reading != Decision::Allowed || !action.changes(), "{action:?} {role:?}");
        }
    }
}

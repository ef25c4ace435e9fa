//! The table as a whole, as a snapshot; beside it the sentences of the product that it must keep.
#![allow(clippy::unwrap_used, clippy::panic)]

mod any;
mod rules;

use super::*;
use crate::domain::id::ApiTokenId;

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

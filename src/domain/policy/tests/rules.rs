//! The product's rules, one by one.

use super::*;

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

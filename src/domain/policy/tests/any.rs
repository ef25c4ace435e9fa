//! What holds for any combination of who asks and what is asked.

use super::*;
use proptest::prelude::*;

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

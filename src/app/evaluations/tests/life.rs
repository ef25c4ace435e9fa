//! Returned, reopened, answered: who may, when, and what stays.

use super::{
    BEN, CARL, TODAY, actor, admin, anna, ben, company, draft, events, finished, new, other_manager, rate, record,
    said, typed, whole,
};
use crate::app::evaluations::{
    May, New, Saved, Sight, Typed, acknowledge, attach_statement, begin, delete, record_read_out, refuse, reopen,
    return_to_draft, save, submit, submit_and_finalise, view, view_withdrawn,
};
use crate::app::{App, Error};
use crate::domain::account::{Role, User};
use crate::domain::employee::Employee;
use crate::domain::evaluation::{
    Acknowledgement, Basis, Evaluation, Kind, Rating, Statement, Status, WithdrawnRevision,
};
use crate::domain::id::{EvaluationId, SkillId, UserId, WithdrawnRevisionId};
use crate::domain::level::Level;
use crate::domain::policy::Actor;
use crate::domain::target::Target;
use crate::domain::tier::Tier;
use crate::store::Read;
use jiff::civil::{Date, date};

fn submitted(app: &App, day: Date) -> EvaluationId {
    let id = begin(app, &anna(), &new(BEN, day)).unwrap();
    rate(app, &anna(), id, &[("r1", "3"), ("private", "hidden")]).unwrap();
    submit(app, &anna(), id).unwrap();
    id
}

fn own(app: &App, day: Date) -> EvaluationId {
    let new = New {
        kind: Kind::SelfRating,
        ..new(BEN, day)
    };
    let id = begin(app, &ben(), &new).unwrap();
    rate(app, &ben(), id, &[("r1", "4")]).unwrap();
    submit(app, &ben(), id).unwrap();
    id
}

/// A save as of the draft as it stands, of the revision it is.
pub(super) fn rate_again(app: &App, actor: &Actor, id: EvaluationId, changes: &[(&str, &str)]) -> Result<Saved, Error> {
    let now = record(app, id);
    let typed = Typed {
        revision: now.revision,
        ..typed("", 0, now.edit, changes)
    };
    save(app, actor, id, &typed)
}

fn withdrawn(app: &App) -> Vec<WithdrawnRevision> {
    app.store.read().unwrap().all().unwrap()
}

#[test]
fn the_rater_returns_what_was_submitted_and_an_admin_too() {
    let app = company();
    let id = submitted(&app, TODAY);
    for stranger in [ben(), other_manager()] {
        assert!(matches!(
            return_to_draft(&app, &stranger, id, 1, "x"),
            Err(Error::NotFound)
        ));
    }
    assert!(said(return_to_draft(&app, &anna(), id, 1, " ")).contains("Please say why"));
    assert_eq!(record(&app, id).status, Status::Submitted);
    let opened = return_to_draft(&app, &anna(), id, 1, "Forgot a skill").unwrap();
    assert_eq!((opened.rater, opened.rater_name.as_str()), (UserId(2), "Anna Lead"));
    let edit = record(&app, id).edit;
    assert_eq!(rate(&app, &anna(), id, &[("r2", "2")]).unwrap().edit, edit + 1);
    submit(&app, &anna(), id).unwrap();
    return_to_draft(&app, &admin(), id, 1, "The notes hurt").unwrap();
    let draft = record(&app, id);
    assert_eq!((draft.rater, draft.revision, draft.returned.len()), (UserId(2), 1, 2));
    assert!(said(return_to_draft(&app, &anna(), id, 1, "x")).contains("a draft already"));
    submit_and_finalise(&app, &anna(), id).unwrap();
    assert!(said(return_to_draft(&app, &admin(), id, 1, "x")).contains("can be opened again"));
    assert!(
        whole(view(&app, &ben(), id)).returned.is_empty(),
        "the subject saw none of it"
    );
    assert_eq!(whole(view(&app, &admin(), id)).returned.len(), 2);
    let events = events(&app);
    assert_eq!(events.iter().filter(|what| *what == "evaluation_returned").count(), 2);
}

#[test]
fn what_was_saved_elsewhere_before_submitting_still_clashes_after_the_return() {
    let app = company();
    let id = draft(&app);
    let tab = |device: &str, seen, changes: &[(&str, &str)]| save(&app, &anna(), id, &typed(device, 1, seen, changes));
    tab("desk", 0, &[("r1", "3")]).unwrap();
    submit(&app, &anna(), id).unwrap();
    return_to_draft(&app, &anna(), id, 1, "Not done").unwrap();
    let phone = tab("phone", 0, &[("r1", "5"), ("r2", "4")]).unwrap();
    assert_eq!((phone.clashes.len(), phone.taken), (1, vec!["r2".to_owned()]));
    assert_eq!(
        record(&app, id).content.ratings[&SkillId(1)],
        Rating::level(Level::COVER)
    );
}

#[test]
fn a_self_evaluation_is_returned_by_its_writer_until_a_rater_may_have_read_it() {
    let app = company();
    let id = own(&app, TODAY);
    let tried = |actor| return_to_draft(&app, &actor, id, 1, "x");
    assert!(matches!(tried(anna()), Err(Error::NotFound)));
    // An admin knows of it, to be able to release it.
    assert!(matches!(tried(admin()), Err(Error::Denied)));
    assert!(whole(view(&app, &ben(), id)).may.return_to_draft);
    return_to_draft(&app, &ben(), id, 1, "Typing error").unwrap();
    rate(&app, &ben(), id, &[("r1", "5")]).unwrap();
    submit(&app, &ben(), id).unwrap();
    // Submitted by a manager: read perhaps, and it stays read when that one is returned.
    let theirs = submitted(&app, date(2026, 4, 20));
    assert!(said(return_to_draft(&app, &ben(), id, 1, "x")).contains("may have read"));
    assert!(!whole(view(&app, &ben(), id)).may.return_to_draft);
    return_to_draft(&app, &anna(), theirs, 1, "x").unwrap();
    assert!(said(return_to_draft(&app, &ben(), id, 1, "x")).contains("may have read"));
    assert!(matches!(
        return_to_draft(&app, &anna(), id, 1, "x"),
        Err(Error::NotFound)
    ));
}

#[test]
fn a_manager_evaluation_of_another_season_does_not_hold_a_self_evaluation() {
    let app = company();
    submitted(&app, date(2026, 1, 1));
    let id = own(&app, TODAY);
    return_to_draft(&app, &ben(), id, 1, "Typing error").unwrap();
}

#[test]
fn a_reopened_evaluation_stops_counting_and_its_revision_stays_as_it_was() {
    let app = company();
    let id = finished(&app, TODAY);
    let before = record(&app, id);
    reopen(&app, &anna(), id, 1, "Wrong person").unwrap();
    assert!(app.projection().person(BEN).unwrap().counted().is_empty());
    let after = record(&app, id);
    assert_eq!((after.status, after.revision), (Status::Draft, 2));
    assert_eq!(after.content, before.content);
    assert_eq!(
        withdrawn(&app),
        [WithdrawnRevision {
            id: WithdrawnRevisionId(1),
            withdrawn_at: app.now(),
            withdrawn_by: UserId(2),
            reason: "Wrong person".into(),
            evaluation: before,
        }]
    );
    assert_eq!(events(&app).last().unwrap(), "evaluation_reopened");
    // A page of the old revision saves nothing into the new one.
    assert!(said(rate(&app, &anna(), id, &[("r1", "1")])).contains("another state"));
    assert!(said(delete(&app, &anna(), id)).contains("cannot be deleted"));
    rate_again(&app, &anna(), id, &[("r1", "2")]).unwrap();
    submit_and_finalise(&app, &anna(), id).unwrap();
    assert_eq!(app.projection().person(BEN).unwrap().counted(), [(TODAY, id)]);
}

#[test]
fn it_is_reopened_by_its_rater_or_an_admin_never_by_the_subject_or_another_manager() {
    let app = company();
    let id = finished(&app, TODAY);
    let boss = actor(3, Role::Admin, Some(BEN));
    for other in [ben(), other_manager(), boss] {
        assert!(
            matches!(reopen(&app, &other, id, 1, "x"), Err(Error::Denied)),
            "{other:?}"
        );
    }
    assert!(matches!(
        reopen(&app, &admin(), EvaluationId(99), 1, "x"),
        Err(Error::NotFound)
    ));
    assert!(said(reopen(&app, &admin(), id, 1, "")).contains("Please say why"));
    assert!(said(reopen(&app, &admin(), id, 2, "x")).contains("showed revision 2"));
    assert!(withdrawn(&app).is_empty());
    let opened = reopen(&app, &admin(), id, 1, "Wrong day").unwrap();
    assert_eq!(opened.rater, UserId(2), "it is still its rater's draft");
    assert!(matches!(
        rate_again(&app, &admin(), id, &[("r1", "1")]),
        Err(Error::Denied)
    ));
    assert!(said(reopen(&app, &anna(), id, 2, "x")).contains("open already"));
}

#[test]
fn a_draft_never_belongs_to_someone_who_can_rate_no_more() {
    let app = company();
    let (left, demoted) = (finished(&app, TODAY), submitted(&app, date(2026, 5, 1)));
    app.change(&Actor::Program, |change| {
        let mut anna = change.store.get::<User>(UserId(2))?.unwrap();
        anna.active = false;
        change.put(&anna)
    })
    .unwrap();
    assert_eq!(reopen(&app, &admin(), left, 1, "x").unwrap().rater, UserId(1));
    assert_eq!(withdrawn(&app)[0].evaluation.rater, UserId(2), "who rated then is kept");
    rate_again(&app, &admin(), left, &[("r1", "1")]).unwrap();
    submit_and_finalise(&app, &admin(), left).unwrap();
    app.change(&Actor::Program, |change| {
        let mut anna = change.store.get::<User>(UserId(2))?.unwrap();
        (anna.active, anna.role) = (true, Role::Employee);
        change.put(&anna)
    })
    .unwrap();
    assert_eq!(
        return_to_draft(&app, &admin(), demoted, 1, "x").unwrap().rater,
        UserId(1)
    );
}

#[test]
fn who_saw_the_finalised_revision_reads_it_still_and_nobody_else_does() {
    let app = company();
    let id = draft(&app);
    rate(
        &app,
        &anna(),
        id,
        &[("r1", "3"), ("private", "hidden"), ("notes", "shared")],
    )
    .unwrap();
    submit_and_finalise(&app, &anna(), id).unwrap();
    assert!(matches!(view_withdrawn(&app, &ben(), id, 1), Err(Error::NotFound)));
    reopen(&app, &anna(), id, 1, "Wrong notes").unwrap();
    rate_again(&app, &anna(), id, &[("notes", "half a thought")]).unwrap();
    for (reader, private) in [
        (ben(), ""),
        (other_manager(), "hidden"),
        (admin(), "hidden"),
        (anna(), "hidden"),
    ] {
        let seen = view_withdrawn(&app, &reader, id, 1).unwrap();
        let content = &seen.evaluation.content;
        assert_eq!(
            (content.private_note.as_str(), content.shared_notes.as_str()),
            (private, "shared")
        );
        let withdrawal = seen.withdrawn.unwrap();
        assert_eq!(
            (withdrawal.by.as_str(), withdrawal.reason.as_str()),
            ("Anna Lead", "Wrong notes")
        );
        assert!(withdrawal.being_revised);
        let nothing = May {
            see_private_note: !private.is_empty(),
            see_employee: true,
            is_subject: private.is_empty(),
            ..May::default()
        };
        assert_eq!(seen.may, nothing);
    }
    for reader in [ben(), other_manager(), admin()] {
        assert!(matches!(
            view(&app, &reader, id).unwrap(),
            Sight::Reopened { revision: 1 }
        ));
    }
    let stranger = actor(7, Role::Employee, Some(CARL));
    assert!(matches!(view(&app, &stranger, id), Err(Error::NotFound)));
    assert!(matches!(view_withdrawn(&app, &stranger, id, 1), Err(Error::NotFound)));
    assert!(matches!(view_withdrawn(&app, &anna(), id, 2), Err(Error::NotFound)));
    let draft = whole(view(&app, &anna(), id));
    assert_eq!(draft.withdrawn_before.len(), 1);
    assert!(draft.may.write && !draft.may.delete);
}

#[test]
fn the_frozen_part_is_taken_anew_as_of_the_effective_date() {
    let app = company();
    let id = finished(&app, TODAY);
    app.change(&Actor::Program, |change| {
        let mut ben = change.store.get::<Employee>(BEN)?.unwrap();
        ben.tiers[0].tier = Tier::ALL[2];
        change.put(&ben)
    })
    .unwrap();
    reopen(&app, &anna(), id, 1, "The tier was wrong").unwrap();
    submit_and_finalise(&app, &anna(), id).unwrap();
    let frozen = |evaluation: &Evaluation| {
        let finalised = evaluation.finalised.clone().unwrap();
        let basis = app
            .store
            .read()
            .unwrap()
            .get::<Basis>(finalised.basis)
            .unwrap()
            .unwrap();
        assert_eq!(basis.tier, finalised.tier);
        (finalised.tier, basis.skill_categories[0].skills[0].target)
    };
    assert_eq!(
        frozen(&withdrawn(&app)[0].evaluation),
        (Tier::ALL[1], Some(Target::Level(Level::COVER)))
    );
    assert_eq!(frozen(&record(&app, id)), (Tier::ALL[2], None));
}

#[test]
fn while_it_is_open_its_day_is_free_and_once_taken_it_needs_another() {
    let app = company();
    let id = finished(&app, TODAY);
    reopen(&app, &anna(), id, 1, "Wrong day").unwrap();
    let other = finished(&app, TODAY);
    assert!(said(submit_and_finalise(&app, &anna(), id)).contains("There is already an evaluation"));
    rate_again(&app, &anna(), id, &[("date", "2026-05-03")]).unwrap();
    submit_and_finalise(&app, &anna(), id).unwrap();
    let counted = app.projection().person(BEN).unwrap().counted().to_vec();
    assert_eq!(counted, [(date(2026, 5, 3), id), (TODAY, other)]);
    assert_eq!(view_withdrawn(&app, &ben(), id, 1).unwrap().evaluation.date, TODAY);
}

#[test]
fn the_subject_acknowledges_the_revision_on_the_page_once() {
    let app = company();
    let id = finished(&app, TODAY);
    for other in [anna(), admin(), other_manager()] {
        assert!(matches!(acknowledge(&app, &other, id, 1, ""), Err(Error::Denied)));
        assert!(matches!(attach_statement(&app, &other, id, 1, "x"), Err(Error::Denied)));
    }
    assert!(said(refuse(&app, &ben(), id, 1, &"x".repeat(10_000))).contains("10000 characters"));
    refuse(&app, &ben(), id, 1, "I was ill that week.").unwrap();
    assert!(said(refuse(&app, &ben(), id, 1, "")).contains("refused already"));
    acknowledge(&app, &ben(), id, 1, "").unwrap();
    assert!(said(acknowledge(&app, &ben(), id, 1, "again")).contains("acknowledged already"));
    attach_statement(&app, &ben(), id, 1, "I still think so.").unwrap();
    assert!(said(attach_statement(&app, &ben(), id, 1, "")).contains("what you want to say"));
    let answers = whole(view(&app, &anna(), id)).answers;
    assert_eq!(answers.len(), 3);
    assert!(
        answers
            .iter()
            .all(|answer| answer.by == "Ben Worker" && answer.revision == 1)
    );
    let happened = events(&app);
    assert_eq!(
        happened[happened.len() - 3..],
        [
            "acknowledgement_refused",
            "evaluation_acknowledged",
            "statement_attached"
        ]
    );
}

#[test]
fn a_withdrawn_revision_is_answered_no_more_and_keeps_what_was_answered() {
    let app = company();
    let id = finished(&app, TODAY);
    acknowledge(&app, &ben(), id, 1, "Fair.").unwrap();
    reopen(&app, &anna(), id, 1, "Wrong day").unwrap();
    for sentence in [
        said(acknowledge(&app, &ben(), id, 1, "")),
        said(attach_statement(&app, &ben(), id, 1, "But")),
    ] {
        assert!(sentence.contains("Revision 1 was withdrawn"), "{sentence}");
    }
    assert!(matches!(acknowledge(&app, &ben(), id, 2, ""), Err(Error::NotFound)));
    submit_and_finalise(&app, &anna(), id).unwrap();
    assert!(said(acknowledge(&app, &ben(), id, 1, "")).contains("Revision 1 was withdrawn"));
    acknowledge(&app, &ben(), id, 2, "Fair again.").unwrap();
    assert_eq!(view_withdrawn(&app, &ben(), id, 1).unwrap().answers.len(), 1);
    let revisions: Vec<_> = whole(view(&app, &ben(), id))
        .answers
        .iter()
        .map(|a| a.revision)
        .collect();
    assert_eq!(revisions, [1, 2]);
}

#[test]
fn reading_out_is_recorded_for_people_without_an_account() {
    let app = company();
    let id = finished(&app, TODAY);
    let read_out = |actor: &Actor, day: &str| record_read_out(&app, actor, id, 1, day, "Nodded.");
    assert!(said(read_out(&anna(), "2026-05-04")).contains("Ben Worker has an account"));
    app.change(&Actor::Program, |change| {
        let mut ben = change.store.get::<User>(UserId(3))?.unwrap();
        ben.active = false;
        change.put(&ben)
    })
    .unwrap();
    assert!(matches!(read_out(&ben(), "2026-05-04"), Err(Error::Denied)));
    assert!(said(read_out(&anna(), "2026-05-05")).contains("in the future"));
    assert!(said(read_out(&anna(), "2026-05-03")).contains("The evaluation is of"));
    assert!(whole(view(&app, &other_manager(), id)).may.answer.record_read_out);
    read_out(&other_manager(), "2026-05-04").unwrap();
    assert!(said(read_out(&anna(), "2026-05-04")).contains("recorded already"));
    let answers = whole(view(&app, &anna(), id)).answers;
    assert_eq!((answers.len(), answers[0].by.as_str()), (1, "user4"));
    assert_eq!(events(&app).last().unwrap(), "evaluation_read_out");
    let reader = app.store.read().unwrap();
    assert_eq!(reader.count::<Acknowledgement>().unwrap(), 1);
    assert_eq!(reader.count::<Statement>().unwrap(), 0);
}

#[test]
fn a_self_evaluation_is_neither_reopened_nor_acknowledged() {
    let app = company();
    let id = own(&app, TODAY);
    finished(&app, TODAY);
    assert!(matches!(reopen(&app, &ben(), id, 1, "x"), Err(Error::Denied)));
    assert!(matches!(reopen(&app, &anna(), id, 1, "x"), Err(Error::Denied)));
    assert!(matches!(acknowledge(&app, &ben(), id, 1, ""), Err(Error::Denied)));
    assert!(matches!(attach_statement(&app, &ben(), id, 1, "x"), Err(Error::Denied)));
}

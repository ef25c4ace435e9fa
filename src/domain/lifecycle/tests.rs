#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::evaluation::{AcknowledgedHow, Acknowledgement, Device, Rating, Source, Statement};
use crate::domain::id::{AcknowledgementId, EvaluationId, SkillId, StatementId, WithdrawnRevisionId};
use crate::domain::level::Level;
use jiff::civil::date;

const RATER: UserId = UserId(1);
const ADMIN: UserId = UserId(9);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_777_900_000 + second).unwrap()
}

fn draft() -> Evaluation {
    Evaluation {
        id: EvaluationId(1),
        employee: EmployeeId(1),
        kind: Kind::Manager,
        rater: RATER,
        date: date(2026, 5, 4),
        status: Status::Draft,
        revision: 1,
        client_uuid: None,
        content: Default::default(),
        source: Source::Screen,
        edit: 0,
        field_edits: Default::default(),
        devices: Default::default(),
        created_at: at(0),
        updated_at: at(0),
        submitted_at: None,
        finalised: None,
        returned: Vec::new(),
        released_by: None,
        import: None,
    }
}

fn submitted(kind: Kind) -> Evaluation {
    let mut evaluation = draft();
    evaluation.kind = kind;
    evaluation
        .content
        .ratings
        .insert(SkillId(1), Rating::level(Level::COVER));
    evaluation.edit = 4;
    evaluation.field_edits.insert("r1".into(), 4);
    evaluation.devices.insert("tab".into(), Device::default());
    evaluation.status = Status::Submitted;
    evaluation.submitted_at = Some(at(1));
    evaluation
}

fn finalised() -> Evaluation {
    let mut evaluation = submitted(Kind::Manager);
    finalise(&mut evaluation, RATER, Tier::ALL[1], BasisId(3), at(2)).unwrap();
    evaluation
}

fn why(result: Result<impl std::fmt::Debug, Message>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_returned_evaluation_is_a_draft_of_the_same_revision_whose_edits_go_on_counting() {
    let mut evaluation = submitted(Kind::Manager);
    let before = evaluation.clone();
    return_to_draft(&mut evaluation, false, ADMIN, "Skill 2 is missing.".into(), at(5)).unwrap();
    assert_eq!((evaluation.status, evaluation.revision), (Status::Draft, 1));
    assert_eq!((evaluation.edit, evaluation.submitted_at), (4, None));
    assert_eq!(
        (&evaluation.field_edits, &evaluation.devices, &evaluation.content),
        (&before.field_edits, &before.devices, &before.content),
        "what was saved on another device meanwhile still clashes"
    );
    let returned = &evaluation.returned[0];
    assert_eq!(
        (returned.by, returned.at, returned.reason.as_str()),
        (ADMIN, at(5), "Skill 2 is missing.")
    );
}

#[test]
fn only_what_is_submitted_is_returned() {
    assert!(why(returnable(&draft(), false)).contains("a draft already"));
    assert!(why(returnable(&finalised(), false)).contains("can be opened again"));
    assert!(returnable(&submitted(Kind::Manager), false).is_ok());
}

#[test]
fn a_self_evaluation_is_returned_until_a_rater_may_have_read_it() {
    let mut evaluation = submitted(Kind::SelfRating);
    assert!(why(returnable(&evaluation, true)).contains("may have read this self evaluation"));
    assert!(return_to_draft(&mut evaluation, false, RATER, "Typing error".into(), at(5)).is_ok());
    assert!(
        returnable(&submitted(Kind::Manager), true).is_ok(),
        "that is no matter of manager evaluations"
    );
}

#[test]
fn finalising_forgets_the_devices() {
    let evaluation = finalised();
    assert!(evaluation.field_edits.is_empty() && evaluation.devices.is_empty());
}

#[test]
fn reopening_keeps_the_old_revision_as_it_was_and_begins_the_next_with_its_content() {
    let mut evaluation = finalised();
    let before = evaluation.clone();
    let withdrawn = reopen(
        &mut evaluation,
        WithdrawnRevisionId(1),
        ADMIN,
        "Wrong day".into(),
        at(9),
    )
    .unwrap();
    assert_eq!(withdrawn.evaluation, before);
    assert_eq!((withdrawn.withdrawn_by, withdrawn.withdrawn_at), (ADMIN, at(9)));
    assert_eq!((evaluation.status, evaluation.revision), (Status::Draft, 2));
    assert_eq!((evaluation.finalised, evaluation.submitted_at), (None, None));
    assert_eq!((evaluation.content, evaluation.edit), (before.content, before.edit));
}

#[test]
fn only_what_a_manager_finalised_is_reopened() {
    assert!(why(reopenable(&draft())).contains("open already"));
    assert!(why(reopenable(&submitted(Kind::Manager))).contains("returned to draft"));
    assert!(why(reopenable(&submitted(Kind::SelfRating))).contains("self evaluation"));
    let mut evaluation = submitted(Kind::Manager);
    let before = evaluation.clone();
    assert!(reopen(&mut evaluation, WithdrawnRevisionId(1), ADMIN, "x".into(), at(9)).is_err());
    assert_eq!(evaluation, before, "nothing is half done");
}

#[test]
fn a_way_back_has_a_reason_of_a_length_a_page_can_show() {
    let said = |typed: &str| reason(typed).map_err(|invalid| invalid.to_string());
    assert_eq!(said("  Wrong\r\nday "), Ok("Wrong\nday".into()));
    for nothing in ["", " \n\t ", "\u{200B}"] {
        assert_eq!(said(nothing), Err("Please say why.".into()));
    }
    assert!(said(&"x".repeat(10_000)).unwrap_err().contains("10000 characters"));
}

#[test]
fn a_revision_is_answered_while_it_is_the_finalised_one() {
    assert!(answerable(&finalised(), 1).is_ok());
    let mut reopened = finalised();
    reopen(&mut reopened, WithdrawnRevisionId(1), ADMIN, "Wrong day".into(), at(9)).unwrap();
    assert!(why(answerable(&reopened, 1)).contains("Revision 1 was withdrawn"));
    assert!(why(answerable(&reopened, 2)).contains("not finalised"));
    assert!(why(answerable(&finalised(), 2)).contains("not finalised"));
    assert!(why(answerable(&submitted(Kind::SelfRating), 1)).contains("Only what a manager wrote"));
}

fn answered(how: &[AcknowledgedHow]) -> Vec<Acknowledgement> {
    how.iter()
        .map(|how| Acknowledgement {
            id: AcknowledgementId(1),
            evaluation: draft().id,
            revision: 1,
            at: at(0),
            by: RATER,
            how: *how,
            comment: String::new(),
        })
        .collect()
}

#[test]
fn an_answer_is_given_once_and_who_refused_may_still_acknowledge() {
    use AcknowledgedHow::*;
    let day = date(2026, 5, 4);
    let can = |before: &[AcknowledgedHow], how| says_more(&answered(before), how).is_ok();
    for how in [Seen, Refused, ReadOut(day), Pin] {
        assert!(can(&[], how));
        assert!(!can(&[Seen], how), "{how:?} after it was acknowledged");
        assert!(!can(&[Refused, Pin], how), "{how:?} after it was acknowledged");
    }
    assert!(can(&[Refused], Seen) && !can(&[Refused], Refused));
    assert!(can(&[ReadOut(day)], Seen) && !can(&[ReadOut(day)], ReadOut(day)));
    assert!(can(&[ReadOut(day)], ReadOut(day.tomorrow().unwrap())));
}

#[test]
fn an_evaluation_is_read_out_between_its_own_day_and_today() {
    let evaluation = finalised();
    let said = |typed: &str| read_out_on(typed, &evaluation, date(2026, 5, 6)).map_err(|invalid| invalid.to_string());
    assert_eq!(said("2026-05-04"), Ok(date(2026, 5, 4)));
    assert_eq!(said("2026-05-06"), Ok(date(2026, 5, 6)));
    assert!(said("2026-05-07").unwrap_err().contains("in the future"));
    assert!(
        said("2026-05-03")
            .unwrap_err()
            .contains("The evaluation is of 4 May 2026")
    );
    assert!(said("2026-02-30").unwrap_err().contains("no 30 February"));
    assert!(said("").unwrap_err().contains("Please give a date"));
}

#[test]
fn statements_say_something_and_are_not_endless() {
    assert!(
        statement(" \u{200B} ")
            .unwrap_err()
            .to_string()
            .contains("Please write")
    );
    assert!(statement(&"x".repeat(10_000)).is_err() && comment(&"x".repeat(10_000)).is_err());
    assert_eq!(comment("").unwrap(), "");
    let one = Statement {
        id: StatementId(1),
        evaluation: draft().id,
        revision: 1,
        at: at(0),
        by: RATER,
        text: "No.".into(),
    };
    assert!(room_for_a_statement(&vec![one.clone(); STATEMENTS_MAX - 1]).is_ok());
    assert!(room_for_a_statement(&vec![one; STATEMENTS_MAX]).is_err());
}

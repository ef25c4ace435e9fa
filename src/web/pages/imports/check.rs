//! `/imports/uploads/{key}/check`: the dry run, the rows to decide about, and the import itself.

mod asked;

use super::{tier_names, with_upload};
use crate::app::imports::waiting::{self, Upload};
use crate::app::imports::{self, Answer, Answers, Check};
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, ListUrl, Paging, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use asked::Asked;
use serde::Serialize;

/// Rows of a list on one page.
const PAGE: usize = 100;

#[derive(Serialize)]
struct CheckPage {
    key: u64,
    kind: &'static str,
    file: String,
    rows: usize,
    new: usize,
    changed: usize,
    same: usize,
    skipped: usize,
    unrated: usize,
    unfinished: usize,
    /// Columns that are not looked at.
    left_out: Vec<String>,
    renamed: Vec<Renamed>,
    problems: Vec<Problem>,
    problem_pages: Paging,
    questions: Vec<Asked>,
    question_pages: Paging,
    /// Some of those of this page leave a choice.
    to_choose: bool,
    /// Questions without an answer.
    open: usize,
    ready: bool,
    errors: Errors,
}

#[derive(Serialize)]
struct Problem {
    line: u32,
    column: Option<String>,
    said: Message,
}

#[derive(Serialize)]
struct Renamed {
    line: u32,
    from: String,
    to: String,
}

impl view::Page for CheckPage {
    const TEMPLATE: &'static str = "imports/check.html";
    fn title(&self) -> Message {
        message!("Look before you import")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        match imports::check(&ctx.app, &request.actor, &upload.source(&tier_names(ctx, request))) {
            Ok(found) => ctx.page(request, &page(request, &upload, found, Errors::default())),
            // The columns were not settled yet.
            Err(crate::app::Error::Invalid(_)) => Ok(Reply::see_other(format!("/imports/uploads/{}", upload.key))),
            Err(other) => Err(other.into()),
        }
    })
}

pub fn answer(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        let answers: Answers = request
            .form
            .beginning("row_")
            .filter_map(|(line, chosen)| Some((line.parse().ok()?, parse(chosen)?)))
            .collect();
        waiting::answer(&ctx.app, &request.actor, upload.key, answers)?;
        let page = request.form.parse::<usize>("page").unwrap_or(1);
        Ok(Reply::see_other(format!(
            "/imports/uploads/{}/check?asked={page}",
            upload.key
        )))
    })
}

pub fn import(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        let tiers = tier_names(ctx, request);
        let source = upload.source(&tiers);
        match imports::run(&ctx.app, &request.actor, &source) {
            Ok(import) => {
                waiting::forget(&ctx.app, &request.actor, upload.key)?;
                let said = message!("Imported. Below you see what it wrote, and can undo it.");
                Ok(Reply::see_other(format!("/imports/{}", import.id)).with_flash(Flash::done(said)))
            }
            Err(error) => {
                let found = imports::check(&ctx.app, &request.actor, &source)?;
                ctx.again(request, error, |errors| Ok(page(request, &upload, found, errors)))
            }
        }
    })
}

fn parse(chosen: &str) -> Option<Answer> {
    match chosen {
        "new" => Some(Answer::New),
        "skip" => Some(Answer::Skip),
        id => id.parse().ok().map(|id| Answer::Update(EmployeeId(id))),
    }
}

fn page(request: &Request, upload: &Upload, found: Check, errors: Errors) -> CheckPage {
    let (ready, open) = (found.is_ready(), found.open());
    let path = format!("/imports/uploads/{}/check", upload.key);
    let paging = |name: &str, total: usize| {
        let at = request
            .query
            .parse::<usize>(name)
            .unwrap_or(1)
            .clamp(1, total.div_ceil(PAGE).max(1));
        let to_page = |page: usize| Some(ListUrl::new(&path, []).with(name, &page.to_string()));
        let paging = Paging {
            from: if total == 0 { 0 } else { (at - 1) * PAGE + 1 },
            to: (at * PAGE).min(total),
            total,
            previous: if at > 1 { to_page(at - 1) } else { None },
            next: if at * PAGE < total { to_page(at + 1) } else { None },
        };
        (paging, (at - 1) * PAGE)
    };
    let (problem_pages, first_problem) = paging("wrong", found.problems.len());
    let (question_pages, first_question) = paging("asked", found.questions.len());
    let questions: Vec<Asked> = found
        .questions
        .into_iter()
        .skip(first_question)
        .take(PAGE)
        .map(Asked::from)
        .collect();
    CheckPage {
        key: upload.key,
        kind: upload.kind.word(),
        file: upload.name.clone(),
        rows: found.rows,
        new: found.new,
        changed: found.changed,
        same: found.same,
        skipped: found.skipped,
        unrated: found.unrated,
        unfinished: found.unfinished,
        left_out: found.left_out,
        renamed: found
            .renamed
            .into_iter()
            .take(PAGE)
            .map(|one| Renamed {
                line: one.line,
                from: one.from,
                to: one.to,
            })
            .collect(),
        problems: found
            .problems
            .into_iter()
            .skip(first_problem)
            .take(PAGE)
            .map(|one| Problem {
                line: one.line,
                column: one.column,
                said: one.said,
            })
            .collect(),
        problem_pages,
        to_choose: questions.iter().any(Asked::leaves_a_choice),
        questions,
        question_pages,
        open,
        ready,
        errors,
    }
}

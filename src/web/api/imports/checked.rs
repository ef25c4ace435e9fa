//! What is found in a table: for who looks first, and as what is wrong for who does not.

use crate::app::imports::{Check, Question};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::web::{Ctx, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Most items of each list, and most errors; the rest is counted.
const MOST: usize = 1_000;

/// What is found in a table.
#[derive(Serialize, JsonSchema)]
pub struct Checked {
    /// It can be imported as it is.
    ready: bool,
    rows: usize,
    /// Rows about someone or something that is not recorded yet.
    added: usize,
    changed: usize,
    /// Rows that say what is recorded already.
    same: usize,
    /// Rows that `row` says to leave out.
    left_out: usize,
    /// What is wrong, by line; of more than 1000 the first.
    problems: Vec<RowProblem>,
    /// How many problems there are.
    problems_in_all: usize,
    /// Names that are there already and undecided, by line; of more than 1000 the first.
    to_decide: Vec<ToDecide>,
    /// How many rows are undecided.
    to_decide_in_all: usize,
    /// People who get another name; of more than 1000 the first.
    renamed: Vec<Renamed>,
}

/// Something wrong in one row.
#[derive(Serialize, JsonSchema)]
struct RowProblem {
    /// In the file, from 1.
    line: u32,
    /// Letter and heading, such as `C (Hire date)`; absent: the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    message: String,
}

/// A row about someone of a name that is there already.
#[derive(Serialize, JsonSchema)]
struct ToDecide {
    line: u32,
    name: String,
    /// The line above that has the name as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_name_in_line: Option<u32>,
    /// Whom it can be.
    employees: Vec<Namesake>,
}

/// Someone of that name.
#[derive(Serialize, JsonSchema)]
struct Namesake {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    hire_date: Date,
}

/// Someone who gets another name.
#[derive(Serialize, JsonSchema)]
struct Renamed {
    line: u32,
    from: String,
    to: String,
}

impl Checked {
    pub fn of(ctx: &Ctx, request: &Request, check: Check) -> Self {
        Self {
            ready: check.is_ready(),
            rows: check.rows,
            added: check.new,
            changed: check.changed,
            same: check.same,
            left_out: check.skipped,
            problems_in_all: check.problems.len(),
            to_decide_in_all: check.open(),
            problems: check
                .problems
                .into_iter()
                .take(MOST)
                .map(|one| RowProblem {
                    line: one.line,
                    column: one.column,
                    message: ctx.say(request, &one.said),
                })
                .collect(),
            to_decide: check
                .questions
                .into_iter()
                .filter(|one| one.answer.is_none())
                .take(MOST)
                .map(ToDecide::of)
                .collect(),
            renamed: check
                .renamed
                .into_iter()
                .take(MOST)
                .map(|one| Renamed {
                    line: one.line,
                    from: one.from,
                    to: one.to,
                })
                .collect(),
        }
    }
}

impl ToDecide {
    fn of(question: Question) -> Self {
        Self {
            line: question.line,
            name: question.name,
            same_name_in_line: question.twin,
            employees: question
                .others
                .into_iter()
                .map(|other| Namesake {
                    id: other.id.0,
                    number: other.number,
                    hire_date: other.hired,
                })
                .collect(),
        }
    }
}

/// What keeps a table from being imported: at `rows.7` what is to be decided about line 7, at
/// `rows.7.C (Hire date)` what is wrong in that cell.
pub fn refused(check: &Check) -> Result<(), Invalid> {
    let mut invalid = Invalid::new();
    for one in check.problems.iter().take(MOST) {
        let field = match &one.column {
            Some(column) => format!("rows.{}.{column}", one.line),
            None => format!("rows.{}", one.line),
        };
        invalid.add(field, one.said.clone());
    }
    let open = check.questions.iter().filter(|one| one.answer.is_none());
    for one in open.take(MOST) {
        invalid.add(format!("rows.{}", one.line), asked(one));
    }
    let left = (check.problems.len() + check.open()).saturating_sub(invalid.fields.len());
    if left > 0 {
        invalid.add("", message!("There is more of this: {n} are not listed.", n = left));
    }
    invalid.into_result(())
}

fn asked(question: &Question) -> Message {
    let (name, line) = (&question.name, question.line);
    match (question.others.is_empty(), question.twin) {
        (true, Some(twin)) => message!(
            "{name} stands in line {twin} as well. Send row={line}=new or row={line}=skip.",
            name = name,
            twin = twin,
            line = line
        ),
        _ => {
            let ids: Vec<String> = question.others.iter().map(|other| other.id.to_string()).collect();
            message!(
                "{name} is the name of employee {ids} as well. Send row={line}=new, row={line}=skip, or row={line}={first} to change that one.",
                name = name,
                ids = ids.join(", "),
                line = line,
                first = ids.first().map(String::as_str).unwrap_or_default().to_owned()
            )
        }
    }
}

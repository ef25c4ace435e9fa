//! What a dry run or an import found, in words and for machines.

use super::super::command::Answer;
use crate::app::imports::{Check, Question, Why};
use crate::domain::import::Import;
use serde_json::json;

pub(super) fn answer(check: &Check, done: Option<&Import>, dry_run: bool) -> Answer {
    let mut lines = Vec::new();
    for problem in &check.problems {
        let column = problem
            .column
            .as_ref()
            .map(|name| format!(", column {name}"))
            .unwrap_or_default();
        lines.push(format!("Line {}{column}: {}", problem.line, problem.said));
    }
    for question in check.questions.iter().filter(|one| one.answer.is_none()) {
        lines.push(asked_about(question));
    }
    lines.extend(left_out(check));
    for one in &check.renamed {
        lines.push(format!("Line {}: {} becomes {}", one.line, one.from, one.to));
    }
    let (would, counts) = (
        if done.is_some() { "" } else { " would be" },
        (check.new, check.changed, check.same, check.skipped),
    );
    lines.push(format!(
        "{}: {} added, {} changed{would}, {} as recorded already, {} left out.",
        if check.rows == 1 {
            "1 row".to_owned()
        } else {
            format!("{} rows", check.rows)
        },
        counts.0,
        counts.1,
        counts.2,
        counts.3
    ));
    lines.push(match done {
        Some(import) => format!(
            "Imported, as import {}. Undo it on the page Imports or with: handyman-kpi import undo {}",
            import.id, import.id
        ),
        None if check.is_ready() => "Nothing was written: this was a dry run.".into(),
        None if check.problems.is_empty() && check.open() == 0 => {
            "There is nothing to import: everything is recorded as it stands in the table.".into()
        }
        None => "Nothing was written. Correct or decide the lines above and try again.".to_owned(),
    });
    let failed = done.is_none() && !(dry_run && check.is_ready());
    Answer {
        text: lines.join("\n"),
        json: json!({
            "dry_run": dry_run,
            "import": done.map(|import| import.id),
            "rows": check.rows,
            "added": check.new,
            "changed": check.changed,
            "same": check.same,
            "left_out": check.skipped,
            "unrated": check.unrated,
            "unfinished": check.unfinished,
            "columns_left_out": check.left_out,
            "problems": check.problems.iter().map(|one| json!({
                "line": one.line, "column": one.column, "error": one.said.to_string()
            })).collect::<Vec<_>>(),
            "to_decide": check.questions.iter().filter(|one| one.answer.is_none()).map(|one| json!({
                "line": one.line, "name": one.name, "same_name_in_line": one.twin,
                "employees": one.others.iter().map(|other| json!({
                    "id": other.id, "number": other.number, "hire_date": other.hired
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "renamed": check.renamed.iter().map(|one| json!({
                "line": one.line, "from": one.from, "to": one.to
            })).collect::<Vec<_>>(),
        }),
        code: u8::from(failed),
        failed,
    }
}

/// What is not imported although it is there.
fn left_out(check: &Check) -> Vec<String> {
    let some = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(one.to_owned()),
        n => Some(format!("{n} {many}")),
    };
    let columns = (!check.left_out.is_empty()).then(|| format!("Columns left out: {}.", check.left_out.join(", ")));
    let unrated = some(
        check.unrated,
        "One evaluation rates nothing and is left out.",
        "evaluations rate nothing and are left out.",
    );
    let unfinished = some(
        check.unfinished,
        "One evaluation is not finished and is left out.",
        "evaluations are not finished and are left out.",
    );
    let recorded = check.questions.iter().filter_map(|question| match question.why {
        Why::Recorded { date, another, .. } => Some(format!(
            "Line {}: an evaluation of {} of {date} is there already.{}",
            question.line,
            question.name,
            if another {
                format!(" To write another: --row {}=new", question.line)
            } else {
                String::new()
            }
        )),
        Why::SameName | Why::WhichPerson => None,
    });
    recorded.chain(columns).chain(unrated).chain(unfinished).collect()
}

fn asked_about(question: &Question) -> String {
    let line = question.line;
    let there: Vec<String> = question
        .others
        .iter()
        .map(|other| match &other.number {
            Some(number) => format!("person {} (number {number}, hired on {})", other.id, other.hired),
            None => format!("person {} (no number, hired on {})", other.id, other.hired),
        })
        .chain(question.twin.map(|line| format!("line {line}")))
        .collect();
    if question.why == Why::WhichPerson {
        let choices: String = question
            .others
            .iter()
            .map(|other| format!("--row {line}={}, ", other.id))
            .collect();
        return format!(
            "Line {line}: {} can be {}. Decide with {choices}or --row {line}=skip.",
            question.name,
            there.join(" or ")
        );
    }
    let change: String = question
        .others
        .iter()
        .map(|other| format!("--row {line}={}, ", other.id))
        .collect();
    format!(
        "Line {line}: {} has the same name as {}. Decide with {change}--row {line}=new or --row {line}=skip.",
        question.name,
        there.join(" and ")
    )
}

//! Employees from a table: a person matches by number, the same name is asked row by row, and what is
//! empty in the table stays as it is.

mod leaders;
mod row;

use super::super::employees::{about, decider};
use super::super::projection::Projection;
use super::super::{App, Change, Error};
use super::check::{Answer, Check, Other, Problem, Question, Renamed, Why};
use super::people::{self, People};
use super::recording::Recording;
use super::source::Source;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::policy::Actor;
use crate::message;
use row::Row;
use std::collections::BTreeMap;

/// What would be written.
pub(super) struct Plan {
    pub check: Check,
    steps: Vec<Step>,
}

/// One person to write.
struct Step {
    line: u32,
    /// As recorded; `None`: someone new.
    before: Option<Employee>,
    /// Of someone new with an id that only holds within the plan.
    after: Employee,
    /// Whom the row says the person reports to.
    leader: Option<String>,
}

/// Where ids of people who are not recorded yet begin.
const NEW: u64 = u64::MAX / 2;

/// Looks at every row.
pub(super) fn plan(app: &App, actor: &Actor, source: &Source<'_>, now: &Projection) -> Result<Plan, Error> {
    let today = app.today();
    let people = People::new(now, |employee| app.scope(actor).holds(about(employee, today)));
    let mut plan = Plan {
        check: Check {
            rows: source.table.rows.len(),
            ..Check::default()
        },
        steps: Vec::new(),
    };
    let rows = row::all(source);
    let mut seen = Seen::default();
    for row in &rows {
        let Some(target) = target(row, &people, source, &mut seen, &mut plan.check) else {
            continue;
        };
        let step = match target {
            Target::New => row.someone_new(source, EmployeeId(NEW + u64::from(row.line)), decider(actor), today),
            Target::Known(known) => row.changed(source, known, app, actor, now),
        };
        match step {
            Ok(after) => plan.steps.push(Step {
                line: row.line,
                before: match target {
                    Target::New => None,
                    Target::Known(known) => Some(known.clone()),
                },
                after,
                leader: row.leader(source),
            }),
            Err(problems) => plan.check.problems.extend(problems),
        }
    }
    leaders::set(&mut plan, source, app, actor, &people)?;
    let check = &mut plan.check;
    check.problems.sort_by_key(|problem| problem.line);
    plan.steps.retain(|step| match &step.before {
        Some(before) if *before == step.after => {
            check.same += 1;
            false
        }
        Some(before) => {
            check.changed += 1;
            let (from, to) = (before.name(), step.after.name());
            if from != to {
                let line = step.line;
                check.renamed.push(Renamed { line, from, to });
            }
            true
        }
        None => {
            check.new += 1;
            true
        }
    });
    Ok(plan)
}

enum Target<'a> {
    New,
    Known(&'a Employee),
}

/// What earlier rows are about.
#[derive(Default)]
struct Seen {
    numbers: BTreeMap<String, u32>,
    names: BTreeMap<String, (u32, bool)>,
    known: BTreeMap<EmployeeId, u32>,
}

/// Whom a row is about; `None`: nobody, or it is a problem or a question that is still open.
fn target<'a>(
    row: &Row,
    people: &People<'a>,
    source: &Source<'_>,
    seen: &mut Seen,
    check: &mut Check,
) -> Option<Target<'a>> {
    let wrong = |key: &str, said| Problem {
        line: row.line,
        column: source.column(key),
        said,
    };
    if let Some(number) = &row.number
        && let Some(first) = seen.numbers.insert(number.clone(), row.line)
    {
        let said = message!("Line {line} has this employee number as well.", line = first);
        check.problems.push(wrong("number", said));
        return None;
    }
    let twin = seen.names.get(&row.name).copied().filter(|_| !row.name.is_empty());
    seen.names
        .entry(row.name.clone())
        .or_insert((row.line, row.number.is_some()));
    let known = match row.number.as_ref().and_then(|number| people.by_number(number)) {
        Some(people::Found::Hidden) => {
            let said = message!("Someone already has this number. Please choose another.");
            check.problems.push(wrong("number", said));
            return None;
        }
        Some(people::Found::Seen(known)) => Some(known),
        None => {
            let others = people.by_name(&row.name);
            // Two people with a number each are two people, whatever their names.
            let twin = twin
                .filter(|(_, numbered)| !(*numbered && row.number.is_some()))
                .map(|(line, _)| line);
            if others.is_empty() && twin.is_none() {
                return Some(Target::New);
            }
            let answer = source.answers.get(&row.line).copied().filter(|answer| match answer {
                Answer::Update(id) => others.iter().any(|other| other.id == *id),
                Answer::New | Answer::Skip => true,
            });
            check.questions.push(Question {
                line: row.line,
                name: row.shown_name(),
                why: Why::SameName,
                others: others.iter().map(|other| Other::of(other)).collect(),
                twin,
                answer,
            });
            match answer? {
                Answer::New => return Some(Target::New),
                Answer::Skip => {
                    check.skipped += 1;
                    return None;
                }
                Answer::Update(id) => others.into_iter().find(|other| other.id == id),
            }
        }
    }?;
    if let Some(first) = seen.known.insert(known.id, row.line) {
        let said = message!(
            "Line {line} is about {name} as well.",
            line = first,
            name = known.name()
        );
        check.problems.push(wrong("", said));
        return None;
    }
    Some(Target::Known(known))
}

impl Plan {
    /// Writes everyone.
    pub fn write(self, change: &mut Change<'_>, recording: &mut Recording) -> Result<(), Error> {
        let mut ids = BTreeMap::new();
        for step in self.steps.iter().filter(|step| step.before.is_none()) {
            ids.insert(step.after.id, change.next_id::<Employee>()?);
        }
        for Step {
            line,
            before,
            mut after,
            ..
        } in self.steps
        {
            for entry in &mut after.managers {
                entry.manager = entry.manager.map(|id| ids.get(&id).copied().unwrap_or(id));
            }
            let place = line.to_string();
            match before {
                None => {
                    after.id = ids.get(&after.id).copied().unwrap_or(after.id);
                    recording.create(change, after, &place)?;
                }
                Some(before) => {
                    let (id, fields) = (after.id, super::super::employees::differing(&before, &after));
                    recording.change(change, before, &after, &place)?;
                    change.record::<Employee>("employee_changed", id, &fields)?;
                }
            }
        }
        Ok(())
    }
}

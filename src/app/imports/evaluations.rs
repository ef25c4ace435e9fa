//! Past evaluations from a table: each is of one person and day, comes in finished as of its own day,
//! and none is written twice. A cell that is no rating is a problem, never a rating.

mod groups;
mod head;
mod marks;
mod recorded;
mod whose;

use super::super::evaluations::{Dated, Loaded, Then, accepted, create_in};
use super::super::projection::Projection;
use super::super::{App, Change, Error};
use super::check::{Answer, Check, Problem, Question, Why};
use super::recording::Recording;
use super::skill_names::SkillNames;
use super::source::Source;
use crate::domain::evaluation::{self, Beginning, Content, Evaluation, Kind};
use crate::domain::policy::Actor;
use crate::message;
use groups::Group;
use head::{Found, Head, Heads};
use marks::Marks;
use recorded::Recorded;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What would be written.
pub(super) struct Plan {
    pub check: Check,
    steps: Vec<Step>,
}

/// One evaluation to write.
struct Step {
    line: u32,
    head: Head,
    content: Content,
}

/// Looks at every row.
pub(super) fn plan(app: &App, actor: &Actor, source: &Source<'_>, now: &Arc<Projection>) -> Result<Plan, Error> {
    let reader = app.store.read()?;
    let heads = Heads::new(app, actor, source, &reader, now)?;
    let recorded = Recorded::new(app, actor, &reader, now);
    let names = SkillNames::new(&now.catalogue);
    let mut check = Check {
        rows: source.table.rows.len(),
        left_out: source.mapping.left_out(source.table),
        ..Check::default()
    };
    let mut steps = Vec::new();
    for (found, group) in together(&heads, source, &mut check)? {
        let marks = Marks::read(source, &names, &group, &mut check.problems);
        let (head, mut right) = match found {
            Found::Head(head) => (head, marks.whole),
            Found::Open => continue,
        };
        let dated = Dated {
            catalogue: &now.catalogue,
            date: head.date,
        };
        let content = accepted(&marks.content, head.kind, &dated).unwrap_or_else(|invalid| {
            right = false;
            check.problems.extend(
                invalid
                    .fields
                    .into_iter()
                    .map(|(field, said)| marks.problem(source, &field, said)),
            );
            Content::default()
        });
        if !right {
            continue;
        }
        if content.ratings.is_empty() {
            check.unrated += 1;
            continue;
        }
        let step = Step {
            line: group.line,
            head,
            content,
        };
        match recorded.about(&step)? {
            recorded::Found::Nothing => {}
            recorded::Found::Same => {
                check.same += 1;
                continue;
            }
            recorded::Found::Other { another } => {
                let wanted = another && source.answers.get(&group.line) == Some(&Answer::New);
                check.questions.push(Question {
                    line: group.line,
                    name: step.head.name.clone(),
                    why: Why::Recorded {
                        date: step.head.date,
                        kind: step.head.kind,
                        another,
                    },
                    others: Vec::new(),
                    twin: None,
                    answer: Some(if wanted { Answer::New } else { Answer::Skip }),
                });
                if !wanted {
                    check.skipped += 1;
                    continue;
                }
            }
        }
        check.new += 1;
        steps.push(step);
    }
    check.problems.sort_by_key(|problem| problem.line);
    check.questions.sort_by_key(|question| question.line);
    Ok(Plan { check, steps })
}

/// The evaluations of the table with their rows. Rows that turn out to be of one evaluation are put
/// together where a row is a rating; where a row is an evaluation they are two that cannot both be.
fn together(heads: &Heads<'_>, source: &Source<'_>, check: &mut Check) -> Result<Vec<(Found, Group)>, Error> {
    let mut all: Vec<(Found, Group)> = Vec::new();
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for group in groups::of(source) {
        let Some(found) = heads.read(&group, check)? else {
            continue;
        };
        let Found::Head(head) = &found else {
            all.push((found, group));
            continue;
        };
        let key = (head.employee, head.date, head.kind);
        let Some(first) = seen.get(&key).copied() else {
            seen.insert(key, all.len());
            all.push((found, group));
            continue;
        };
        let (other, rows) = &mut all[first];
        let is_same = matches!(other, Found::Head(other) if other.rater == head.rater);
        if source.is_long() && is_same {
            rows.rows.extend(group.rows);
            continue;
        }
        let said = match head.kind {
            Kind::Manager => message!(
                "Line {line} is an evaluation of {name} of the same day as well, and only one counts. Leave one of them out.",
                line = rows.line,
                name = head.name
            ),
            Kind::SelfRating => message!(
                "Line {line} is a self evaluation of {name} of the same day as well. Leave one of them out.",
                line = rows.line,
                name = head.name
            ),
        };
        check.problems.push(Problem {
            line: group.line,
            column: None,
            said,
        });
        all.push((Found::Open, group));
    }
    Ok(all)
}

impl Plan {
    /// Writes everything: those of managers finalised, self evaluations submitted.
    pub fn write(self, change: &mut Change<'_>, recording: &mut Recording, now: &Arc<Projection>) -> Result<(), Error> {
        for Step { line, head, content } in self.steps {
            let person = now.person(head.employee).ok_or(Error::NotFound)?;
            let beginning = Beginning {
                id: change.next_id::<Evaluation>()?,
                employee: head.employee,
                kind: head.kind,
                rater: head.rater,
                date: head.date,
                source: evaluation::Source::Import,
                at: change.now,
            };
            let mut found = Loaded {
                evaluation: Evaluation {
                    content,
                    ..Evaluation::begun(beginning)
                },
                person: Arc::clone(person),
                projection: Arc::clone(now),
            };
            let then = match head.kind {
                Kind::Manager => Then::Finalise,
                Kind::SelfRating => Then::Submit,
            };
            create_in(head.rater, change, &mut found, then)?;
            recording.create(change, found.evaluation, &line.to_string())?;
        }
        Ok(())
    }
}

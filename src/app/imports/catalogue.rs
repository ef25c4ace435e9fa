//! Skills and tools from a table: each belongs to a category by name, and a name that is there
//! already in its category is the same skill or tool. What is empty in the table stays as it is.

mod write;

use super::super::catalogue::Kind as Recorded;
use super::super::projection::Projection;
use super::check::{Check, Problem};
use super::source::Source;
use crate::domain::catalogue::entry::{SkillEntry, ToolEntry, Typed};
use crate::domain::catalogue::{Skill, Tool};
use crate::domain::id::{SkillCategoryId, ToolCategoryId};
use crate::domain::import::columns::plain;
use crate::domain::invalid::Invalid;
use crate::domain::text::{self, NAME_MAX, folded};
use crate::message;
use std::collections::BTreeMap;

/// What would be written.
pub(super) struct Plan {
    pub check: Check,
    steps: Vec<Step>,
}

/// One skill or tool to write.
enum Step {
    Skill(Member<Skill>),
    Tool(Member<Tool>),
}

struct Member<R> {
    line: u32,
    /// The category as it is called in the table.
    category: String,
    /// As recorded; `None`: something new.
    before: Option<R>,
    /// Of something new without its own id, category and place.
    after: R,
}

/// Looks at every row.
pub(super) fn plan(source: &Source<'_>, now: &Projection) -> Plan {
    let mut plan = Plan {
        check: Check {
            rows: source.table.rows.len(),
            ..Check::default()
        },
        steps: Vec::new(),
    };
    let mut seen = BTreeMap::new();
    for at in 0..source.table.rows.len() {
        let line = source.table.rows[at].line;
        let step = read(source, at, now, &mut seen);
        match step {
            Ok(step) => {
                let (new, same) = match &step {
                    Step::Skill(one) => (one.before.is_none(), one.before.as_ref() == Some(&one.after)),
                    Step::Tool(one) => (one.before.is_none(), one.before.as_ref() == Some(&one.after)),
                };
                plan.check.new += usize::from(new);
                plan.check.same += usize::from(same);
                plan.check.changed += usize::from(!new && !same);
                if !same {
                    plan.steps.push(step);
                }
            }
            Err(invalid) => plan
                .check
                .problems
                .extend(invalid.fields.into_iter().map(|(field, said)| Problem {
                    line,
                    column: source.mapping.column(&field).map(|at| source.table.column(at)),
                    said,
                })),
        }
    }
    plan
}

/// The lines of what earlier rows are about: a tool or not, category and name.
type Seen = BTreeMap<(bool, String, String), u32>;

fn read(source: &Source<'_>, at: usize, now: &Projection, seen: &mut Seen) -> Result<Step, Invalid> {
    let line = source.table.rows[at].line;
    let mut invalid = Invalid::new();
    let is_tool = invalid.take(is_tool(&source.text(at, "kind")));
    let category = invalid.take(text::required("category", &source.text(at, "category"), NAME_MAX));
    let name = invalid.take(text::required("name", &source.text(at, "name"), NAME_MAX));
    let key = (is_tool, folded(&category), folded(&name));
    if let Some(first) = seen
        .insert(key, line)
        .filter(|_| !name.is_empty() && !category.is_empty())
    {
        let said = message!("“{name}” stands in line {line} already.", name = name, line = first);
        invalid.add("name", said);
    }
    invalid.into_result(())?;
    let catalogue = &now.catalogue;
    if is_tool {
        let inside = catalogue
            .tool_categories
            .iter()
            .find(|one| folded(&one.name) == folded(&category));
        in_use(inside)?;
        let is_it = |one: &&Tool| Some(one.category) == inside.map(|one| one.id) && folded(&one.name) == folded(&name);
        let before = catalogue.tools.iter().find(is_it);
        in_use(before)?;
        let id = inside.map_or(ToolCategoryId(0), |one| one.id);
        let typed = typed(
            source,
            at,
            before.map_or(&name, |one| &one.name),
            before.map(|one| one.description.as_str()),
            None,
            None,
            id.0,
        );
        let entry = ToolEntry::parse(&typed)?;
        return Ok(Step::Tool(member(line, category, before, &entry)));
    }
    let inside = catalogue
        .skill_categories
        .iter()
        .find(|one| folded(&one.name) == folded(&category));
    in_use(inside)?;
    let is_it = |one: &&Skill| Some(one.category) == inside.map(|one| one.id) && folded(&one.name) == folded(&name);
    let before = catalogue.skills.iter().find(is_it);
    in_use(before)?;
    let id = inside.map_or(SkillCategoryId(0), |one| one.id);
    let mut typed = typed(
        source,
        at,
        before.map_or(&name, |one| &one.name),
        before.map(|one| one.description.as_str()),
        before.map(|one| one.weight),
        critical(&source.text(at, "critical"))?.or(before.map(|one| one.critical)),
        id.0,
    );
    if let Some(before) = before {
        typed.coverage_target = before.coverage_target.to_string();
        typed.certification = before.certification.map(|id| id.to_string()).unwrap_or_default();
    }
    let entry = SkillEntry::parse(&typed)?;
    Ok(Step::Skill(member(line, category, before, &entry)))
}

fn member<R: Recorded>(line: u32, category: String, before: Option<&R>, entry: &R::Entry) -> Member<R> {
    let after = match before {
        None => R::made(R::Id::from(0), 0, entry),
        Some(before) => {
            let mut after = before.clone();
            after.take(entry);
            after
        }
    };
    Member {
        line,
        category,
        before: before.cloned(),
        after,
    }
}

/// What a form would send, with what is recorded where the row says nothing.
fn typed(
    source: &Source<'_>,
    at: usize,
    name: &str,
    description: Option<&str>,
    weight: Option<u32>,
    critical: Option<bool>,
    category: u64,
) -> Typed {
    let or = |key: &str, recorded: String| {
        Some(source.text(at, key))
            .filter(|text| !text.is_empty())
            .unwrap_or(recorded)
    };
    Typed {
        name: name.to_owned(),
        description: or("description", description.unwrap_or_default().to_owned()),
        weight: or("weight", weight.unwrap_or(1).to_string()),
        critical: critical.unwrap_or(false),
        category: category.to_string(),
        coverage_target: "2".into(),
        ..Typed::default()
    }
}

fn is_tool(text: &str) -> Result<bool, Invalid> {
    match plain(text).as_str() {
        "" | "skill" | "skills" | "habilidad" | "habilidades" => Ok(false),
        "tool" | "tools" | "herramienta" | "herramientas" => Ok(true),
        _ => Err(Invalid::one("kind", message!("Please write skill or tool."))),
    }
}

fn critical(text: &str) -> Result<Option<bool>, Invalid> {
    match plain(text).as_str() {
        "" => Ok(None),
        "yes" | "y" | "x" | "true" | "1" | "si" | "s" | "critical" | "critica" => Ok(Some(true)),
        "no" | "n" | "false" | "0" => Ok(Some(false)),
        _ => Err(Invalid::one("critical", message!("Please write yes or no."))),
    }
}

/// What is archived comes back only where somebody restores it.
fn in_use<R: Recorded>(record: Option<&R>) -> Result<(), Invalid> {
    match record.filter(|one| one.archived_on().is_some()) {
        None => Ok(()),
        Some(archived) => Err(Invalid::one(
            "name",
            message!(
                "“{name}” is archived. Restore it in the catalogue first.",
                name = archived.name()
            ),
        )),
    }
}

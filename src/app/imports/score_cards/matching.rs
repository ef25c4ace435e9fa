//! What stands on a card, found in the company's catalogue by name. What is not there for sure is a
//! problem with its cells.

use super::super::super::projection::{Catalogue, active_on};
use super::super::super::score_card::GENERAL_TOOLS;
use super::super::super::score_card::filled::{Card, Problem, Why};
use crate::domain::evaluation::{Content, Holding, Rating, SpecialSkill, ToolMark};
use crate::domain::id::{SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use crate::domain::level::{Level, Mark};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the marks 1 to 5 of a card are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(pub [Level; 5]);

impl Default for Scale {
    /// Never, once or twice, needs more training, can do it but not a pro, expert.
    fn default() -> Self {
        Self([1, 2, 2, 3, 4].map(|level| Level::new(level).unwrap_or(Level::ALL[0])))
    }
}

impl Scale {
    /// Five levels from 1 to 5, for the marks 1 to 5: `1,2,2,3,4`.
    pub fn parse(typed: &str) -> Option<Self> {
        let levels: Option<Vec<Level>> = typed
            .split(',')
            .map(|one| one.trim().parse().ok().and_then(Level::new))
            .collect();
        levels.and_then(|levels| levels.try_into().ok()).map(Self)
    }
}

/// What a card becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    pub content: Content,
    /// Of the card itself, and of what the catalogue does not have.
    pub problems: Vec<Problem>,
}

/// What a card says, in the catalogue as of a day.
pub fn matched(card: &Card, catalogue: &Catalogue, date: Date, scale: &Scale) -> Matched {
    let mut matched = Matched {
        problems: card.problems.clone(),
        ..Matched::default()
    };
    skills(card, &Names::of_skills(catalogue), catalogue, date, scale, &mut matched);
    tools(card, &Names::of_tools(catalogue), catalogue, date, &mut matched);
    let content = &mut matched.content;
    content.shared_notes = card.notes.join("\n");
    content.special_skills = card
        .special_skills
        .iter()
        .map(|name| SpecialSkill {
            name: name.clone(),
            description: String::new(),
            acquired_on: None,
            valid_until: None,
            certification: None,
        })
        .collect();
    matched
}

fn skills(
    card: &Card,
    names: &Names<SkillCategoryId, SkillId>,
    catalogue: &Catalogue,
    date: Date,
    scale: &Scale,
    to: &mut Matched,
) {
    let trades: BTreeSet<String> = card.skills.iter().map(|mark| key(&mark.trade)).collect();
    let mut cells: BTreeMap<SkillId, String> = BTreeMap::new();
    let mut twice: BTreeSet<SkillId> = BTreeSet::new();
    for mark in &card.skills {
        let problem = |cells: Vec<String>, why| Problem { cells, why };
        let Some(id) = names.find(&mark.trade, &mark.name, &trades) else {
            let why = Why::NoSkill {
                name: mark.name.clone(),
                trade: mark.trade.clone(),
            };
            to.problems.push(problem(vec![mark.cell.clone()], why));
            continue;
        };
        let archived = catalogue.skill(id).map(|skill| {
            let category = catalogue.skill_category(skill.category);
            [skill.archived_on, category.and_then(|category| category.archived_on)]
        });
        if !archived.is_some_and(|days| days.iter().all(|day| active_on(*day, date))) {
            let why = Why::NotThatDay {
                name: mark.name.clone(),
            };
            to.problems.push(problem(vec![mark.cell.clone()], why));
            continue;
        }
        if let Some(before) = cells.insert(id, mark.cell.clone()) {
            to.problems.push(problem(
                vec![before, mark.cell.clone()],
                Why::TwoMarks(mark.name.clone()),
            ));
            twice.insert(id);
        }
        let level = usize::from(mark.mark).checked_sub(1).and_then(|at| scale.0.get(at));
        if let Some(level) = level {
            let rating = Rating {
                mark: Mark::Level(*level),
                note: mark.note.clone(),
            };
            to.content.ratings.insert(id, rating);
            to.content.paper_marks.insert(id, mark.mark);
        }
    }
    to.content.ratings.retain(|id, _| !twice.contains(id));
    to.content.paper_marks.retain(|id, _| !twice.contains(id));
}

fn tools(card: &Card, names: &Names<ToolCategoryId, ToolId>, catalogue: &Catalogue, date: Date, to: &mut Matched) {
    let title = |trade: &Option<String>| trade.clone().unwrap_or_else(|| GENERAL_TOOLS.to_owned());
    let lists: BTreeSet<String> = card.tools.iter().map(|tool| key(&title(&tool.trade))).collect();
    let mut cells: BTreeMap<ToolId, Vec<String>> = BTreeMap::new();
    let mut twice: BTreeSet<ToolId> = BTreeSet::new();
    for answer in &card.tools {
        let Some(id) = names.find(&title(&answer.trade), &answer.name, &lists) else {
            to.problems.push(Problem {
                cells: answer.cells.clone(),
                why: Why::NoTool(answer.name.clone()),
            });
            continue;
        };
        let archived = catalogue.tool(id).map(|tool| {
            let category = catalogue.tool_category(tool.category);
            [tool.archived_on, category.and_then(|category| category.archived_on)]
        });
        if !archived.is_some_and(|days| days.iter().all(|day| active_on(*day, date))) {
            to.problems.push(Problem {
                cells: answer.cells.clone(),
                why: Why::NotThatDay {
                    name: answer.name.clone(),
                },
            });
            continue;
        }
        if let Some(before) = cells.insert(id, answer.cells.clone()) {
            to.problems.push(Problem {
                cells: [before, answer.cells.clone()].concat(),
                why: Why::TwoMarks(answer.name.clone()),
            });
            twice.insert(id);
        }
        let mark = ToolMark {
            can_operate: answer.can_operate,
            holding: match answer.truck_stock {
                Some(true) => Holding::Truck,
                _ => Holding::None,
            },
        };
        to.content.tools.insert(id, mark);
    }
    to.content.tools.retain(|id, _| !twice.contains(id));
}

/// The names of a catalogue, in the form under which they count as the same.
struct Names<C, M> {
    categories: Vec<(C, String)>,
    /// Category and name.
    members: Vec<(M, C, String)>,
}

impl Names<SkillCategoryId, SkillId> {
    fn of_skills(catalogue: &Catalogue) -> Self {
        Self {
            categories: catalogue
                .skill_categories
                .iter()
                .map(|c| (c.id, key(&c.name)))
                .collect(),
            members: catalogue
                .skills
                .iter()
                .map(|s| (s.id, s.category, key(&s.name)))
                .collect(),
        }
    }
}

impl Names<ToolCategoryId, ToolId> {
    fn of_tools(catalogue: &Catalogue) -> Self {
        Self {
            categories: catalogue.tool_categories.iter().map(|c| (c.id, key(&c.name))).collect(),
            members: catalogue
                .tools
                .iter()
                .map(|t| (t.id, t.category, key(&t.name)))
                .collect(),
        }
    }
}

impl<C: Copy + Eq, M: Copy> Names<C, M> {
    /// The one of that name in the category of that title. When no category has the title it was
    /// renamed: then the one of that name in the categories that no `title` of the card is.
    fn find(&self, title: &str, name: &str, titles: &BTreeSet<String>) -> Option<M> {
        let (title, name) = (key(title), key(name));
        let own: Vec<C> = self
            .categories
            .iter()
            .filter(|(_, c)| *c == title)
            .map(|(id, _)| *id)
            .collect();
        let among: Vec<C> = match own.is_empty() {
            false => own,
            true => self
                .categories
                .iter()
                .filter(|(_, category)| !titles.contains(category))
                .map(|(id, _)| *id)
                .collect(),
        };
        let mut found = self
            .members
            .iter()
            .filter(|(_, category, member)| *member == name && among.contains(category))
            .map(|(id, ..)| *id);
        match (found.next(), found.next()) {
            (Some(id), None) => Some(id),
            _ => None,
        }
    }
}

/// Letters and digits in lower case; whatever stands between is one space.
fn key(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

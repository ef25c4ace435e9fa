//! What the counted evaluations of one person add up to: the marks of every skill and tool by
//! evaluation, and what each day's figures need, prepared once when the person changes.

use super::course::{Course, Prepared};
use super::marks::Marks;
use super::shape::Shape;
use super::slim::{NOT_APPLICABLE, Slim};
use crate::domain::evaluation::SpecialSkill;
use crate::domain::id::EvaluationId;
use crate::domain::kpi::level::Standing;
use crate::domain::level::Level;
use crate::domain::text::folded;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// Beside a tool's code: whether it can be operated was not asked again, the answer before stands.
const CARRIED: u8 = 1 << 4;

/// One counted evaluation, by slots.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    pub id: EvaluationId,
    pub date: Date,
    /// Slot and code, by slot.
    pub skills: Vec<(u16, u8)>,
    pub tools: Vec<(u16, u8)>,
    pub special: Vec<Arc<SpecialSkill>>,
}

/// Everything that counts for one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// By date, then id.
    pub evaluations: Box<[(Date, EvaluationId)]>,
    pub skills: Marks,
    pub tools: Marks,
    /// By evaluation.
    special: Box<[(usize, Arc<SpecialSkill>)]>,
    /// Positions in `special` of those that differ from the last of the same name.
    special_news: Box<[usize]>,
    pub prepared: Prepared,
}

impl Counted {
    /// What counts of an evaluation; skills and tools the catalogue does not know are left out.
    pub fn of(evaluation: Slim, shape: &Shape) -> Self {
        let slot = |slot: usize| u16::try_from(slot).ok();
        let skills = evaluation.ratings.0.iter();
        let tools = evaluation.tools.0.iter();
        Counted {
            id: evaluation.id,
            date: evaluation.date,
            skills: skills
                .filter_map(|(id, code)| Some((slot(shape.skill(*id)?)?, *code)))
                .collect(),
            tools: tools
                .filter_map(|(id, code)| Some((slot(shape.tool(*id)?)?, *code)))
                .collect(),
            special: evaluation.special_skills.into_iter().map(Arc::new).collect(),
        }
    }
}

/// What a skill's code says.
pub fn standing(code: u8) -> Standing {
    match Level::new(code) {
        Some(level) => Standing::Level(level),
        None if code == NOT_APPLICABLE => Standing::NotApplicable,
        None => Standing::NotRated,
    }
}

impl History {
    /// `evaluations` in any order, in the slots of `shape`.
    pub fn new(mut evaluations: Vec<Counted>, shape: &Shape) -> Self {
        if evaluations.is_empty() {
            return Self::default();
        }
        evaluations.sort_by_key(|e| (e.date, e.id));
        carry_answers(&mut evaluations, shape.tools.len());
        let prepared = Course::run(&evaluations, shape);
        let special: Vec<_> = (0..)
            .zip(&evaluations)
            .flat_map(|(i, e)| e.special.iter().map(move |special| (i, special.clone())))
            .collect();
        Self {
            skills: Marks::new(shape.skills.len(), evaluations.iter().map(|e| e.skills.as_slice())),
            tools: Marks::new(shape.tools.len(), evaluations.iter().map(|e| e.tools.as_slice())),
            special_news: news(&special).into(),
            special: special.into(),
            prepared,
            evaluations: evaluations.iter().map(|e| (e.date, e.id)).collect(),
        }
    }

    /// What it was made of.
    pub fn unpack(&self) -> Vec<Counted> {
        let n = self.evaluations.len();
        let mut special = vec![Vec::new(); n];
        for (i, one) in &self.special {
            special[*i].push(one.clone());
        }
        let marks = self.skills.unpack().into_iter().zip(self.tools.unpack()).zip(special);
        self.evaluations
            .iter()
            .zip(marks)
            .map(|((date, id), ((skills, mut tools), special))| {
                for (_, code) in &mut tools {
                    if *code & CARRIED != 0 {
                        *code &= 3;
                    }
                }
                Counted {
                    id: *id,
                    date: *date,
                    skills,
                    tools,
                    special,
                }
            })
            .collect()
    }

    /// The same in the slots of another shape.
    pub fn reshaped(&self, from: &Shape, to: &Shape) -> Self {
        let mut evaluations = self.unpack();
        let slot = |slot: usize| u16::try_from(slot).ok();
        for evaluation in &mut evaluations {
            // Slots go by id in both shapes, so the order stays.
            evaluation.skills = (evaluation.skills.iter())
                .filter_map(|(old, code)| Some((slot(to.skill(from.skills[usize::from(*old)].id)?)?, *code)))
                .collect();
            evaluation.tools = (evaluation.tools.iter())
                .filter_map(|(old, code)| Some((slot(to.tool(from.tools[usize::from(*old)].id)?)?, *code)))
                .collect();
        }
        Self::new(evaluations, to)
    }

    /// Of the first `made` evaluations, the number of the last that gave a level in a category.
    pub fn rated_before(&self, category: usize, made: usize) -> Option<usize> {
        let prepared = &self.prepared;
        let running = |step: usize| prepared.cells(step)[category].evaluations;
        let step = prepared.step(self.evaluations[made.checked_sub(1)?].0)?;
        let count = running(step);
        if count == 0 {
            return None;
        }
        // The first step at which the running count stood where it stands now.
        let (mut low, mut high) = (0, step);
        while low < high {
            let middle = (low + high) / 2;
            if running(middle) < count {
                low = middle + 1
            } else {
                high = middle
            }
        }
        prepared.steps[low].made.checked_sub(1)
    }

    /// The special skills as of the first `made` evaluations: of each name what was said last, by name.
    pub fn special_skills(&self, made: usize) -> Vec<(Date, &SpecialSkill)> {
        let mut by_name = HashMap::new();
        for position in &self.special_news {
            let (evaluation, special) = &self.special[*position];
            if *evaluation < made {
                by_name.insert(folded(&special.name), (self.evaluations[*evaluation].0, &**special));
            }
        }
        let mut all: Vec<_> = by_name.into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.into_iter().map(|(_, special)| special).collect()
    }

    /// Whether anything was ever said of special skills: certifications are among them.
    pub fn has_special_skills(&self) -> bool {
        !self.special.is_empty()
    }
}

/// Where it was not asked whether a tool can be operated, the last answer stands.
fn carry_answers(evaluations: &mut [Counted], tools: usize) {
    let mut last = vec![0u8; tools];
    for (slot, code) in evaluations.iter_mut().flat_map(|e| &mut e.tools) {
        let answer = *code & (3 << 2);
        let before = &mut last[usize::from(*slot)];
        match answer {
            0 if *before != 0 => *code |= *before | CARRIED,
            0 => {}
            answer => *before = answer,
        }
    }
}

fn news(special: &[(usize, Arc<SpecialSkill>)]) -> Vec<usize> {
    let mut last: HashMap<String, &SpecialSkill> = HashMap::new();
    let mut news = Vec::new();
    for (position, (_, one)) in special.iter().enumerate() {
        if last
            .insert(folded(&one.name), one)
            .is_none_or(|before| *before != **one)
        {
            news.push(position);
        }
    }
    news
}

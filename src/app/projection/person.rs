//! One person in memory, and the view of them as of a day.

use super::course::{Cell, ToolCell};
use super::header::Header;
use super::history::{History, standing};
use super::marks::{Said, Standings};
use super::shape::Shape;
use super::slim::tool_mark;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Kind, SpecialSkill, Status, ToolMark};
use crate::domain::id::{CertificationTypeId, EmployeeId, EvaluationId, UserId};
use crate::domain::kpi::average::{Overall, Tally, overall};
use crate::domain::kpi::freshness::days_between;
use crate::domain::kpi::level::Standing;
use crate::domain::policy::{About, EvaluationFacts};
use jiff::civil::Date;
use std::cell::OnceCell;
use std::sync::Arc;

/// Days around a self evaluation within which a rater's own makes it visible to that rater.
pub(in crate::app) const SEEN_AFTER_OWN_DAYS: i32 = 60;

/// A person with all evaluations.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub employee: Employee,
    /// All evaluations, drafts included, by date, then id.
    pub evaluations: Vec<Header>,
    /// What counts.
    pub(in crate::app) history: Arc<History>,
}

impl Person {
    pub fn id(&self) -> EmployeeId {
        self.employee.id
    }

    /// What the policy looks at, as of today.
    pub fn about(&self, today: Date) -> About {
        About {
            employee: self.employee.id,
            manager: self.employee.manager_on(today),
        }
    }

    /// What the policy looks at of one of this person's evaluations when `asking` asks.
    pub fn facts(&self, of: &Header, asking: Option<UserId>, today: Date) -> EvaluationFacts {
        EvaluationFacts {
            about: self.about(today),
            kind: of.kind,
            status: of.status,
            rater: of.rater,
            seen_after_own: of.released || asking.is_some_and(|user| self.has_rated_around(of.date, user)),
        }
    }

    /// Whether `user` has submitted a manager evaluation of this person within 60 days of `day`.
    fn has_rated_around(&self, day: Date, user: UserId) -> bool {
        let own = |e: &Header| e.kind == Kind::Manager && e.status != Status::Draft && e.rater == user;
        let near = |e: &&Header| days_between(day, e.date) <= SEEN_AFTER_OWN_DAYS;
        let first = self
            .evaluations
            .partition_point(|e| days_between(e.date, day) > SEEN_AFTER_OWN_DAYS);
        self.evaluations[first..].iter().take_while(near).any(own)
    }

    /// The header of one evaluation.
    pub fn evaluation(&self, date: Date, id: EvaluationId) -> Option<&Header> {
        let at = self.evaluations.binary_search_by_key(&(date, id), Header::key).ok()?;
        Some(&self.evaluations[at])
    }

    /// The dates and ids of finalised manager evaluations, by date.
    pub fn counted(&self) -> &[(Date, EvaluationId)] {
        &self.history.evaluations
    }

    /// The person as of the end of `day`.
    pub fn as_of(&self, day: Date) -> AsOf<'_> {
        AsOf {
            history: &self.history,
            step: self.history.prepared.step(day),
            skills: OnceCell::new(),
            tools: OnceCell::new(),
        }
    }
}

/// A person's standings as of a day. Slots are those of the catalogue's shape.
pub struct AsOf<'a> {
    history: &'a History,
    step: Option<usize>,
    /// Worked out when the first is asked for.
    skills: OnceCell<Standings<'a>>,
    tools: OnceCell<Standings<'a>>,
}

impl<'a> AsOf<'a> {
    /// The official standing in a skill, and the day it is from.
    pub fn skill(&self, slot: usize) -> (Standing, Option<Date>) {
        match self.said(slot) {
            Some(said) => (standing(said.code), Some(self.history.evaluations[said.evaluation].0)),
            None => (Standing::NotRated, None),
        }
    }

    /// The same with the number of the evaluation it is from; 0 when there is none.
    pub fn numbered(&self, slot: usize) -> (Standing, usize) {
        self.said(slot)
            .map_or((Standing::NotRated, 0), |said| (standing(said.code), said.evaluation))
    }

    /// The evaluation a standing is from.
    pub fn from_evaluation(&self, slot: usize) -> Option<EvaluationId> {
        self.said(slot).map(|said| self.history.evaluations[said.evaluation].1)
    }

    fn said(&self, slot: usize) -> Option<Said> {
        self.skills
            .get_or_init(|| self.history.skills.standings(self.made()))
            .of(slot)
    }

    /// What stands of a tool; `None`: never mentioned.
    pub fn tool(&self, slot: usize) -> Option<ToolMark> {
        let tools = self.tools.get_or_init(|| self.history.tools.standings(self.made()));
        tools.of(slot).map(|said| tool_mark(said.code))
    }

    /// By category slot; `None`: nothing was ever rated by then.
    pub fn cells(&self) -> Option<&'a [Cell]> {
        self.step.map(|step| self.history.prepared.cells(step))
    }

    /// By tool category slot; `None`: nothing was ever rated by then.
    pub fn tool_cells(&self) -> Option<&'a [ToolCell]> {
        self.step.map(|step| self.history.prepared.tool_cells(step))
    }

    /// The overall average; `None`: nothing was ever rated by then.
    pub fn overall(&self) -> Option<&'a Overall> {
        self.step.map(|step| &self.history.prepared.steps[step].overall)
    }

    /// How many evaluations count by then.
    pub fn made(&self) -> usize {
        self.step.map_or(0, |step| self.history.prepared.steps[step].made)
    }

    /// The day of the last finalised manager evaluation.
    pub fn last_evaluated(&self) -> Option<Date> {
        Some(self.history.evaluations[self.made().checked_sub(1)?].0)
    }

    /// The special skills, with the day each was said, by name.
    pub fn special_skills(&self) -> Vec<(Date, &'a SpecialSkill)> {
        self.history.special_skills(self.made())
    }

    /// The certifications held and valid on `day`.
    pub fn certifications(&self, day: Date) -> Vec<CertificationTypeId> {
        if !self.history.has_special_skills() {
            return Vec::new();
        }
        let valid = |special: &&SpecialSkill| {
            special.acquired_on.is_none_or(|from| from <= day) && special.valid_until.is_none_or(|to| day <= to)
        };
        let special_skills = self.special_skills().into_iter().map(|(_, special)| special);
        special_skills
            .filter(valid)
            .filter_map(|special| special.certification)
            .collect()
    }
}

/// The categories of someone of whom nothing was ever rated, as of `day`: by slot.
pub(super) fn blank(shape: &Shape, day: Date) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); shape.categories.len()];
    for skill in &shape.skills {
        if super::catalogue::active_on(skill.archived_on, day) {
            tallies[skill.category].add(Standing::NotRated, skill.weight);
        }
    }
    tallies
}

/// The overall average of such a one.
pub(super) fn blank_overall(shape: &Shape, blank: &[Tally]) -> Overall {
    overall(blank.iter().copied().zip(shape.categories.iter().map(|c| c.weight)))
}

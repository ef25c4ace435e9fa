//! What a commit changed, as far as the projection is concerned.

use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::settings::Settings;
use crate::domain::target::TargetSet;
use crate::store::Record;

/// One record that was written or removed.
#[derive(Clone, Debug)]
pub enum Changed {
    Settings(Box<Settings>),
    SkillCategory(Written<SkillCategory>),
    Skill(Written<Skill>),
    ToolCategory(Written<ToolCategory>),
    Tool(Written<Tool>),
    CertificationType(Written<CertificationType>),
    Targets(Written<TargetSet>),
    Employee(Box<Written<Employee>>),
    Evaluation(Box<Evaluation>),
    EvaluationRemoved { id: EvaluationId, employee: EmployeeId },
}

/// A record as it stands now.
#[derive(Clone, Debug)]
pub enum Written<R: Record> {
    Put(R),
    Removed(R::Id),
}

impl Changed {
    /// Whether it is a record of the catalogue.
    pub(super) fn is_of_catalogue(&self) -> bool {
        matches!(
            self,
            Changed::SkillCategory(_)
                | Changed::Skill(_)
                | Changed::ToolCategory(_)
                | Changed::Tool(_)
                | Changed::CertificationType(_)
        )
    }
}

impl<R: Record> Written<R> {
    /// From what stood before and after; `None` when there is nothing at either time.
    pub fn of(before: Option<R>, after: Option<R>) -> Option<Self> {
        match (before, after) {
            (_, Some(record)) => Some(Written::Put(record)),
            (Some(record), None) => Some(Written::Removed(record.id())),
            (None, None) => None,
        }
    }

    /// Brings a list up to date.
    pub(super) fn apply_to(&self, list: &mut Vec<R>)
    where
        R: Clone,
    {
        let (id, record) = match self {
            Written::Put(record) => (record.id().into(), Some(record)),
            Written::Removed(id) => ((*id).into(), None),
        };
        list.retain(|other| Into::<u64>::into(other.id()) != id);
        list.extend(record.cloned());
    }
}

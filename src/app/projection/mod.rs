//! Everything figures and lists are answered from, in memory: one [`Person`] a person, the
//! catalogue, the targets and the settings. Published whole after each commit; a commit replaces
//! the people it touched and shares the rest. The store is the truth, this only answers.

mod calendar;
mod catalogue;
mod changed;
mod course;
mod header;
mod history;
mod marks;
mod person;
mod shape;
mod slim;

pub use calendar::Place;
pub use catalogue::{Catalogue, active_on};
pub use changed::{Changed, Written};
pub use course::{Cell, MonthEnd, ToolCell};
pub use header::Header;
pub(in crate::app) use person::SEEN_AFTER_OWN_DAYS;
pub use person::{AsOf, Person};
pub use shape::Shape;

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;

use crate::domain::employee::Employee;
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::kpi::average::{Overall, Tally};
use crate::domain::settings::Settings;
use crate::domain::target::{self, TargetSet};
use crate::domain::text::folded;
use crate::store::{self, Read, SETTINGS};
use calendar::Calendar;
use history::{Counted, History};
use jiff::civil::Date;
use slim::Slim;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The company as of one commit; by default one where nothing is recorded yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    pub settings: Arc<Settings>,
    pub catalogue: Arc<Catalogue>,
    /// By the day they are valid from.
    pub targets: Arc<Vec<TargetSet>>,
    people: BTreeMap<EmployeeId, Arc<Person>>,
    by_name: Arc<Vec<EmployeeId>>,
    calendar: Calendar,
}

impl Projection {
    /// Reads the store in one pass; every record read is checked against its seal, every table
    /// against its count and hash.
    ///
    /// # Errors
    /// When the store is damaged or cannot be read.
    pub fn build(reader: &impl Read) -> store::Result<Self> {
        Self::build_of(reader, |_| true)
    }

    /// The same with these people alone, and in memory for them alone.
    ///
    /// # Errors
    /// When the store is damaged or cannot be read.
    pub fn build_of(reader: &impl Read, is_wanted: impl Fn(EmployeeId) -> bool) -> store::Result<Self> {
        let catalogue = Catalogue::new(
            reader.all()?,
            reader.all()?,
            reader.all()?,
            reader.all()?,
            reader.all()?,
        );
        let mut drafts: BTreeMap<EmployeeId, Draft> = BTreeMap::new();
        reader.each(|employee: Employee| {
            if is_wanted(employee.id) {
                drafts.insert(employee.id, Draft::new(employee));
            }
        })?;
        let mut places = Vec::new();
        reader.each(|evaluation: Slim| {
            let Some(draft) = drafts.get_mut(&evaluation.employee) else {
                return;
            };
            places.push(Place {
                date: evaluation.date,
                id: evaluation.id,
                employee: evaluation.employee,
            });
            draft.headers.push(Header::of(&evaluation));
            if evaluation.counts() {
                draft.counted.push(Counted::of(evaluation, &catalogue.shape));
            }
        })?;
        let people = people(drafts.into_values().collect(), &catalogue.shape);
        let by_name = Arc::new(by_name(&people));
        let mut targets: Vec<TargetSet> = reader.all()?;
        targets.sort_by_key(|set| (set.from, set.id));
        Ok(Self {
            settings: Arc::new(reader.get::<Settings>(SETTINGS)?.unwrap_or_default()),
            catalogue: Arc::new(catalogue),
            targets: Arc::new(targets),
            people,
            by_name,
            calendar: Calendar::new(places),
        })
    }

    /// Everyone ever employed, by id.
    pub fn people(&self) -> impl ExactSizeIterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// Everyone ever employed, by name.
    pub fn people_by_name(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.by_name.iter().filter_map(|id| self.people.get(id))
    }

    pub fn person(&self, id: EmployeeId) -> Option<&Arc<Person>> {
        self.people.get(&id)
    }

    /// The targets valid on `day`.
    pub fn targets_on(&self, day: Date) -> Option<&TargetSet> {
        target::valid_on(&self.targets, day)
    }

    /// How many evaluations there are, drafts included.
    pub fn evaluation_count(&self) -> usize {
        self.calendar.len()
    }

    /// Every evaluation, newest first, from the `skip`th on; reads only what is taken.
    pub fn evaluations_newest(&self, skip: usize) -> impl Iterator<Item = (&Arc<Person>, &Header)> {
        self.calendar.newest(skip).filter_map(|place| self.at(place))
    }

    /// Every evaluation, oldest first, from the `skip`th on; reads only what is taken.
    pub fn evaluations_oldest(&self, skip: usize) -> impl Iterator<Item = (&Arc<Person>, &Header)> {
        self.calendar.oldest(skip).filter_map(|place| self.at(place))
    }

    fn at(&self, place: Place) -> Option<(&Arc<Person>, &Header)> {
        let person = self.people.get(&place.employee)?;
        Some((person, person.evaluation(place.date, place.id)?))
    }

    /// The slots skills, categories and tools have in [`AsOf`].
    pub fn shape(&self) -> &Shape {
        &self.catalogue.shape
    }

    /// The categories of someone of whom nothing was ever rated, as of `day`, by slot.
    pub fn blank(&self, day: Date) -> Vec<Tally> {
        person::blank(self.shape(), day)
    }

    /// The overall average over such [blank](Self::blank) categories.
    pub fn blank_overall(&self, blank: &[Tally]) -> Overall {
        person::blank_overall(self.shape(), blank)
    }

    /// As of the commit that changed this.
    pub fn with(&self, changes: &[Changed]) -> Self {
        let mut next = self.clone();
        next.take_catalogue(changes);
        let mut evaluations: BTreeMap<EmployeeId, Vec<(EvaluationId, Option<Slim>)>> = BTreeMap::new();
        for change in changes {
            match change {
                Changed::Settings(settings) => next.settings = Arc::new(Settings::clone(settings)),
                Changed::Targets(written) => {
                    let targets = Arc::make_mut(&mut next.targets);
                    written.apply_to(targets);
                    targets.sort_by_key(|set| (set.from, set.id));
                }
                Changed::Employee(written) => next.take_employee(written),
                Changed::Evaluation(evaluation) => {
                    let of_person = evaluations.entry(evaluation.employee).or_default();
                    of_person.push((evaluation.id, Some(Slim::of(evaluation))));
                }
                Changed::EvaluationRemoved { id, employee } => {
                    evaluations.entry(*employee).or_default().push((*id, None));
                }
                Changed::SkillCategory(_)
                | Changed::Skill(_)
                | Changed::ToolCategory(_)
                | Changed::Tool(_)
                | Changed::CertificationType(_) => {}
            }
        }
        if changes.iter().any(|change| matches!(change, Changed::Employee(_))) {
            next.by_name = Arc::new(by_name(&next.people));
        }
        for (employee, written) in evaluations {
            next.take_evaluations(employee, written);
        }
        next
    }

    /// Takes over what changed in the catalogue; when the figures depend on it, everyone's anew.
    fn take_catalogue(&mut self, changes: &[Changed]) {
        if !changes.iter().any(Changed::is_of_catalogue) {
            return;
        }
        let old = self.catalogue.clone();
        let mut skill_categories = old.skill_categories.clone();
        let mut skills = old.skills.clone();
        let mut tool_categories = old.tool_categories.clone();
        let mut tools = old.tools.clone();
        let mut certification_types = old.certification_types.clone();
        for change in changes {
            match change {
                Changed::SkillCategory(written) => written.apply_to(&mut skill_categories),
                Changed::Skill(written) => written.apply_to(&mut skills),
                Changed::ToolCategory(written) => written.apply_to(&mut tool_categories),
                Changed::Tool(written) => written.apply_to(&mut tools),
                Changed::CertificationType(written) => written.apply_to(&mut certification_types),
                _ => {}
            }
        }
        let new = Catalogue::new(skill_categories, skills, tool_categories, tools, certification_types);
        if new.shape != old.shape {
            for person in self.people.values_mut() {
                let history = person.history.reshaped(&old.shape, &new.shape);
                Arc::make_mut(person).history = Arc::new(history);
            }
        }
        self.catalogue = Arc::new(new);
    }

    fn take_employee(&mut self, written: &Written<Employee>) {
        match written {
            Written::Put(employee) => match self.people.get_mut(&employee.id) {
                Some(person) => Arc::make_mut(person).employee = employee.clone(),
                None => {
                    let person = Person {
                        employee: employee.clone(),
                        evaluations: Vec::new(),
                        history: Arc::default(),
                    };
                    self.people.insert(employee.id, Arc::new(person));
                }
            },
            Written::Removed(id) => {
                if let Some(person) = self.people.remove(id) {
                    for header in &person.evaluations {
                        self.calendar.remove(place(*id, header));
                    }
                }
            }
        }
    }

    fn take_evaluations(&mut self, id: EmployeeId, written: Vec<(EvaluationId, Option<Slim>)>) {
        let Some(person) = self.people.get_mut(&id) else {
            return;
        };
        let person = Arc::make_mut(person);
        let mut counted = None;
        for (evaluation, after) in written {
            if let Some(at) = person.evaluations.iter().position(|h| h.id == evaluation) {
                let before = person.evaluations.remove(at);
                self.calendar.remove(place(id, &before));
                if before.counts() {
                    counted
                        .get_or_insert_with(|| person.history.unpack())
                        .retain(|c: &Counted| c.id != evaluation);
                }
            }
            let Some(after) = after else { continue };
            let header = Header::of(&after);
            let at = person.evaluations.partition_point(|h| h.key() < header.key());
            person.evaluations.insert(at, header);
            self.calendar.insert(place(id, &header));
            if after.counts() {
                counted
                    .get_or_insert_with(|| person.history.unpack())
                    .push(Counted::of(after, &self.catalogue.shape));
            }
        }
        if let Some(counted) = counted {
            person.history = Arc::new(History::new(counted, &self.catalogue.shape));
        }
    }
}

/// What was read of a person.
struct Draft {
    employee: Employee,
    headers: Vec<Header>,
    counted: Vec<Counted>,
}

impl Draft {
    fn new(employee: Employee) -> Self {
        Self {
            employee,
            headers: Vec::new(),
            counted: Vec::new(),
        }
    }

    fn finish(mut self, shape: &Shape) -> (EmployeeId, Arc<Person>) {
        self.headers.sort_by_key(Header::key);
        let person = Person {
            evaluations: self.headers,
            history: Arc::new(History::new(self.counted, shape)),
            employee: self.employee,
        };
        (person.id(), Arc::new(person))
    }
}

/// Works everyone out, on two threads: the start of the program waits for it.
fn people(mut drafts: Vec<Draft>, shape: &Shape) -> BTreeMap<EmployeeId, Arc<Person>> {
    let rest = drafts.split_off(drafts.len() / 2);
    let finish = |drafts: Vec<Draft>| -> Vec<_> { drafts.into_iter().map(|draft| draft.finish(shape)).collect() };
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| finish(rest));
        (finish(drafts), second.join())
    });
    let second = second.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    first.into_iter().chain(second).collect()
}

fn by_name(people: &BTreeMap<EmployeeId, Arc<Person>>) -> Vec<EmployeeId> {
    let mut ids: Vec<_> = people.keys().copied().collect();
    ids.sort_by_cached_key(|id| people.get(id).map(|person| (folded(&person.employee.name()), *id)));
    ids
}

fn place(employee: EmployeeId, header: &Header) -> Place {
    Place {
        date: header.date,
        id: header.id,
        employee,
    }
}

//! What keeps people and evaluations although nobody changed them: others refer to them.

use super::super::super::employees::about;
use super::super::super::projection::Projection;
use super::super::super::{App, Change, Error};
use super::plan::{Act, Plan};
use crate::domain::account::User;
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::day;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Acknowledgement, Evaluation, Statement, WithdrawnRevision};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::import::{Former, Of};
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::domain::text::folded;
use crate::message;
use crate::store::{Order, Read, Record, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Keeps who or what is used by something that stays, until nothing more does.
pub(super) fn keep_what_is_used(plan: &mut Plan, store: &impl Read, now: &Projection) -> Result<(), Error> {
    let found = plan.reasons(|one, act| match (one.record, act) {
        (Of::Evaluation(id), _) => Ok(answered(store, id)?.then(|| message!("It was answered since."))),
        (Of::Employee(id), Act::Remove) if store.unique::<User>("employee", id)?.is_some() => {
            Ok(Some(message!("This person can sign in.")))
        }
        (Of::Employee(_), Act::Restore(Former::Employee(former))) => Ok(rated_before(former, now)),
        _ => Ok(None),
    })?;
    plan.keep(found);
    if !plan.acts.iter().any(|(one, _)| matches!(one.record, Of::Employee(_))) {
        return Ok(());
    }
    loop {
        let after = After::of(plan, now);
        let found = plan.reasons(|one, act| {
            Ok(match (one.record, act) {
                (Of::Employee(id), Act::Remove) => after.needs(id),
                (Of::Employee(id), Act::Restore(Former::Employee(former))) => after.refuses(id, former),
                _ => None,
            })
        })?;
        if !plan.keep(found) {
            return Ok(());
        }
    }
}

/// The people as they would be once it is undone.
struct After<'a> {
    people: BTreeMap<EmployeeId, &'a Employee>,
    /// Whom somebody reports to, and who that is.
    led: BTreeMap<EmployeeId, EmployeeId>,
    numbers: BTreeMap<String, Vec<EmployeeId>>,
    evaluated: BTreeSet<EmployeeId>,
}

impl<'a> After<'a> {
    fn of(plan: &'a Plan, now: &'a Projection) -> Self {
        let mut people: BTreeMap<_, _> = now.people().map(|person| (person.id(), &person.employee)).collect();
        for (one, act) in &plan.acts {
            match (one.record, act) {
                (Of::Employee(id), Act::Remove) => {
                    people.remove(&id);
                }
                (Of::Employee(id), Act::Restore(Former::Employee(former))) => {
                    people.insert(id, former);
                }
                _ => {}
            }
        }
        let (mut led, mut numbers) = (BTreeMap::new(), BTreeMap::<String, Vec<EmployeeId>>::new());
        for (id, employee) in &people {
            led.extend(employee.managers.iter().filter_map(|entry| Some((entry.manager?, *id))));
            if let Some(number) = employee.number.as_deref() {
                numbers.entry(folded(number)).or_default().push(*id);
            }
        }
        // What came with the same import goes with the person.
        let goes: BTreeSet<EvaluationId> = plan
            .acts
            .iter()
            .filter_map(|(one, act)| match (one.record, act) {
                (Of::Evaluation(id), Act::Remove) => Some(id),
                _ => None,
            })
            .collect();
        let evaluated = now
            .people()
            .filter(|person| person.evaluations.iter().any(|header| !goes.contains(&header.id)));
        let evaluated = evaluated.map(|person| person.id()).collect();
        Self {
            people,
            led,
            numbers,
            evaluated,
        }
    }

    /// Why someone cannot go.
    fn needs(&self, id: EmployeeId) -> Option<Message> {
        if self.evaluated.contains(&id) {
            return Some(message!("This person was evaluated since."));
        }
        let by = self.people.get(self.led.get(&id)?)?;
        Some(message!("{name} reports to this person.", name = by.name()))
    }

    /// Why someone cannot be as before.
    fn refuses(&self, id: EmployeeId, former: &Employee) -> Option<Message> {
        let number = former.number.as_deref().map(folded);
        if number.is_some_and(|number| self.numbers.get(&number).is_some_and(|all| all.len() > 1)) {
            return Some(message!("Someone else has the former employee number now."));
        }
        let leads = former.managers.iter().filter_map(|entry| entry.manager);
        for mut leader in leads {
            let mut seen = BTreeSet::from([id]);
            while seen.insert(leader) {
                let Some(employee) = self.people.get(&leader) else {
                    return Some(message!("Whom this person reported to is not there any more."));
                };
                match employee.managers.last().and_then(|entry| entry.manager) {
                    Some(next) => leader = next,
                    None => break,
                }
            }
            if leader == id {
                return Some(message!("Whom this person reported to reports to them now."));
            }
        }
        None
    }
}

/// Why facts cannot come back: the person would have been evaluated before being hired.
fn rated_before(former: &Employee, now: &Projection) -> Option<Message> {
    let first = now.person(former.id)?.evaluations.first()?.date;
    (first < former.hire_date).then(|| {
        message!(
            "This person was evaluated on {day}, before the former hire date.",
            day = day::in_words(first)
        )
    })
}

fn answered(store: &impl Read, id: EvaluationId) -> Result<bool, Error> {
    Ok(any::<Acknowledgement>(store, id)? || any::<Statement>(store, id)? || any::<WithdrawnRevision>(store, id)?)
}

fn any<R: Record>(store: &impl Read, id: EvaluationId) -> Result<bool, Error> {
    Ok(!store
        .ids::<R>("by_evaluation", Span::of(id), Order::Ascending, 1)?
        .is_empty())
}

/// Takes a number off that would be in the way while others get theirs back.
pub(super) fn free_number(change: &mut Change<'_>, former: &Former) -> Result<(), Error> {
    let Former::Employee(former) = former else {
        return Ok(());
    };
    let Some(mut now) = change.store.get::<Employee>(former.id)? else {
        return Ok(());
    };
    if now.number.is_some() && now.number != former.number {
        now.number = None;
        change.put(&now)?;
    }
    Ok(())
}

/// What a record is called, if the one who asks may know.
pub(super) fn name(app: &App, actor: &Actor, store: &impl Read, record: Of) -> Result<Option<Message>, Error> {
    let plain = |name: String| message!("{name}", name = name);
    let projection = app.projection();
    let of_person = |id| {
        let employee = &projection.person(id)?.employee;
        let seen = app.scope(actor).holds(about(employee, app.today()));
        seen.then(|| employee.name())
    };
    Ok(match record {
        Of::Employee(id) => of_person(id).map(plain),
        Of::Evaluation(id) => store.get::<Evaluation>(id)?.and_then(|evaluation| {
            let name = of_person(evaluation.employee)?;
            let day = day::in_words(evaluation.date);
            Some(message!("{name}, {day}", name = name, day = day))
        }),
        Of::SkillCategory(id) => store.get::<SkillCategory>(id)?.map(|one| plain(one.name)),
        Of::Skill(id) => store.get::<Skill>(id)?.map(|one| plain(one.name)),
        Of::ToolCategory(id) => store.get::<ToolCategory>(id)?.map(|one| plain(one.name)),
        Of::Tool(id) => store.get::<Tool>(id)?.map(|one| plain(one.name)),
    })
}

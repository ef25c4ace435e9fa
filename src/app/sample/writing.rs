//! Writes a planned sample down in one transaction.

use super::evaluations::{Subject, World};
use super::levels::Nature;
use super::people::{self, days_before};
use super::{Filled, Plan, schedule, setting_up, words};
use crate::app::{Change, Error, frozen};
use crate::domain::account::User;
use crate::domain::basis::Judged;
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::employee::Employee;
use crate::domain::evaluation::{AcknowledgedHow, Acknowledgement, Evaluation, Finalised, Kind, Statement, Status};
use crate::domain::id::{BasisId, EmployeeId, TargetSetId, UserId};
use crate::domain::settings::Settings;
use crate::domain::target::{self, TargetSet};
use crate::domain::tier::Tier;
use crate::store::Read;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// How many skills of the draft are rated.
const RATED_IN_DRAFT: usize = 23;

/// Writes everything. `hashes` are of the passwords of [`super::SIGN_INS`], in their order.
pub fn write(change: &mut Change<'_>, plan: &Plan, hashes: &[String]) -> Result<Filled, Error> {
    let zone = TimeZone::get(words::TIME_ZONE).unwrap_or(TimeZone::UTC);
    let today = change.now.to_zoned(zone.clone()).date();
    let from = days_before(today, i64::from(plan.years) * 365 + 30);
    let founded = from.to_zoned(zone).map_or(change.now, |zoned| zoned.timestamp());
    setting_up::company(change, from, today)?;

    let users = [
        change.next_id::<User>()?,
        change.next_id::<User>()?,
        change.next_id::<User>()?,
    ];
    let people = people_of(change, plan, today, users[0])?;
    let linked = [
        None,
        people.first().map(|p| p.id),
        people.get(people::WITH_ACCOUNT).map(|p| p.id),
    ];
    setting_up::users(change, hashes, linked, users, founded)?;

    let world = world(change, plan, users)?;
    let mut out = Writing {
        bases: Bases::of(change)?,
        world,
        filled: Filled {
            employees: people.len(),
            ..Filled::default()
        },
    };
    for (i, who) in people.iter().enumerate() {
        let subject = Subject {
            i,
            who,
            nature: Nature::of(plan.seed, i),
        };
        let slots = schedule::of(plan, i, who, from, today);
        let last_two = slots
            .iter()
            .rev()
            .filter(|s| s.kind == Kind::Manager)
            .nth(1)
            .map(|s| s.date);
        for slot in &slots {
            let evaluation = out.world.evaluation(&subject, slot);
            let acknowledged = last_two.is_none_or(|date| slot.date >= date);
            out.put(change, &subject, evaluation, acknowledged)?;
        }
        if i == people::DRAFT_OPEN && plan.employees >= people::PARTS_FROM && plan.evaluations.is_none() {
            let draft = out.world.draft(&subject, days_before(today, 1), RATED_IN_DRAFT);
            out.record(change, draft)?;
        }
    }
    change.event("sample_company_made", None, &[])?;
    Ok(out.filled)
}

fn people_of(
    change: &mut Change<'_>,
    plan: &Plan,
    today: jiff::civil::Date,
    owner: UserId,
) -> Result<Vec<Employee>, Error> {
    let mut ids = Vec::with_capacity(plan.employees);
    for _ in 0..plan.employees {
        ids.push(change.next_id::<Employee>()?);
    }
    let leads: Vec<EmployeeId> = (0..ids.len()).filter(|i| people::leads(*i)).map(|i| ids[i]).collect();
    let mut all = Vec::with_capacity(ids.len());
    for (i, id) in ids.into_iter().enumerate() {
        let mut who = people::person(plan.seed, i, plan.employees, today, &leads, owner);
        who.id = id;
        change.store.put(&who)?;
        all.push(who);
    }
    Ok(all)
}

fn world<'a>(change: &Change<'_>, plan: &'a Plan, users: [UserId; 3]) -> Result<World<'a>, Error> {
    let mut categories = change.store.all::<SkillCategory>()?;
    categories.sort_by_key(|c| c.order);
    let place = |skill: &Skill| categories.iter().position(|c| c.id == skill.category);
    let mut skills = change.store.all::<Skill>()?;
    skills.sort_by_key(|s| (place(s), s.order));
    let mut tools = change.store.all::<Tool>()?;
    tools.sort_by_key(|t| (t.category, t.order));
    Ok(World {
        plan,
        skills,
        tools,
        targets: change.store.all::<TargetSet>()?,
        certification: setting_up::certification(change)?,
        categories,
        owner: users[0],
        manager: users[1],
        employee: users[2],
    })
}

/// What is written so far.
struct Writing<'a> {
    world: World<'a>,
    bases: Bases,
    filled: Filled,
}

impl Writing<'_> {
    /// Writes a self evaluation as it is, a manager's finalised.
    fn put(
        &mut self,
        change: &mut Change<'_>,
        subject: &Subject<'_>,
        mut evaluation: Evaluation,
        acknowledged: bool,
    ) -> Result<(), Error> {
        if evaluation.kind == Kind::Manager {
            let at = evaluation.updated_at;
            let tier = subject.who.tier_on(evaluation.date).unwrap_or(Tier::ALL[0]);
            evaluation.finalised = Some(Finalised {
                at,
                by: evaluation.rater,
                tier,
                basis: self.bases.of_tier(change, &self.world, tier, evaluation.date)?,
            });
            evaluation.status = Status::Finalised;
        }
        let written = self.record(change, evaluation)?;
        if acknowledged && written.kind == Kind::Manager {
            self.acknowledge(change, subject, &written)?;
        }
        Ok(())
    }

    fn record(&mut self, change: &mut Change<'_>, mut evaluation: Evaluation) -> Result<Evaluation, Error> {
        evaluation.id = change.store.next_id::<Evaluation>()?;
        change.store.put(&evaluation)?;
        self.filled.evaluations += 1;
        self.filled.ratings += evaluation.content.ratings.len();
        Ok(evaluation)
    }

    fn acknowledge(&self, change: &mut Change<'_>, subject: &Subject<'_>, of: &Evaluation) -> Result<(), Error> {
        let mut dice = super::dice::Dice::of(&[self.world.plan.seed, 16, of.id.0]);
        if subject.i != people::WITH_ACCOUNT && dice.permille(350) {
            return Ok(());
        }
        let at = of
            .updated_at
            .saturating_add((dice.between(5, 70) * 60).minutes())
            .unwrap_or(of.updated_at);
        let at = at.min(change.now);
        let (by, how) = match subject.i {
            people::WITH_ACCOUNT => (self.world.employee, AcknowledgedHow::Seen),
            people::LEAD => (self.world.manager, AcknowledgedHow::Seen),
            _ if dice.permille(60) => (self.world.manager, AcknowledgedHow::Refused),
            _ => (self.world.manager, AcknowledgedHow::ReadOut(of.date)),
        };
        let comment = if how == AcknowledgedHow::Seen {
            *dice.pick(&words::COMMENTS)
        } else {
            ""
        };
        let id = change.store.next_id::<Acknowledgement>()?;
        change.store.put(&Acknowledgement {
            id,
            evaluation: of.id,
            revision: of.revision,
            at,
            by,
            how,
            comment: comment.to_owned(),
        })?;
        if subject.i == people::WITH_ACCOUNT && dice.permille(500) {
            self.state(change, of, at)?;
        }
        Ok(())
    }

    fn state(&self, change: &mut Change<'_>, of: &Evaluation, at: Timestamp) -> Result<(), Error> {
        let id = change.store.next_id::<Statement>()?;
        change.store.put(&Statement {
            id,
            evaluation: of.id,
            revision: of.revision,
            at,
            by: self.world.employee,
            text: words::STATEMENT.to_owned(),
        })?;
        Ok(())
    }
}

/// The bases written so far: one for each tier and set of targets, since nothing else changes.
struct Bases {
    settings: Settings,
    tool_categories: Vec<ToolCategory>,
    known: BTreeMap<(Tier, Option<TargetSetId>), BasisId>,
}

impl Bases {
    fn of(change: &Change<'_>) -> Result<Self, Error> {
        Ok(Self {
            settings: change
                .store
                .get::<Settings>(crate::store::SETTINGS)?
                .unwrap_or_default(),
            tool_categories: change.store.all::<ToolCategory>()?,
            known: BTreeMap::new(),
        })
    }

    fn of_tier(
        &mut self,
        change: &mut Change<'_>,
        world: &World<'_>,
        tier: Tier,
        day: jiff::civil::Date,
    ) -> Result<BasisId, Error> {
        let targets = target::valid_on(&world.targets, day);
        let key = (tier, targets.map(|set| set.id));
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let judged = Judged {
            tier,
            tier_name: self.settings.tier_name(tier),
            day,
            skill_categories: &world.categories,
            skills: &world.skills,
            tool_categories: &self.tool_categories,
            tools: &world.tools,
            targets,
        };
        let basis = frozen::keep(change, &judged)?;
        self.known.insert(key, basis);
        Ok(basis)
    }
}

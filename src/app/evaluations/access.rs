//! What the acts on evaluations have in common: the one who asks, the facts the policy looks at,
//! the names of raters.

use super::super::leaving::still_a_person;
use super::super::projection::{Catalogue, Person, Projection, active_on};
use super::super::{App, Change, Error};
use crate::domain::account::User;
use crate::domain::basis::{self, Judged};
use crate::domain::day;
use crate::domain::draft::Rateable;
use crate::domain::evaluation::{Basis, Content, Evaluation};
use crate::domain::id::{CertificationTypeId, EvaluationId, SkillId, ToolId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::{Account, Action, Actor, EvaluationFacts};
use crate::domain::tier::Tier;
use crate::message;
use crate::store::Read;
use jiff::civil::Date;
use std::sync::Arc;

/// The account of a signed-in user: nobody else rates.
pub fn account(actor: &Actor) -> Result<&Account, Error> {
    match actor {
        Actor::User(account) => Ok(account),
        _ => Err(Error::Denied),
    }
}

/// The user who asks, if it is one.
pub fn asking(actor: &Actor) -> Option<UserId> {
    account(actor).ok().map(|account| account.user)
}

/// An evaluation inside a change, with the person it is about.
pub struct Loaded {
    pub evaluation: Evaluation,
    pub person: Arc<Person>,
    pub projection: Arc<Projection>,
}

/// Reads it for an act; `action` says which one the policy has to allow.
pub fn load(
    app: &App,
    actor: &Actor,
    change: &Change<'_>,
    id: EvaluationId,
    action: impl FnOnce(EvaluationFacts) -> Action,
) -> Result<Loaded, Error> {
    let evaluation = change.store.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let (person, facts) = of(&projection, actor, &evaluation, change.today)?;
    app.permit(actor, &action(facts))?;
    Ok(Loaded {
        person: Arc::clone(person),
        evaluation,
        projection: Arc::clone(&projection),
    })
}

/// Reads one's own draft. Its rater is told why when it is no draft any more: `late` says it.
pub fn load_draft(
    app: &App,
    actor: &Actor,
    change: &Change<'_>,
    id: EvaluationId,
    late: impl FnOnce(&Evaluation) -> Result<(), Message>,
) -> Result<Loaded, Error> {
    let evaluation = change.store.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    if asking(actor) == Some(evaluation.rater) {
        late(&evaluation).map_err(Error::Conflict)?;
    }
    let found = load(app, actor, change, id, Action::WriteDraft)?;
    still_a_person(&found.person.employee)?;
    Ok(found)
}

/// Refuses an act on another revision than the one the page showed.
pub fn same_revision(evaluation: &Evaluation, shown: u32) -> Result<(), Error> {
    match evaluation.revision == shown {
        true => Ok(()),
        false => Err(Error::Conflict(message!(
            "That page showed revision {shown} of this evaluation; meanwhile there is revision {now}. Nothing was changed.",
            shown = shown,
            now = evaluation.revision
        ))),
    }
}

/// The person an evaluation is about, and what the policy looks at when `actor` asks for it.
pub fn of<'p>(
    projection: &'p Projection,
    actor: &Actor,
    evaluation: &Evaluation,
    today: Date,
) -> Result<(&'p Arc<Person>, EvaluationFacts), Error> {
    let person = projection.person(evaluation.employee).ok_or(Error::NotFound)?;
    let header = person
        .evaluation(evaluation.date, evaluation.id)
        .ok_or_else(|| Error::Failed(format!("evaluation {} is not in memory", evaluation.id)))?;
    Ok((person, person.facts(header, asking(actor), today)))
}

/// What it is judged against: frozen when finalised, else as of now.
pub fn basis(
    projection: &Projection,
    reader: &impl Read,
    person: &Person,
    evaluation: &Evaluation,
) -> Result<Basis, Error> {
    if let Some(finalised) = &evaluation.finalised {
        let missing = || Error::Failed(format!("the basis of evaluation {} is not there", evaluation.id));
        return reader.get::<Basis>(finalised.basis)?.ok_or_else(missing);
    }
    let tier = person.employee.tier_on(evaluation.date).unwrap_or(Tier::ALL[0]);
    let catalogue = &projection.catalogue;
    let judged = Judged {
        tier,
        tier_name: projection.settings.tier_name(tier),
        day: evaluation.date,
        skill_categories: &catalogue.skill_categories,
        skills: &catalogue.skills,
        tool_categories: &catalogue.tool_categories,
        tools: &catalogue.tools,
        targets: projection.targets_on(evaluation.date),
    };
    Ok(basis::of(&judged, |_| String::new()))
}

/// The catalogue as of an effective date: what a draft of that date can hold.
pub struct Dated<'a> {
    pub catalogue: &'a Catalogue,
    pub date: Date,
}

impl Dated<'_> {
    fn active(&self, name: &str, archived_on: [Option<Date>; 2]) -> Result<(), Message> {
        match archived_on.into_iter().flatten().min() {
            Some(archived) if !active_on(Some(archived), self.date) => Err(message!(
                "“{name}” was archived on {archived} and cannot be rated on {date}. Clear it, or choose an earlier date.",
                name = name,
                archived = day::in_words(archived),
                date = day::in_words(self.date)
            )),
            _ => Ok(()),
        }
    }

    /// Refuses what a draft still holds of skills and tools that were archived by its date.
    pub fn check(&self, content: &Content) -> Result<(), Invalid> {
        let mut invalid = Invalid::new();
        for skill in content.ratings.keys() {
            if let Err(why) = self.skill(*skill) {
                invalid.add(format!("r{skill}"), why);
            }
        }
        for tool in content.tools.keys() {
            if let Err(why) = self.tool(*tool) {
                invalid.add(format!("t{tool}"), why);
            }
        }
        invalid.into_result(())
    }
}

impl Rateable for Dated<'_> {
    fn skill(&self, id: SkillId) -> Result<(), Message> {
        let skill = self.catalogue.skill(id);
        let category = skill.and_then(|skill| self.catalogue.skill_category(skill.category));
        match (skill, category) {
            (Some(skill), Some(category)) => self.active(&skill.name, [skill.archived_on, category.archived_on]),
            _ => Err(message!(
                "There is no skill number {id} in the catalogue. Please load the page again.",
                id = id
            )),
        }
    }

    fn tool(&self, id: ToolId) -> Result<(), Message> {
        let tool = self.catalogue.tool(id);
        let category = tool.and_then(|tool| self.catalogue.tool_category(tool.category));
        match (tool, category) {
            (Some(tool), Some(category)) => self.active(&tool.name, [tool.archived_on, category.archived_on]),
            _ => Err(message!(
                "There is no tool number {id} in the catalogue. Please load the page again.",
                id = id
            )),
        }
    }

    fn certification(&self, id: CertificationTypeId) -> bool {
        self.catalogue.certification_type(id).is_some()
    }
}

/// What a rater is called: the person's name, or the user name of who is no employee.
pub fn name_of(projection: &Projection, user: &User) -> String {
    user.employee
        .and_then(|employee| projection.person(employee))
        .map_or_else(|| user.name.clone(), |person| person.employee.name())
}

/// The name of a rater by id; a user who is no more has none.
pub fn rater_name(projection: &Projection, store: &impl Read, rater: UserId) -> Result<String, Error> {
    let user = store.get::<User>(rater)?;
    Ok(user.map_or_else(String::new, |user| name_of(projection, &user)))
}

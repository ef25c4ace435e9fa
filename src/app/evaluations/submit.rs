//! Submits a draft; finalises what was submitted. A manager usually does both at once.

use super::super::{App, Change, Error, frozen};
use super::access::{self, Dated, Loaded, account, rater_name};
use crate::domain::basis::Judged;
use crate::domain::day;
use crate::domain::evaluation::{Evaluation, Kind};
use crate::domain::id::{EvaluationId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::lifecycle;
use crate::domain::policy::{Action, Actor};
use crate::domain::tier::Tier;
use crate::message;
use crate::store::Read;

/// Submits a draft: from here on it is locked.
pub fn submit(app: &App, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
    app.change(actor, |change| {
        let mut found = access::load_draft(app, actor, change, id, lifecycle::still_a_draft)?;
        submit_in(change, &mut found)?;
        change.put(&found.evaluation)
    })
}

/// Finalises a submitted manager evaluation: from here on it counts.
pub fn finalise(app: &App, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
    app.change(actor, |change| {
        let mut found = access::load(app, actor, change, id, Action::Finalise)?;
        finalise_in(account(actor)?.user, change, &mut found)?;
        change.put(&found.evaluation)
    })
}

/// Both in one: all or nothing.
pub fn submit_and_finalise(app: &App, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
    app.change(actor, |change| {
        let mut found = access::load_draft(app, actor, change, id, lifecycle::still_a_draft)?;
        submit_in(change, &mut found)?;
        finalise_in(account(actor)?.user, change, &mut found)?;
        change.put(&found.evaluation)
    })
}

pub(super) fn submit_in(change: &mut Change<'_>, found: &mut Loaded) -> Result<(), Error> {
    let dated = Dated {
        catalogue: &found.projection.catalogue,
        date: found.evaluation.date,
    };
    dated.check(&found.evaluation.content)?;
    lifecycle::submit(&mut found.evaluation, &found.person.employee, change.today, change.now)?;
    only_one_that_day(change, found)?;
    change.record::<Evaluation>("evaluation_submitted", found.evaluation.id, &[])
}

/// What the unique index would refuse, said with the other one's date and rater.
fn only_one_that_day(change: &Change<'_>, found: &Loaded) -> Result<(), Error> {
    let evaluation = &found.evaluation;
    if evaluation.kind != Kind::Manager {
        return Ok(());
    }
    let other = change
        .store
        .unique::<Evaluation>("manager_day", (evaluation.employee, evaluation.date))?;
    let Some(other) = other.filter(|other| other.id != evaluation.id) else {
        return Ok(());
    };
    let (name, date) = (found.person.employee.name(), day::in_words(evaluation.date));
    let rater = rater_name(&found.projection, change.store, other.rater)?;
    let said = match rater.as_str() {
        "" => message!(
            "There is already an evaluation of {name} of {date}. Please choose another date.",
            name = name,
            date = date
        ),
        _ => message!(
            "There is already an evaluation of {name} of {date}, by {rater}. Please choose another date.",
            name = name,
            date = date,
            rater = rater
        ),
    };
    Err(Invalid::one("date", said).into())
}

pub(super) fn finalise_in(by: UserId, change: &mut Change<'_>, found: &mut Loaded) -> Result<(), Error> {
    let evaluation = &mut found.evaluation;
    // Said before anything is frozen.
    lifecycle::finalisable(evaluation).map_err(Error::Conflict)?;
    let tier = found.person.employee.tier_on(evaluation.date).unwrap_or(Tier::ALL[0]);
    let (catalogue, settings) = (&found.projection.catalogue, &found.projection.settings);
    let basis = frozen::keep(
        change,
        &Judged {
            tier,
            tier_name: settings.tier_name(tier),
            day: evaluation.date,
            skill_categories: &catalogue.skill_categories,
            skills: &catalogue.skills,
            tool_categories: &catalogue.tool_categories,
            tools: &catalogue.tools,
            targets: found.projection.targets_on(evaluation.date),
        },
    )?;
    lifecycle::finalise(evaluation, by, tier, basis, change.now).map_err(Error::Conflict)?;
    change.record::<Evaluation>("evaluation_finalised", evaluation.id, &[])
}

//! Whether the writer of a draft can go on with it; when not, it is nobody's.

use super::super::{App, Error};
use crate::domain::account::User;
use crate::domain::evaluation::Kind;
use crate::domain::id::UserId;
use crate::domain::policy::{About, Account, Action, Actor, Decision, EvaluationFacts};
use crate::store::Read;

/// Whether `rater` can sign in and, for a manager evaluation, may still rate that person. A self
/// evaluation on a device handed over is written in the name of the manager who handed it over.
pub fn goes_on(app: &App, store: &impl Read, kind: Kind, rater: UserId, about: About) -> Result<bool, Error> {
    let Some(user) = store.get::<User>(rater)?.filter(|user| user.active) else {
        return Ok(false);
    };
    let rater = Actor::User(Account {
        user: user.id,
        role: user.role,
        employee: user.employee,
        via: None,
    });
    Ok(kind == Kind::SelfRating || app.allows(&rater, &Action::EvaluateAsManager(about)) == Decision::Allowed)
}

/// What the policy is asked before someone else's draft is discarded.
pub fn discarding(app: &App, store: &impl Read, draft: EvaluationFacts) -> Result<Action, Error> {
    let left_behind = !goes_on(app, store, draft.kind, draft.rater, draft.about)?;
    Ok(Action::DiscardDraft { draft, left_behind })
}

/// Whether this reader may discard it.
pub fn may_discard(app: &App, actor: &Actor, store: &impl Read, draft: EvaluationFacts) -> Result<bool, Error> {
    // Most may not, whoever wrote it: then nobody is looked up.
    let left_behind = true;
    if app.allows(actor, &Action::DiscardDraft { draft, left_behind }) != Decision::Allowed {
        return Ok(false);
    }
    Ok(app.allows(actor, &discarding(app, store, draft)?) == Decision::Allowed)
}

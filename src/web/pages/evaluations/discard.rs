//! A draft that its writer cannot go on with is taken out of the way.

use crate::app;
use crate::app::evaluations::{self, Discarded};
use crate::domain::day;
use crate::domain::id::EvaluationId;
use crate::message;
use crate::web::{Ctx, Failure, Flash, Reply, Request};

pub fn discard(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    match evaluations::discard(&ctx.app, &request.actor, id) {
        Ok(Discarded::Deleted { employee, date }) => {
            Ok(Reply::see_other("/evaluations").with_flash(Flash::done(message!(
                "The draft about {name} of {date} is discarded.",
                name = employee,
                date = day::in_words(date)
            ))))
        }
        Ok(Discarded::BegunAgain { revision }) => Ok(Reply::see_other(format!("/evaluations/{id}/rate")).with_flash(
            Flash::done(message!(
                "Revision {n} began again and is yours. It counts once you have finalised it.",
                n = revision
            )),
        )),
        Err(app::Error::Conflict(why)) => {
            Ok(Reply::see_other(format!("/evaluations/{id}")).with_flash(Flash::problem(why)))
        }
        Err(other) => Err(other.into()),
    }
}

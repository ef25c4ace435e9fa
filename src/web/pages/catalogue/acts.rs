//! Archive, restore, move: one button each.

use super::shown::{Shown, number};
use crate::app::catalogue::{self, Direction, Ordered};
use crate::message;
use crate::web::{Ctx, Failure, Flash, Reply, Request};

/// Takes a record out of use; the next page offers to undo it.
pub fn archive<K: Shown>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let record = catalogue::archive::<K>(&ctx.app, &request.actor, request.id("id")?)?;
    let said = message!(
        "“{name}” is archived. What is recorded of it stays.",
        name = record.name()
    );
    let undo = super::shown::at::<K>(number(&record), "/archiving/undo");
    Ok(Reply::see_other(record.home()).with_flash(Flash::done(said).undo(undo)))
}

/// Takes it into use again.
pub fn restore<K: Shown>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let record = catalogue::restore::<K>(&ctx.app, &request.actor, request.id("id")?)?;
    let said = message!("“{name}” is in use again.", name = record.name());
    Ok(Reply::see_other(record.saved_at()).with_flash(Flash::done(said)))
}

/// Moves it one place up or down.
pub fn shift<K: Shown + Ordered>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let direction = match request.form.text("to") {
        "up" => Direction::Up,
        "down" => Direction::Down,
        _ => return Err(Failure::Bad(message!("Please use the arrow up or the arrow down."))),
    };
    let id = request.id::<K::Id>("id")?;
    catalogue::shift::<K>(&ctx.app, &request.actor, id, direction)?;
    let record = catalogue::editable::<K>(&ctx.app, &request.actor, id)?;
    Ok(Reply::see_other(format!(
        "{}#{}-{}",
        record.home(),
        K::PATH,
        number(&record)
    )))
}

//! The embedded files, under names that change with their content.

use crate::view;
use crate::web::{Access, Ctx, Failure, Reply, Request, Route, get};

pub const ROUTES: &[Route] = &[get("/assets/{name}", Access::Public, show)];

pub(super) fn show(_: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let asset = view::assets::named(request.params.text("name")).ok_or(Failure::NotFound)?;
    Ok(Reply::asset(asset))
}

//! `/imports/blank/…`: tables of past evaluations to fill in.

use crate::domain::import::columns::Shape;
use crate::report::List;
use crate::web::pages::exports::made;
use crate::web::{Ctx, Failure, Reply, Request};

pub fn wide(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    made(ctx, request, &List::Blank(Shape::Wide))
}

pub fn long(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    made(ctx, request, &List::Blank(Shape::Long))
}

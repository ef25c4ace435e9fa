//! A form that was not accepted: the same page again, with what was typed, what is wrong and the
//! right status. Nothing typed is lost, whatever the reason.

use super::{Ctx, Failure, Reply, Request};
use crate::app;
use crate::message;
use crate::view::{self, Errors};
use http::StatusCode;

impl Ctx {
    /// The page `make` gives for what was wrong. What is no matter of the form (not found, not
    /// allowed, broken) stays a failure.
    pub fn again<P: view::Page>(
        &self,
        request: &Request,
        error: app::Error,
        make: impl FnOnce(Errors) -> Result<P, Failure>,
    ) -> Result<Reply, Failure> {
        let (status, errors) = match error {
            app::Error::Invalid(invalid) => (StatusCode::UNPROCESSABLE_ENTITY, Errors::from(&invalid)),
            app::Error::Conflict(sentence) => (StatusCode::CONFLICT, Errors::about_all(sentence)),
            app::Error::CannotSave(sentence) => (StatusCode::SERVICE_UNAVAILABLE, Errors::about_all(sentence)),
            app::Error::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                Errors::about_all(message!(
                    "Too much is waiting already. Nothing was saved yet; please try again in a moment."
                )),
            ),
            other => return Err(other.into()),
        };
        Ok(self.page(request, &make(errors)?)?.with_status(status))
    }
}

//! A company that does not exist, for `demo`, tests and benchmarks: the same people, levels and
//! evaluations for the same plan and day.

mod dice;
mod evaluations;
mod levels;
mod people;
mod schedule;
mod setting_up;
#[cfg(test)]
mod tests;
mod words;
mod writing;

use super::projection::Projection;
use super::{App, Error};
use crate::domain::account::Role;
use crate::domain::policy::Actor;
use crate::message;
use std::sync::Arc;

/// Fewest and most people of a sample.
pub const EMPLOYEES: std::ops::RangeInclusive<usize> = 2..=5_000;
/// Fewest and most years of evaluations.
pub const YEARS: std::ops::RangeInclusive<u32> = 1..=20;

/// What the sample is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// People, in [`EMPLOYEES`].
    pub employees: usize,
    /// Years of evaluations, in [`YEARS`].
    pub years: u32,
    /// Evaluations in all, self and manager in turns; `None`: what a company would do, about four a
    /// person and year. Fewer come about where people have not been there long enough.
    pub evaluations: Option<usize>,
    /// Ratings an evaluation; `None`: nearly the whole catalogue.
    pub ratings: Option<usize>,
    /// Another seed is another company.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            employees: 25,
            years: 3,
            evaluations: None,
            ratings: None,
            seed: 1,
        }
    }
}

/// Someone who can sign in to the sample company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub name: &'static str,
    pub password: &'static str,
    pub role: Role,
}

/// The three who can sign in: no secrets, the sample holds nobody's data.
pub const SIGN_INS: [SignIn; 3] = [
    SignIn {
        name: "owner",
        password: "sawdust-and-coffee",
        role: Role::Admin,
    },
    SignIn {
        name: "manager",
        password: "measure-twice-cut-once",
        role: Role::Manager,
    },
    SignIn {
        name: "employee",
        password: "left-handed-wrench",
        role: Role::Employee,
    },
];

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub employees: usize,
    pub evaluations: usize,
    pub ratings: usize,
}

/// Fills an empty store, all or nothing.
///
/// # Errors
/// `Conflict` when a company is set up there already, or the plan is out of bounds.
pub fn fill(app: &App, plan: &Plan) -> Result<Filled, Error> {
    if app.is_set_up() {
        return Err(Error::Conflict(message!(
            "A company is set up in this folder already. Choose another folder for the sample."
        )));
    }
    if !EMPLOYEES.contains(&plan.employees) || !YEARS.contains(&plan.years) {
        return Err(Error::Conflict(message!(
            "A sample has {least} to {most} employees and 1 to {years} years of evaluations.",
            least = EMPLOYEES.start(),
            most = EMPLOYEES.end(),
            years = YEARS.end()
        )));
    }
    let mut hashes = Vec::with_capacity(SIGN_INS.len());
    for sign_in in SIGN_INS {
        hashes.push(app.passwords.hash(sign_in.password)?);
    }
    let filled = app.change(&Actor::Program, |change| writing::write(change, plan, &hashes))?;
    // Written past the projection, which is quicker built once.
    app.projection.store(Arc::new(Projection::build(&app.store.read()?)?));
    Ok(filled)
}

//! A sample company in a folder, for tests that open it themselves or start the real program on it.

use super::session;
use handyman_kpi::app::sample::{self, Plan, SIGN_INS};
use handyman_kpi::app::{App, users};
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::host::clock::SystemClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Store};
use std::path::Path;
use std::sync::Arc;

/// The user name of its admin.
pub const ADMIN: &str = SIGN_INS[0].name;

/// The app on a closed folder.
pub fn open(folder: &Path) -> App {
    start(Store::open(folder, Options::default()).unwrap())
}

/// The app on a store, by the system's clock.
pub fn start(store: Store) -> App {
    App::start(store, Arc::new(SystemClock), Passwords::start(Strength::QUICK)).unwrap()
}

/// Fills the app with so many people, without evaluations; gives the session of the admin.
pub fn fill(app: &App, employees: usize, years: u32) -> String {
    let plan = Plan {
        employees,
        years,
        evaluations: Some(0),
        ..Plan::default()
    };
    sample::fill(app, &plan).unwrap();
    session(app, ADMIN, SIGN_INS[0].password)
}

/// Who works there without a break and is not the admin, the longest first.
pub fn workers(app: &App) -> Vec<EmployeeId> {
    let admin = users::by_name(app, ADMIN).unwrap().unwrap();
    let projection = app.projection();
    let mut people: Vec<_> = projection
        .people()
        .map(|person| &person.employee)
        .filter(|one| one.employment.len() == 1 && one.employed_on(app.today()) && admin.employee != Some(one.id))
        .map(|one| (one.hire_date, one.id))
        .collect();
    people.sort();
    people.into_iter().map(|(_, id)| id).collect()
}

//! Sample companies in folders of their own, and who asks.

use super::Extent;
use super::saving::owner;
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::app::{App, evaluations, sample};
use handyman_kpi::domain::evaluation::{Evaluation, Kind, Source, Status};
use handyman_kpi::host::clock::SystemClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Read, Store};
use std::sync::Arc;
use std::time::Instant;

/// A company on disk, closed, with a signed-in admin.
pub struct Company {
    pub folder: tempfile::TempDir,
    pub evaluations: usize,
    pub ratings: usize,
    /// The admin's session cookie.
    pub cookie: String,
    /// Someone with the usual history.
    pub employee: u64,
    /// An evaluation to look at.
    pub finalised: u64,
    /// The page of a draft the admin may write.
    pub rate: String,
    pub skills: Vec<u64>,
}

impl Company {
    pub fn make(extent: &Extent, evaluations: usize) -> Self {
        let began = Instant::now();
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path());
        let plan = sample::Plan {
            employees: extent.employees,
            years: 10,
            evaluations: Some(evaluations),
            ratings: Some(extent.ratings),
            ..sample::Plan::default()
        };
        let filled = sample::fill(&app, &plan).unwrap();
        let account = sample::SIGN_INS[0];
        let here = From {
            device: "Benchmark",
            address: "127.0.0.1",
        };
        let token = sessions::sign_in(&app, account.name, account.password, &here)
            .unwrap()
            .unwrap();
        let all: Vec<Evaluation> = app.store.read().unwrap().all().unwrap();
        let finalised = all
            .iter()
            .rfind(|evaluation| evaluation.status == Status::Finalised)
            .unwrap();
        let draft = evaluations::New {
            employee: finalised.employee,
            kind: Kind::Manager,
            date: app.today(),
            client_uuid: None,
            source: Source::Screen,
        };
        let draft = evaluations::begin(&app, &owner(&app), &draft).unwrap();
        println!(
            "  {} employees, {} evaluations, {} ratings ({:.1} s)",
            filled.employees,
            filled.evaluations,
            filled.ratings,
            began.elapsed().as_secs_f64()
        );
        Self {
            evaluations: filled.evaluations,
            ratings: filled.ratings,
            cookie: format!("__Host-session={token}"),
            employee: finalised.employee.0,
            finalised: finalised.id.0,
            rate: format!("/evaluations/{draft}/rate"),
            skills: app
                .projection()
                .catalogue
                .skills
                .iter()
                .map(|skill| skill.id.0)
                .collect(),
            folder,
        }
    }
}

/// The app on a folder, as the service runs it.
pub fn open(folder: &std::path::Path) -> App {
    let store = Store::open(folder, Options::default()).unwrap();
    App::start(store, Arc::new(SystemClock), Passwords::start(Strength::STRONG)).unwrap()
}

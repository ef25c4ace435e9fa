//! A company on disk with someone in it who leaves.

use super::{NAME, all_records, leaver, let_go, secrets_in};
use crate::support::company::{self, open};
use handyman_kpi::app::projection::Projection;
use handyman_kpi::app::{App, employees, leaving};
use handyman_kpi::domain::employee::facts::Facts;
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::tier::Tier;
use std::fs;
use std::path::{Path, PathBuf};

/// Closed; the leaver still works there.
pub struct Company {
    folder: tempfile::TempDir,
    pub leaver: EmployeeId,
    /// The session of its admin.
    pub cookie: String,
    /// Where copies are kept.
    elsewhere: tempfile::TempDir,
}

impl Company {
    pub fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path());
        let cookie = company::fill(&app, 4, 1);
        let another = company::workers(&app)[0];
        let leaver = leaver(&app, company::ADMIN, another).id;
        Self {
            folder,
            leaver,
            cookie,
            elsewhere: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self) -> PathBuf {
        self.path().join("kpi.redb")
    }

    fn aside(&self) -> PathBuf {
        self.elsewhere.path().join("older.redb")
    }

    pub fn anonymise(&self) {
        let app = open(self.path());
        if app.projection().person(self.leaver).unwrap().employee.active() {
            let_go(&app, self.leaver);
        }
        leaving::anonymise(&app, &Actor::Program, self.leaver, NAME).unwrap();
    }

    pub fn put_back(&self) {
        fs::copy(self.aside(), self.file()).unwrap();
    }

    pub fn set_aside(&self) {
        fs::copy(self.file(), self.aside()).unwrap();
    }
}

/// That nothing of the leaver is in any record, and memory says what the store says.
pub fn check(app: &App, leaver: EmployeeId) {
    assert_eq!(secrets_in(&all_records(app)), [""; 0]);
    let reader = app.store.read().unwrap();
    reader.verify().unwrap();
    assert!(*app.projection() == Projection::build(&reader).unwrap());
    let person = app.projection().person(leaver).unwrap().employee.clone();
    assert!(!person.employed_on(app.today()) && person.anonymised_at.is_some());
}

/// The secrets that stand anywhere in a file of the folder.
pub fn on_disk(folder: &Path) -> Vec<&'static str> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let bytes: Vec<u8> = files
        .filter(|path| path.is_file())
        .flat_map(|path| fs::read(path).unwrap())
        .collect();
    secrets_in(&String::from_utf8_lossy(&bytes))
}

/// Somebody new, hired today.
pub fn hire(app: &App, first: &str) -> EmployeeId {
    employees::create(app, &Actor::Program, &newcomer(app, first)).unwrap()
}

pub fn newcomer(app: &App, first: &str) -> employees::New {
    employees::New {
        facts: Facts {
            first_name: first.into(),
            last_name: "Comer".into(),
            number: None,
            phone: String::new(),
            email: String::new(),
            hire_date: app.today(),
            notes: String::new(),
        },
        tier: Tier::ALL[0],
        manager: None,
    }
}

//! `/imports`: tables become records, all or nothing, and can be taken back.

mod catalogue;
mod employees;
pub mod evaluations;
mod files;
mod other_writers;
mod pages;
mod programs;
mod undo;

use crate::support::Site;
use handyman_kpi::app::imports::{self, Answer, Answers, Check, Mapping, Source, waiting};
use handyman_kpi::app::tables::Table;
use handyman_kpi::app::{App, Error};
use handyman_kpi::domain::id::ImportId;
use handyman_kpi::domain::import::Kind;
use handyman_kpi::domain::import::dates::Order;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::settings::Settings;
use handyman_kpi::domain::tier::Tier;
use jiff::civil::Date;

/// A file of that user that waits and can be imported: two new people, one changed.
pub fn ready(site: &Site, user: &str) -> u64 {
    let file = "Emp no,Given name,Surname,Date hired,Grade,Cell\n\
                X-1,Nora,Lindqvist,2024-05-31,2,555-0101\n\
                X-2,Omar,Haddad,2023-02-01,Craftsman,\n\
                H-105,,,,,555-0199\n";
    take(site, user, "people.csv", file.as_bytes())
}

/// One with columns that do not tell, rows that are wrong and names that are there.
pub fn troubled(site: &Site, user: &str) -> u64 {
    let known = site.app.projection().people().next().unwrap().employee.name();
    let file = format!(
        "Our people\n\nFull name;Date hired;Rank;Mail;Shoe size\n\
         {known};04/05/2021;2;;44\n\
         Ann;04/06/2021;9;nobody;43\n\
         Nora Lindqvist;30/02/2021;2;;\n"
    );
    let key = take(site, user, "crew.csv", file.as_bytes());
    let upload = waiting::get(&site.app, &site.actor(user), key).unwrap();
    let mapping = Mapping {
        tier: Some(Tier::ALL[0]),
        ..upload.mapping
    };
    waiting::map(&site.app, &site.actor(user), key, mapping).unwrap();
    key
}

/// What that user imported, of which one record was touched since.
pub fn imported(site: &Site, user: &str) -> ImportId {
    let actor = site.actor(user);
    let number = |n: usize| {
        site.app
            .projection()
            .people()
            .nth(n)
            .unwrap()
            .employee
            .number
            .clone()
            .unwrap()
    };
    let file = format!("Number,Phone\n{},555-0150\n{},555-0151\n", number(20), number(21));
    let import = try_import(&site.app, &actor, &file, |_| {}).unwrap();
    let person = site.app.projection().people().nth(21).unwrap().employee.clone();
    let today = site.app.today();
    let mut typed = person.typed();
    typed.phone = "555-0152".into();
    let facts = handyman_kpi::domain::employee::facts::Facts::parse(&typed, today).unwrap();
    handyman_kpi::app::employees::edit(&site.app, &actor, person.id, &facts).unwrap();
    import
}

fn take(site: &Site, user: &str, name: &str, file: &[u8]) -> u64 {
    waiting::take(&site.app, &site.actor(user), Kind::Employees, name, file.to_vec()).unwrap()
}

/// A table on its way, as the shell or a page would have it.
pub struct Way {
    kind: Kind,
    pub table: Table,
    pub mapping: Mapping,
    pub answers: Answers,
}

impl Way {
    pub fn of(app: &App, actor: &Actor, file: &[u8]) -> Way {
        Self::of_kind(Kind::Employees, app, actor, file)
    }

    pub fn of_kind(kind: Kind, app: &App, actor: &Actor, file: &[u8]) -> Way {
        let table = waiting::read(kind, file, None).unwrap();
        Way {
            kind,
            mapping: imports::suggested(app, actor, kind, &table, None).unwrap(),
            table,
            answers: Answers::new(),
        }
    }

    pub fn check(&self, app: &App, actor: &Actor) -> Result<Check, Error> {
        self.with(|source| imports::check(app, actor, source))
    }

    pub fn run(&self, app: &App, actor: &Actor) -> Result<ImportId, Error> {
        self.with(|source| imports::run(app, actor, source))
            .map(|import| import.id)
    }

    fn with<T>(&self, then: impl FnOnce(&Source<'_>) -> T) -> T {
        let settings = Settings::default();
        let tiers = Tier::ALL.map(|tier| (settings.tier_name(tier).to_owned(), tier));
        then(&Source::new(
            self.kind,
            "people.csv",
            &self.table,
            &self.mapping,
            &self.answers,
            &tiers,
        ))
    }
}

/// Imports a text table, once `settle` has said what the headings do not.
pub fn try_import(app: &App, actor: &Actor, file: &str, settle: impl FnOnce(&mut Way)) -> Result<ImportId, Error> {
    let mut way = Way::of(app, actor, file.as_bytes());
    way.mapping.tier = Some(Tier::ALL[0]);
    settle(&mut way);
    way.run(app, actor)
}

/// `line [column]: what` of every problem.
pub fn problems(check: &Check) -> Vec<String> {
    let said = |one: &imports::Problem| {
        let column = one.column.as_deref().unwrap_or("-");
        format!("{} {column}: {}", one.line, one.said)
    };
    check.problems.iter().map(said).collect()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub const DAY_FIRST: Option<Order> = Some(Order::DayFirst);
pub const NEW: Answer = Answer::New;

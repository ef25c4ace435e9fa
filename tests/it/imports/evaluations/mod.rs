//! Past evaluations from a table: never a wrong rating, a wrong person, or one twice.

mod bad;
mod pages;
mod people;
mod round_trip;
mod rules;
mod shapes;

use super::{Way, problems};
use crate::support::Site;
use handyman_kpi::app::imports::Check;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::id::{EmployeeId, ImportId};
use handyman_kpi::domain::import::Kind;
use handyman_kpi::store::Read;

/// A company with a catalogue of two trades with three skills each, and Ann Lee (number 7) and Bo
/// Berg (no number), hired on 2024-03-01.
pub struct Crew {
    pub site: Site,
    pub ann: EmployeeId,
    pub bo: EmployeeId,
    /// The names of the six skills.
    pub skills: Vec<String>,
}

pub fn crew() -> Crew {
    let site = Site::start();
    site.add_catalogue();
    let (ann, bo) = (site.add_employee("Ann", "Lee"), site.add_employee("Bo", "Berg"));
    number(&site, ann, "7");
    let projection = site.app.projection();
    let skills = projection.catalogue.skills.iter();
    let skills = skills.map(|skill| skill.name.clone()).collect();
    Crew { site, ann, bo, skills }
}

/// Gives someone a number.
pub fn number(site: &Site, id: EmployeeId, number: &str) {
    let change = |change: &mut handyman_kpi::app::Change<'_>| {
        let mut employee = change
            .store
            .get::<handyman_kpi::domain::employee::Employee>(id)?
            .unwrap();
        employee.number = Some(number.to_owned());
        change.put(&employee)
    };
    site.app
        .change(&handyman_kpi::domain::policy::Actor::Program, change)
        .unwrap();
}

impl Crew {
    /// A table of `Number,Employee,Date` and these columns, and what `user` would see of it.
    pub fn way(&self, user: &str, file: &str) -> Way {
        Way::of_kind(
            Kind::Evaluations,
            &self.site.app,
            &self.site.actor(user),
            file.as_bytes(),
        )
    }

    pub fn check(&self, file: &str) -> Check {
        self.way("max", file)
            .check(&self.site.app, &self.site.actor("max"))
            .unwrap()
    }

    /// `line [column]: what` of every problem.
    pub fn wrong(&self, file: &str) -> Vec<String> {
        problems(&self.check(file))
    }

    pub fn import(&self, file: &str) -> ImportId {
        let way = self.way("max", file);
        let actor = self.site.actor("max");
        assert_eq!(problems(&way.check(&self.site.app, &actor).unwrap()), [""; 0]);
        way.run(&self.site.app, &actor).unwrap()
    }

    pub fn evaluations(&self) -> Vec<Evaluation> {
        self.site.app.store.read().unwrap().all().unwrap()
    }

    /// The heading of the skill at that place: `Skill: 1 to 6`.
    pub fn skill(&self, at: usize) -> String {
        format!("\"{}\"", self.skills[at].replace('"', "\"\""))
    }
}

/// A file of that user that waits: one row is fine, one says something else than what is recorded,
/// one is wrong, and a column is none of the catalogue's.
pub fn waiting(site: &Site, user: &str, recorded: &Evaluation) -> u64 {
    let projection = site.app.projection();
    let number = |id: EmployeeId| projection.person(id).unwrap().employee.number.clone().unwrap();
    let of = number(recorded.employee);
    let skills: Vec<&str> = projection
        .catalogue
        .skills
        .iter()
        .map(|skill| skill.name.as_str())
        .collect();
    let fine = recorded.date.yesterday().unwrap();
    let wrong = fine.yesterday().unwrap();
    let file = format!(
        "Emp no;Evaluated on;Evaluator;Remarks;{};{};{};Punctual\n\
         {of};{fine};owner;Taken over from the old list;3;4;n/a;5\n\
         {of};{};owner;;1;;2;5\n\
         {of};{wrong};owner;;3?;6;2;5\n\
         Z-99;{wrong};owner;;3;3;2;5\n",
        skills[0], skills[1], skills[2], recorded.date
    );
    let actor = site.actor(user);
    handyman_kpi::app::imports::waiting::take(&site.app, &actor, Kind::Evaluations, "ratings-2024.csv", file.into())
        .unwrap()
}

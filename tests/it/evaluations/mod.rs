//! `/evaluations` and everything below it.

mod answers;
mod back;
mod begin;
mod compare;
mod discard;
mod finish;
mod lists;
mod meanwhile;
mod rate;
mod read;
mod reopened;

use crate::support::{Answer, Browser, Site, catalogue};
use handyman_kpi::domain::catalogue::Tool;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use jiff::civil::date;
use serde_json::{Value, json};

/// A site with a small catalogue: skills 1 to 12 in two categories (12 archived), tools 1 to 3. Eli
/// and Zoë work there, Max manages and is an employee as well. Today is 4 May 2026.
pub struct Crew {
    pub site: Site,
    pub eli: EmployeeId,
    pub zoe: EmployeeId,
    pub max: EmployeeId,
}

pub fn crew() -> Crew {
    let site = Site::start();
    let eli = employee(&site, "eli");
    let zoe = site.add_employee("Zoë", "Ladder");
    let max = site.add_employee("Max", "Boss");
    let user = handyman_kpi::app::users::by_name(&site.app, "max").unwrap().unwrap();
    site.edit_user(user.id, |user| user.employee = Some(max));
    add_catalogue(&site);
    Crew { site, eli, zoe, max }
}

fn employee(site: &Site, user: &str) -> EmployeeId {
    handyman_kpi::app::users::by_name(&site.app, user)
        .unwrap()
        .unwrap()
        .employee
        .unwrap()
}

fn add_catalogue(site: &Site) {
    site.app
        .change(&Actor::Program, |change| {
            for (id, name) in [(1, "Plumbing"), (2, "Drywall & plaster")] {
                change.put(&catalogue::skill_category(id, name))?;
            }
            for id in 1..=12 {
                let mut skill = catalogue::skill(id, if id <= 6 { 1 } else { 2 });
                skill.archived_on = (id == 12).then_some(date(2026, 5, 1));
                change.put(&skill)?;
            }
            change.put(&catalogue::tool_category(1, "Saws"))?;
            for id in 1..=3 {
                change.put(&Tool {
                    name: format!("Saw {id}"),
                    ..catalogue::tool(id, 1)
                })?;
            }
            Ok(())
        })
        .unwrap();
}

impl Crew {
    /// Max, on the page of a new draft about this person; its number.
    pub fn draft(&self, of: EmployeeId) -> (Browser, u64) {
        let mut max = self.site.sign_in("max");
        let id = self.begin(&mut max, of, "2026-05-04");
        (max, id)
    }

    pub fn begin(&self, browser: &mut Browser, of: EmployeeId, day: &str) -> u64 {
        browser.get("/evaluations/new").is(200);
        let begun = browser.post("/evaluations", &[("employee", &of.to_string()), ("date", day)]);
        let to = begun.is(303).header("location").unwrap().to_owned();
        let id = to.strip_prefix("/evaluations/").unwrap().strip_suffix("/rate").unwrap();
        browser.get(&to).is(200);
        id.parse().unwrap()
    }

    /// A finalised evaluation by Max.
    pub fn finalised(&self, of: EmployeeId, day: &str) -> (Browser, u64) {
        let mut max = self.site.sign_in("max");
        let id = self.begin(&mut max, of, day);
        let changes = [
            ("r1", "3"),
            ("r2", "n"),
            ("r7", "5"),
            ("t1", "y"),
            ("notes", "Good hands."),
            ("private", "Ask for a raise."),
        ];
        save(&mut max, id, 1, 0, &changes).is(200);
        max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
            .leads_to(&format!("/evaluations/{id}"));
        (max, id)
    }

    /// Changes an employee's record as no page does.
    pub fn edit_employee(&self, id: EmployeeId, edit: impl FnOnce(&mut Employee)) {
        self.site
            .app
            .change(&Actor::Program, |change| {
                let mut employee = change.store.get::<Employee>(id)?.unwrap();
                edit(&mut employee);
                change.put(&employee)
            })
            .unwrap();
    }

    /// Eli's submitted self evaluation of today.
    pub fn own_view(&self, changes: &[(&str, &str)]) -> u64 {
        let mut eli = self.site.sign_in("eli");
        eli.get("/me").is(200);
        let begun = eli.post("/me/self-evaluation", &[]);
        let id = begun
            .is(303)
            .header("location")
            .unwrap()
            .split('/')
            .nth(2)
            .unwrap()
            .parse()
            .unwrap();
        eli.get(&format!("/evaluations/{id}/rate")).is(200);
        save(&mut eli, id, 1, 0, changes).is(200);
        eli.post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
            .leads_to(&format!("/evaluations/{id}"));
        id
    }

    /// An evaluation by Max that is submitted and waits.
    pub fn submitted(&self, of: EmployeeId, day: &str) -> (Browser, u64) {
        let mut max = self.site.sign_in("max");
        let id = self.begin(&mut max, of, day);
        save(&mut max, id, 1, 0, &[("r1", "3"), ("private", "Ask for a raise.")]).is(200);
        max.post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
            .leads_to(&format!("/evaluations/{id}"));
        (max, id)
    }

    pub fn record(&self, id: u64) -> Evaluation {
        let reader = self.site.app.store.read().unwrap();
        reader.get::<Evaluation>(EvaluationId(id)).unwrap().unwrap()
    }
}

/// A save as the page's script sends it.
pub fn save(browser: &mut Browser, id: u64, number: u64, seen: u64, changes: &[(&str, &str)]) -> Answer {
    save_as(browser, "tab-1", id, number, seen, changes)
}

pub fn save_as(
    browser: &mut Browser,
    device: &str,
    id: u64,
    number: u64,
    seen: u64,
    changes: &[(&str, &str)],
) -> Answer {
    let changes: Vec<Value> = changes
        .iter()
        .map(|(field, value)| json!({"field": field, "value": value, "base": seen}))
        .collect();
    let body = json!({"device": device, "number": number, "revision": 1, "seen": seen, "changes": changes});
    browser.post_json(&format!("/evaluations/{id}/saves"), &body)
}

/// A save of a draft that was opened again, as a page loaded just now sends it.
pub fn save_revision(browser: &mut Browser, id: u64, revision: u32, changes: &[(&str, &str)]) -> Answer {
    let page = browser.get(&format!("/evaluations/{id}/rate"));
    let seen: u64 = page.is(200).field("seen").unwrap().parse().unwrap();
    let changes: Vec<Value> = changes
        .iter()
        .map(|(field, value)| json!({"field": field, "value": value, "base": seen}))
        .collect();
    let body = json!({"device": "tab-9", "number": 1, "revision": revision, "seen": seen, "changes": changes});
    browser.post_json(&format!("/evaluations/{id}/saves"), &body)
}

//! Every page of the program, with the sample company in it: the list is the route table's, so that
//! a page nobody thought of here fails the test.

use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::app::sample::{self, Plan, SIGN_INS};
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::app::users;
use handyman_kpi::domain::evaluation::{Evaluation, Kind, Source, Status};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::store::Read;
use handyman_kpi::web;
use http::Method;
use jiff::civil::Date;

use super::chromium::Browser;
use super::look::Eyes;
use crate::support::Site;

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Owner,
    Manager,
    Employee,
}

impl Who {
    pub fn sign_in(self) -> sample::SignIn {
        let at = match self {
            Who::Owner => 0,
            Who::Manager => 1,
            Who::Employee => 2,
        };
        SIGN_INS[at]
    }
}

/// One address of a page.
pub struct Visit {
    pub who: Who,
    pub path: String,
    pub name: String,
}

fn visit(who: Who, path: impl Into<String>, name: &str) -> Visit {
    Visit {
        who,
        path: path.into(),
        name: name.to_owned(),
    }
}

/// The sample company, and the records in it that pages are shown of.
pub struct Company {
    pub site: Site,
    finalised: Evaluation,
    submitted: Evaluation,
    /// The owner's own.
    draft: EvaluationId,
    draft_submitted: EvaluationId,
    /// About the sign-in who is an employee, with a self evaluation of the same time.
    compared: EvaluationId,
}

impl Company {
    pub fn start() -> Company {
        let site = Site::empty();
        sample::fill(&site.app, &Plan::default()).unwrap();
        let all = site.app.store.read().unwrap().all::<Evaluation>().unwrap();
        let newest =
            |is: &dyn Fn(&Evaluation) -> bool| all.iter().filter(|e| is(e)).max_by_key(|e| (e.date, e.id)).cloned();
        let finalised = newest(&|e| e.kind == Kind::Manager && e.status == Status::Finalised).unwrap();
        let own = |e: &Evaluation| e.kind == Kind::SelfRating && Some(e.employee) == employee_of(&site, 2);
        let beside = |e: &Evaluation| {
            let own = |other: &&Evaluation| other.kind == Kind::SelfRating && other.employee == e.employee;
            let near = |other: &Evaluation| (e.date - other.date).get_days().abs() <= 60;
            all.iter().filter(own).any(near)
        };
        let of_own = |e: &Evaluation| e.kind == Kind::Manager && Some(e.employee) == employee_of(&site, 2) && beside(e);
        Company {
            compared: newest(&of_own).unwrap().id,
            submitted: newest(&own).unwrap(),
            draft: written_by_the_owner(&site, &finalised, site.app.today(), Then::Keep),
            draft_submitted: written_by_the_owner(
                &site,
                &finalised,
                site.app.today().yesterday().unwrap(),
                Then::Submit,
            ),
            finalised,
            site,
        }
    }

    fn address(&self) -> String {
        format!("https://localhost:{}", self.site.address.port())
    }

    /// Signs in without the page: that one has its own tests.
    fn become_in(&self, browser: &Browser, who: Who) {
        browser.forget();
        browser.cookie(&self.address(), "__Host-session", &self.session(who));
    }

    /// A new session's token.
    pub fn session(&self, who: Who) -> String {
        let from = From {
            device: "Chrome on Linux",
            address: "127.0.0.1",
        };
        let sign_in = who.sign_in();
        let token = sessions::sign_in(&self.site.app, sign_in.name, sign_in.password, &from).unwrap();
        token.expect("the sample's sign-ins work")
    }

    /// Where the pages of one row of the route table are looked at; `None`: nobody thought of it.
    fn visits(&self, path: &str) -> Option<Vec<Visit>> {
        use Who::{Employee, Manager, Owner};
        let projection = self.site.app.projection();
        let person = self.finalised.employee;
        let of_person = |page: &str| format!("/employees/{person}{page}");
        let evaluation = |id: EvaluationId, page: &str| format!("/evaluations/{id}{page}");
        let skills = &projection.catalogue.skill_categories[1];
        Some(match path {
            // Not pages.
            "/assets/{name}" | "/healthz" | "/sw.js" => vec![],

            // What stands before a session has a test of its own: `way_in.rs`.
            "/setup" | "/sign-in" | "/reset" | "/handover" => vec![],

            // What is opened again and answered has one too: `life.rs`.
            "/evaluations/{id}/revisions/{revision}" => vec![],

            "/" => vec![
                visit(Owner, path, "dashboard"),
                visit(Owner, format!("/?tier=2&category={}", skills.id), "dashboard-filtered"),
            ],
            "/me" => vec![visit(Employee, path, "me"), visit(Manager, path, "me-manager")],
            "/help" => vec![visit(Owner, path, "help"), visit(Employee, path, "help-employee")],

            "/employees/{id}" => vec![
                visit(Manager, of_person(""), "employee"),
                visit(
                    Employee,
                    format!("/employees/{}", self.submitted.employee),
                    "employee-own",
                ),
            ],
            "/evaluations" => vec![
                visit(Manager, path, "evaluations"),
                visit(Employee, path, "evaluations-employee"),
                visit(Manager, "/evaluations?q=zzzz", "evaluations-none-found"),
            ],
            "/evaluations/new" => vec![visit(Manager, path, "evaluation-new")],
            "/evaluations/{id}" => vec![
                visit(Manager, evaluation(self.finalised.id, ""), "evaluation"),
                visit(Employee, evaluation(self.submitted.id, ""), "evaluation-self"),
                visit(Owner, evaluation(self.draft_submitted, ""), "evaluation-submitted"),
            ],
            "/evaluations/{id}/comparison" => vec![
                visit(Manager, evaluation(self.compared, "/comparison"), "comparison"),
                visit(Employee, evaluation(self.compared, "/comparison"), "comparison-own"),
            ],
            "/evaluations/{id}/rate" => vec![visit(Owner, evaluation(self.draft, "/rate"), "rate")],
            "/evaluations/{id}/submission" => vec![visit(Owner, evaluation(self.draft, "/submission"), "finish")],

            "/employees" => vec![
                visit(Owner, path, "employees"),
                visit(Manager, "/employees?q=zzzz", "employees-none-found"),
            ],
            "/employees/new" => vec![visit(Manager, path, "employee-new")],
            "/employees/{id}/edit" => vec![visit(Manager, of_person("/edit"), "employee-edit")],
            "/employees/{id}/tiers" => vec![visit(Manager, of_person("/tiers"), "employee-tiers")],
            "/employees/{id}/reports-to" => vec![visit(Manager, of_person("/reports-to"), "employee-reports-to")],
            "/employees/{id}/handover" => vec![visit(Manager, of_person("/handover"), "handover")],
            "/employees/{id}/anonymisation" => vec![
                visit(
                    Owner,
                    format!("/employees/{}/anonymisation", self.left()),
                    "anonymisation",
                ),
                visit(Owner, of_person("/anonymisation"), "anonymisation-still-here"),
            ],
            // A file to be saved.
            "/employees/{id}/everything" => vec![],
            "/employees/{id}/employment" => vec![visit(Manager, of_person("/employment"), "employee-employment")],

            "/users" => vec![visit(Owner, path, "users")],
            "/users/new" => vec![visit(Owner, path, "user-new")],
            "/users/{id}" => vec![visit(Owner, "/users/2", "user")],
            "/settings" => vec![visit(Owner, path, "settings")],
            "/account" => vec![visit(Employee, path, "account")],
            "/account/notice" => vec![visit(Employee, path, "account-notice")],
            "/account/tokens" => vec![visit(Employee, path, "account-tokens")],
            "/tokens" => vec![visit(Owner, path, "tokens")],
            "/help/api" => vec![visit(Manager, path, "help-api")],
            "/account/password" => vec![visit(Employee, path, "account-password")],
            _ => return self.visits_to_the_catalogue(path),
        })
    }

    /// Someone who has left.
    fn left(&self) -> EmployeeId {
        let projection = self.site.app.projection();
        let mut people = projection.people();
        people.find(|person| !person.employee.active()).unwrap().id()
    }

    fn visits_to_the_catalogue(&self, path: &str) -> Option<Vec<Visit>> {
        use Who::Owner;
        let projection = self.site.app.projection();
        let skills = &projection.catalogue.skill_categories[1];
        let skill = &projection.catalogue.skills_of(skills.id)[0];
        let tools = &projection.catalogue.tool_categories[0];
        let tool = &projection.catalogue.tools_of(tools.id)[0];
        let certification = &projection.catalogue.certification_types[0];
        let catalogue = |page: String, name: &str| vec![visit(Owner, format!("/catalogue/{page}"), name)];
        Some(match path {
            "/catalogue" => vec![
                visit(Owner, path, "catalogue-skills"),
                visit(Owner, "/catalogue?q=door", "catalogue-search"),
            ],
            "/catalogue/skill-categories/new" => catalogue("skill-categories/new".into(), "skill-category-new"),
            "/catalogue/skill-categories/{id}" => {
                catalogue(format!("skill-categories/{}", skills.id), "skill-category")
            }
            "/catalogue/skill-categories/{id}/edit" => {
                catalogue(format!("skill-categories/{}/edit", skills.id), "skill-category-edit")
            }
            "/catalogue/skills/new" => catalogue(format!("skills/new?category={}", skills.id), "skill-new"),
            "/catalogue/skills/{id}/edit" => catalogue(format!("skills/{}/edit", skill.id), "skill-edit"),
            "/catalogue/tools" => catalogue("tools".into(), "catalogue-tools"),
            "/catalogue/tool-categories/new" => catalogue("tool-categories/new".into(), "tool-category-new"),
            "/catalogue/tool-categories/{id}" => catalogue(format!("tool-categories/{}", tools.id), "tool-category"),
            "/catalogue/tool-categories/{id}/edit" => {
                catalogue(format!("tool-categories/{}/edit", tools.id), "tool-category-edit")
            }
            "/catalogue/tools/new" => catalogue(format!("tools/new?category={}", tools.id), "tool-new"),
            "/catalogue/tools/{id}/edit" => catalogue(format!("tools/{}/edit", tool.id), "tool-edit"),
            "/catalogue/certifications" => catalogue("certifications".into(), "certifications"),
            "/catalogue/certifications/new" => catalogue("certifications/new".into(), "certification-new"),
            "/catalogue/certifications/{id}/edit" => catalogue(
                format!("certifications/{}/edit", certification.id),
                "certification-edit",
            ),
            "/targets" => vec![
                visit(Owner, path, "targets"),
                visit(Owner, "/targets?set=1", "targets-past"),
            ],
            "/targets/new" => vec![visit(Owner, path, "targets-new")],
            "/targets/{id}/edit" => {
                vec![visit(
                    Owner,
                    format!("/targets/{}/edit", projection.targets.last()?.id),
                    "targets-edit",
                )]
            }
            _ => return None,
        })
    }
}

/// The employee the sample's sign-in at this place is linked to.
fn employee_of(site: &Site, sign_in: usize) -> Option<EmployeeId> {
    users::by_name(&site.app, SIGN_INS[sign_in].name).unwrap()?.employee
}

/// An evaluation of the same person by the owner, with every level and mark on it.
fn written_by_the_owner(site: &Site, like: &Evaluation, date: Date, then: Then) -> EvaluationId {
    let whole = Whole {
        new: New {
            employee: like.employee,
            kind: Kind::Manager,
            date,
            client_uuid: None,
            source: Source::Screen,
        },
        content: like.content.clone(),
        then,
    };
    evaluations::create(&site.app, &site.actor(SIGN_INS[0].name), &whole).unwrap()
}

/// Every page of the route table.
pub fn all_visits(company: &Company) -> Vec<Visit> {
    let mut visits = Vec::new();
    let mut forgotten = Vec::new();
    // What programs read is no page; see tests/it/api.
    let pages = |path: &str| !path.starts_with("/api/");
    for row in web::table()
        .rows()
        .filter(|row| row.method == Method::GET && pages(row.path))
    {
        match company.visits(row.path) {
            Some(found) => visits.extend(found),
            None => forgotten.push(row.path),
        }
    }
    assert!(
        forgotten.is_empty(),
        "no sample address in tests/it/browser/pages.rs for {forgotten:?}"
    );
    visits
}

#[test]
fn every_page_is_well_made_in_both_lights_and_widths() {
    let company = Company::start();
    let visits = all_visits(&company);
    let browser = Browser::start(Some(&company.site.certificate));
    let mut eyes = Eyes::open();
    for who in [Who::Owner, Who::Manager, Who::Employee] {
        company.become_in(&browser, who);
        for visit in visits.iter().filter(|visit| visit.who == who) {
            eyes.look(&browser, &company.address(), &visit.path, &visit.name);
            if ["employee", "evaluation"].contains(&visit.name.as_str()) {
                eyes.look_on_paper(&browser, &visit.name);
            }
        }
    }
    eyes.close();
}

#[test]
fn every_page_has_room_for_its_words_in_spanish() {
    let company = Company::start();
    let visits = all_visits(&company);
    let browser = Browser::start(Some(&company.site.certificate));
    let mut eyes = Eyes::open();
    for who in [Who::Owner, Who::Manager, Who::Employee] {
        company.become_in(&browser, who);
        let actor = company.site.actor(who.sign_in().name);
        users::set_language(&company.site.app, &actor, Some("es")).unwrap();
        for visit in visits.iter().filter(|visit| visit.who == who) {
            eyes.look_at_words(&browser, &company.address(), &visit.path, &format!("es-{}", visit.name));
        }
    }
    eyes.close();
}

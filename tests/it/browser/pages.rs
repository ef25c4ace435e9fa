//! Every page of the program, with the sample company in it: the list is the route table's, so that
//! a page nobody thought of here fails the test.

use handyman_kpi::app::evaluations::Then;
use handyman_kpi::app::sample::{self, Plan, SIGN_INS};
use handyman_kpi::app::{restore, users};
use handyman_kpi::domain::account::Role;
use handyman_kpi::domain::evaluation::{Evaluation, Kind, Status};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId, ImportId};
use handyman_kpi::store::Read;
use handyman_kpi::web;
use http::Method;
use jiff::civil::Date;

use super::chromium::Browser;
use super::look::Eyes;
use crate::support::restoring::source;
use crate::support::{PASSWORD, Site, evaluation, session};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Owner,
    Manager,
    Employee,
    /// A manager who is no employee and has a file of past evaluations waiting.
    Bookkeeper,
}

/// Whom the sample company does not have.
const BOOKKEEPER: sample::SignIn = sample::SignIn {
    name: "bookkeeper",
    password: PASSWORD,
    role: Role::Manager,
};

impl Who {
    pub const ALL: [Who; 4] = [Who::Owner, Who::Manager, Who::Employee, Who::Bookkeeper];

    pub fn sign_in(self) -> sample::SignIn {
        let at = match self {
            Who::Owner => 0,
            Who::Manager => 1,
            Who::Employee => 2,
            Who::Bookkeeper => return BOOKKEEPER,
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
    /// Its writer cannot sign in any more.
    left_behind: EvaluationId,
    /// About the sign-in who is an employee, with a self evaluation of the same time.
    compared: EvaluationId,
    /// Of the manager, ready; of the owner, with problems and questions.
    uploads: [u64; 2],
    /// Of a file that waits to be restored.
    restoring: String,
    /// Past evaluations, of the bookkeeper.
    ratings: u64,
    /// The manager's.
    import: ImportId,
    /// Filled cards of the manager, one of them with problems.
    cards: u64,
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
        let backup = crate::exports::archive::taken(&site);
        // Of the manager, one that ends and one that does not.
        crate::api::token(&site, SIGN_INS[1].name, true, Some(90));
        crate::api::token(&site, SIGN_INS[1].name, false, None);
        crate::backups::offsite::places_to_look_at(&site);
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
            left_behind: left_behind(&site, &finalised),
            uploads: [
                crate::imports::ready(&site, SIGN_INS[1].name),
                crate::imports::troubled(&site, SIGN_INS[0].name),
            ],
            ratings: {
                site.add_user(BOOKKEEPER.name, BOOKKEEPER.role.word(), None);
                crate::imports::evaluations::waiting(&site, BOOKKEEPER.name, &finalised)
            },
            restoring: restore::keep(&site.app, &site.actor(SIGN_INS[0].name), source(&backup)).unwrap(),
            cards: crate::score_cards::waiting(&site, SIGN_INS[1].name),
            import: crate::imports::imported(&site, SIGN_INS[1].name),
            finalised,
            site,
        }
    }

    /// Signs in without the page: that one has its own tests.
    fn become_in(&self, browser: &Browser, who: Who) {
        browser.forget();
        browser.cookie(&self.site.origin(), "__Host-session", &self.session(who));
    }

    /// A new session's token.
    pub fn session(&self, who: Who) -> String {
        let sign_in = who.sign_in();
        session(&self.site.app, sign_in.name, sign_in.password)
    }

    /// Where the pages of one row of the route table are looked at; `None`: nobody thought of it.
    fn visits(&self, path: &str) -> Option<Vec<Visit>> {
        use Who::{Bookkeeper, Employee, Manager, Owner};
        let projection = self.site.app.projection();
        let person = self.finalised.employee;
        let of_person = |page: &str| format!("/employees/{person}{page}");
        let of_evaluation = |id: EvaluationId, page: &str| format!("/evaluations/{id}{page}");
        let skills = &projection.catalogue.skill_categories[1];
        Some(match path {
            // Not pages.
            "/assets/{name}" | "/trust/assets/{name}" | "/healthz" | "/sw.js" => vec![],
            "/trust/root.pem" | "/trust/root.cer" | "/trust/root.mobileconfig" => vec![],
            "/trust/earlier-root.pem" | "/trust/earlier-root.cer" | "/trust/probe" => vec![],
            "/.well-known/acme-challenge/{token}" => vec![],

            // What stands before a session has a test of its own: `way_in.rs`.
            "/setup"
            | "/setup/company"
            | "/setup/archive"
            | "/setup/archive/contents"
            | "/sign-in"
            | "/reset"
            | "/handover" => vec![],

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
                visit(Owner, "/evaluations?status=draft", "evaluations-drafts"),
                visit(Employee, path, "evaluations-employee"),
                visit(Manager, "/evaluations?q=zzzz", "evaluations-none-found"),
            ],
            "/evaluations/new" => vec![visit(Manager, path, "evaluation-new")],
            "/evaluations/{id}" => vec![
                visit(Manager, of_evaluation(self.finalised.id, ""), "evaluation"),
                visit(Employee, of_evaluation(self.submitted.id, ""), "evaluation-self"),
                visit(Owner, of_evaluation(self.draft_submitted, ""), "evaluation-submitted"),
                visit(Owner, of_evaluation(self.left_behind, ""), "evaluation-left-behind"),
            ],
            "/evaluations/{id}/comparison" => vec![
                visit(Manager, of_evaluation(self.compared, "/comparison"), "comparison"),
                visit(Employee, of_evaluation(self.compared, "/comparison"), "comparison-own"),
            ],
            "/evaluations/{id}/rate" => vec![visit(Owner, of_evaluation(self.draft, "/rate"), "rate")],
            "/evaluations/{id}/submission" => vec![visit(Owner, of_evaluation(self.draft, "/submission"), "finish")],

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

            "/imports" => vec![visit(Manager, path, "imports"), visit(Owner, path, "imports-others")],
            "/imports/new" => vec![visit(Manager, path, "import-new")],
            "/imports/uploads/{key}" => vec![
                visit(
                    Manager,
                    format!("/imports/uploads/{}", self.uploads[0]),
                    "import-columns",
                ),
                visit(
                    Owner,
                    format!("/imports/uploads/{}", self.uploads[1]),
                    "import-columns-unclear",
                ),
                visit(
                    Bookkeeper,
                    format!("/imports/uploads/{}", self.ratings),
                    "import-columns-evaluations",
                ),
            ],
            "/imports/uploads/{key}/check" => vec![
                visit(
                    Manager,
                    format!("/imports/uploads/{}/check", self.uploads[0]),
                    "import-check",
                ),
                visit(
                    Owner,
                    format!("/imports/uploads/{}/check", self.uploads[1]),
                    "import-check-problems",
                ),
                visit(
                    Bookkeeper,
                    format!("/imports/uploads/{}/check", self.ratings),
                    "import-check-evaluations",
                ),
            ],
            // Files to be saved.
            "/imports/blank/wide" | "/imports/blank/long" => vec![],
            "/imports/score-cards" => vec![visit(Manager, path, "score-cards")],
            "/imports/score-cards/{key}" => vec![visit(
                Manager,
                format!("/imports/score-cards/{}", self.cards),
                "score-cards-read",
            )],
            "/imports/{id}" => vec![visit(Manager, format!("/imports/{}", self.import), "import")],
            "/exports" => vec![visit(Owner, path, "exports"), visit(Manager, path, "exports-manager")],
            // Files to be saved.
            file if file.starts_with("/exports/") => vec![],

            "/users" => vec![visit(Owner, path, "users")],
            "/users/new" => vec![visit(Owner, path, "user-new")],
            "/users/{id}" => vec![visit(Owner, "/users/2", "user")],
            "/settings" => vec![visit(Owner, path, "settings")],
            "/account" => vec![visit(Employee, path, "account")],
            "/account/notice" => vec![visit(Employee, path, "account-notice")],
            "/account/tokens" => vec![
                visit(Employee, path, "account-tokens"),
                visit(Manager, path, "account-tokens-made"),
            ],
            "/backups" => vec![visit(Owner, path, "backups")],
            "/backups/offsite" => vec![visit(Owner, path, "backups-offsite")],
            "/backups/offsite/folder" => vec![visit(Owner, path, "backups-offsite-folder")],
            "/backups/offsite/storage" => vec![visit(Owner, path, "backups-offsite-storage")],
            "/backups/offsite/{id}" => vec![visit(Owner, "/backups/offsite/2", "backups-offsite-place")],
            "/backups/key" => vec![visit(Owner, path, "backups-key")],
            "/backups/restore" => vec![visit(Owner, path, "restore")],
            "/backups/restore/{key}" => vec![visit(
                Owner,
                format!("/backups/restore/{}", self.restoring),
                "restore-preview",
            )],
            // Of an encrypted one: tests/it/browser/backups.rs looks at it.
            "/backups/{id}/restore" => vec![],
            // Ends by itself: tests/it/browser/way_in.rs looks at it.
            "/restoring/{ticket}" => vec![],
            "/certificates" => vec![visit(Owner, path, "certificates")],
            "/trust" => vec![visit(Employee, path, "trust")],
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
    let rater = site.actor(SIGN_INS[0].name);
    let what = (like.employee, Kind::Manager, date);
    evaluation::write(&site.app, &rater, what, like.content.clone(), then)
}

/// A draft about the same person by someone who was deactivated since.
fn left_behind(site: &Site, like: &Evaluation) -> EvaluationId {
    let user = site.add_user("seasonal", "manager", None);
    let what = (like.employee, Kind::Manager, like.date);
    let content = like.content.clone();
    let id = evaluation::write(&site.app, &site.actor("seasonal"), what, content, Then::Keep);
    site.edit_user(user, |user| user.active = false);
    id
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

/// Opens every page in a browser, as whoever looks at it; `come` is told before each of them looks.
fn look_at_all(come: impl Fn(&Company, Who), mut look: impl FnMut(&Browser, &str, &Visit)) {
    let company = Company::start();
    let visits = all_visits(&company);
    let browser = Browser::start(Some(&company.site.leaf));
    for who in Who::ALL {
        company.become_in(&browser, who);
        come(&company, who);
        for visit in visits.iter().filter(|visit| visit.who == who) {
            look(&browser, &company.site.origin(), visit);
        }
    }
}

#[test]
fn every_page_is_well_made_in_both_lights_and_widths() {
    let mut eyes = Eyes::open();
    look_at_all(
        |_, _| {},
        |browser, at, visit| {
            eyes.look(browser, at, &visit.path, &visit.name);
            if ["employee", "evaluation"].contains(&visit.name.as_str()) {
                eyes.look_on_paper(browser, &visit.name);
            }
        },
    );
    eyes.close();
}

#[test]
fn every_page_has_room_for_its_words_in_spanish() {
    let mut eyes = Eyes::open();
    look_at_all(
        |company, who| {
            let actor = company.site.actor(who.sign_in().name);
            users::set_language(&company.site.app, &actor, Some("es")).unwrap();
        },
        |browser, at, visit| eyes.look_at_words(browser, at, &visit.path, &format!("es-{}", visit.name)),
    );
    eyes.close();
}

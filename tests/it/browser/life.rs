//! An evaluation after it was finalised, in the sample company: answered by its subject, opened again
//! by the owner, read as withdrawn, finalised again, read out to someone without an account.

use handyman_kpi::app::evaluations;
use handyman_kpi::app::sample::{self, Plan, SIGN_INS};
use handyman_kpi::app::users;
use handyman_kpi::domain::evaluation::{Acknowledgement, Evaluation, Kind, Status};
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::policy::{Account, Actor};
use handyman_kpi::store::Read;

use super::chromium::{Browser, Light};
use super::look::Eyes;
use crate::support::{Site, session};

const OWNER: usize = 0;
const EMPLOYEE: usize = 2;

struct Company {
    site: Site,
    browser: Browser,
}

impl Company {
    fn start() -> Company {
        let site = Site::empty();
        sample::fill(&site.app, &Plan::default()).unwrap();
        let browser = Browser::start(Some(&site.leaf));
        Company { site, browser }
    }

    fn sign_in(&self, at: usize) {
        let token = session(&self.site.app, SIGN_INS[at].name, SIGN_INS[at].password);
        self.browser.forget();
        self.browser.cookie(&self.site.origin(), "__Host-session", &token);
    }

    fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.site.origin()));
        self.browser
            .until("the page", "return document.readyState === 'complete'");
    }

    fn shows(&self, sentence: &str) {
        let words = self.browser.words();
        assert!(
            words.contains(sentence),
            "{} does not show \"{sentence}\": {words}",
            self.browser.path()
        );
    }

    /// The newest that counts and nobody answered, of whom `of` holds.
    fn newest(&self, of: impl Fn(EmployeeId) -> bool) -> Evaluation {
        let reader = self.site.app.store.read().unwrap();
        let all: Vec<Evaluation> = reader.all().unwrap();
        let answers: Vec<Acknowledgement> = reader.all().unwrap();
        let unanswered = |e: &Evaluation| answers.iter().all(|answer| answer.evaluation != e.id);
        let found = (all.into_iter()).filter(|e| e.counts() && of(e.employee) && unanswered(e));
        found
            .max_by_key(|e| (e.date, e.id))
            .expect("the sample has evaluations")
    }

    fn record(&self, of: &Evaluation) -> Evaluation {
        self.site.app.store.read().unwrap().get(of.id).unwrap().unwrap()
    }

    fn rater(&self, of: &Evaluation) -> Actor {
        let user = users::list(&self.site.app, &Actor::Program).unwrap();
        let user = user.into_iter().find(|user| user.id == of.rater).unwrap();
        Actor::User(Account {
            user: user.id,
            role: user.role,
            employee: user.employee,
            via: None,
        })
    }
}

#[test]
fn an_evaluation_is_answered_opened_again_and_read_as_it_was() {
    let company = Company::start();
    let (browser, address) = (&company.browser, company.site.origin());
    let mut eyes = Eyes::open();
    browser.window(1280, 900);
    let own = users::by_name(&company.site.app, SIGN_INS[EMPLOYEE].name)
        .unwrap()
        .unwrap()
        .employee;
    let evaluation = company.newest(|employee| Some(employee) == own);
    let path = format!("/evaluations/{}", evaluation.id);

    company.sign_in(EMPLOYEE);
    eyes.look(browser, &address, &path, "evaluation-unanswered");
    browser.window(1280, 900);
    browser.click("[popovertarget=act-acknowledgement]");
    eyes.look_here(browser, &address, "evaluation-acknowledge");
    browser.window(1280, 900);
    browser.fill(
        "#act-acknowledgement textarea",
        "I was ill for half of it.\nAsk about the Hansen house.",
    );
    browser.follow("#act-acknowledgement button[value=refused]");
    company.shows("It is recorded that you refuse to acknowledge this evaluation.");
    browser.click("[popovertarget=act-statements]");
    browser.follow("#act-statements button.primary");
    company.shows("Please write what you want to say.");
    eyes.look_here(browser, &address, "evaluation-statement-again");
    browser.window(1280, 900);
    browser.fill("#act-statements textarea", "I built the stairs alone.");
    browser.follow("#act-statements button.primary");
    company.shows("Your statement is attached.");
    company.shows("I built the stairs alone.");

    company.sign_in(OWNER);
    company.open(&path);
    company.shows("Ask about the Hansen house.");
    browser.click("[popovertarget=act-reopening]");
    eyes.look_here(browser, &address, "evaluation-reopen");
    browser.window(1280, 900);
    browser.follow("#act-reopening button.primary");
    company.shows("Please say why.");
    assert_eq!(company.record(&evaluation).status, Status::Finalised);
    browser.fill("#act-reopening textarea", "It was about the wrong month.");
    browser.follow("#act-reopening button.primary");
    company.shows("Revision 1 is withdrawn and counts no more.");
    assert_eq!(company.record(&evaluation).status, Status::Draft);

    company.sign_in(EMPLOYEE);
    eyes.look(browser, &address, "/evaluations", "evaluations-being-revised");
    browser.window(1280, 900);
    browser.follow(".notice a");
    assert_eq!(browser.path(), format!("{path}/revisions/1"));
    company.shows("counts in no figure");
    assert_eq!(
        browser.count("form[method=post][action^='/evaluations']"),
        0,
        "nothing can be done here"
    );
    eyes.look_here(browser, &address, "evaluation-withdrawn");
    eyes.look_on_paper(browser, "evaluation-withdrawn");
    browser.window(1280, 900);

    let rater = company.rater(&company.record(&evaluation));
    evaluations::submit_and_finalise(&company.site.app, &rater, evaluation.id).unwrap();
    eyes.look(browser, &address, &path, "evaluation-revised");

    // Someone who never signs in.
    let signs_in = |employee| users::of_employee(&company.site.app, employee).unwrap().is_some();
    let other = company.newest(|employee| !signs_in(employee));
    assert_eq!(other.kind, Kind::Manager);
    company.sign_in(OWNER);
    browser.window(1280, 900);
    company.open(&format!("/evaluations/{}", other.id));
    browser.click("[popovertarget=act-reading-out]");
    eyes.look_here(browser, &address, "evaluation-reading-out");
    browser.window(1280, 900);
    browser.follow("#act-reading-out button.primary");
    company.shows("It is recorded that this evaluation was read out.");
    browser.light(Light::Light);
    eyes.close();
}

//! Drafts that survive: a lost connection, a reload, an expired session, a closed browser, another
//! user on the same phone.

mod at_once;
mod budgets;
mod clocks;
mod drill;
mod hints;
mod late;
mod leaving;
mod same_phone;
mod storage;

use super::cable::{Cable, Carries};
use super::chromium::Browser;
use crate::support::{PASSWORD, Site, catalogue};
use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::domain::catalogue::Skill;
use handyman_kpi::domain::evaluation::{Evaluation, Kind, Source};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId, SkillId};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use jiff::civil::date;
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const SKILLS: u64 = 60;
const A_CATEGORY: u64 = 10;

/// A site with 60 skills in 6 categories, and Max with a draft about Dana on a phone.
struct Phone {
    site: Site,
    cable: Cable,
    browser: Option<Browser>,
    draft: EvaluationId,
}

impl Phone {
    fn start() -> Phone {
        let site = Site::start();
        add_skills(&site);
        Self::with(site, Browser::start)
    }

    fn with(site: Site, browser: fn(Option<&CertificateDer<'_>>) -> Browser) -> Phone {
        let dana = site.add_employee("Dana", "Whitfield");
        let draft = begin(&site, dana);
        let cable = Cable::to(site.address);
        let browser = browser(Some(&site.leaf));
        browser.window(390, 844);
        let phone = Phone {
            site,
            cable,
            browser: Some(browser),
            draft,
        };
        phone.become_in("max");
        phone.open(&phone.rate());
        phone.until_kept();
        phone
    }

    fn browser(&self) -> &Browser {
        self.browser.as_ref().unwrap()
    }

    fn rate(&self) -> String {
        format!("/evaluations/{}/rate", self.draft)
    }

    fn open(&self, path: &str) {
        self.browser().open(&format!("{}{path}", self.cable.site()));
    }

    /// The words of the page, or nothing where the browser has only its own to show.
    fn try_open(&self, path: &str) -> Option<String> {
        let there = self.browser().try_open(&format!("{}{path}", self.cable.site()));
        there.then(|| self.browser().words())
    }

    fn close_and_open(&mut self) {
        let browser = self.browser.take().unwrap();
        let browser = browser.start_again(Some(&self.site.leaf));
        browser.window(390, 844);
        browser.network(self.cable.carries() != Carries::Nothing);
        self.browser = Some(browser);
    }

    fn tap_on_rate(&self) {
        self.open(&self.rate());
        self.tap(1, "3");
        self.until_state("saved");
    }

    fn press_sign_out(&self) {
        self.browser()
            .run("document.querySelector('[action=\"/sign-out\"]').requestSubmit(); return null");
    }

    /// Waits until exactly this is on the server.
    fn until_saved(&self, wanted: &[(u64, &str)]) {
        let wanted = wanted
            .iter()
            .map(|(skill, value)| (*skill, (*value).to_owned()))
            .collect();
        let end = Instant::now() + Duration::from_secs(20);
        while self.saved() != wanted {
            assert!(Instant::now() < end, "{:?}", self.saved());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn until_no_copies(&self) {
        let end = Instant::now() + Duration::from_secs(20);
        while !self.copies().is_empty() {
            let here = (self.browser().path(), self.state());
            assert!(Instant::now() < end, "{here:?} {:#?}", self.copies());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the page shows as chosen.
    fn shown(&self) -> BTreeMap<u64, String> {
        let script = "return [...document.querySelectorAll('.rate-row input:checked:not([value=\"\"])')].map(i => [i.name.slice(1), i.value])";
        let shown = self.browser().run(script);
        let pair = |pair: &Value| {
            (
                pair[0].as_str().unwrap().parse().unwrap(),
                pair[1].as_str().unwrap().to_owned(),
            )
        };
        shown.as_array().unwrap().iter().map(pair).collect()
    }

    /// Signs in behind the scenes.
    fn become_in(&self, name: &str) {
        let from = From {
            device: "Chrome on Android",
            address: "127.0.0.1",
        };
        let token = sessions::sign_in(&self.site.app, name, PASSWORD, &from).unwrap();
        self.browser()
            .cookie(&self.cable.site(), "__Host-session", &token.unwrap());
    }

    /// Waits until the page is there for a time without a connection.
    fn until_kept(&self) {
        let kept = "const done = arguments[arguments.length - 1]; \
             caches.match(location.origin + location.pathname, { ignoreVary: true }).then(copy => done(Boolean(copy)), () => done(false))";
        let end = Instant::now() + Duration::from_secs(20);
        while self.browser().run_and_wait(kept) != json!(true) {
            assert!(Instant::now() < end, "{} is not kept", self.browser().path());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn cut(&self) {
        self.cable.carry(Carries::Nothing);
        self.browser().network(false);
    }

    fn mend(&self) {
        self.cable.carry(Carries::Everything);
        self.browser().network(true);
    }

    fn tap(&self, skill: u64, value: &str) {
        let browser = self.browser();
        browser.run_with(
            "location.hash = `s${arguments[0]}`; return null",
            vec![json!(skill.to_string())],
        );
        browser.click(&format!("label:has(> input[name=r{skill}][value='{value}'])"));
    }

    fn state(&self) -> String {
        self.browser().texts("[data-state]").concat()
    }

    fn until_state(&self, now: &str) {
        let script = format!("return document.querySelector('[data-state]')?.dataset.now === '{now}'");
        self.browser().until(&format!("the state {now}"), &script);
    }

    fn saved(&self) -> BTreeMap<u64, String> {
        let record = self.record();
        let ratings = record.content.ratings.iter();
        ratings
            .map(|(skill, rating)| {
                (
                    skill.0,
                    rating.mark.level().map_or("n".into(), |level| level.to_string()),
                )
            })
            .collect()
    }

    fn record(&self) -> Evaluation {
        let reader = self.site.app.store.read().unwrap();
        reader.get::<Evaluation>(self.draft).unwrap().unwrap()
    }

    /// What is on the device and not on the server: in the database, or jotted beside it.
    fn copies(&self) -> Vec<Value> {
        let script = "const done = arguments[arguments.length - 1]; \
             const jotted = Object.keys(localStorage).filter(key => key.startsWith('jot ')).map(key => JSON.parse(localStorage[key])); const open = indexedDB.open('drafts', 1); \
             open.onupgradeneeded = () => open.result.createObjectStore('copies', { keyPath: 'key' }); \
             open.onsuccess = () => { const all = open.result.transaction('copies').objectStore('copies').getAll(); \
               all.onsuccess = () => { open.result.close(); done([...jotted, ...all.result.filter(copy => copy.changes)]); } }";
        self.browser().run_and_wait(script).as_array().unwrap().clone()
    }

    fn sign_in_here(&self, name: &str) {
        let browser = self.browser();
        browser.fill("#field-name", name);
        browser.fill("#field-password", PASSWORD);
        browser.follow("form button.primary");
    }
}

fn begin(site: &Site, employee: EmployeeId) -> EvaluationId {
    let whole = Whole {
        new: New {
            employee,
            kind: Kind::Manager,
            date: site.app.today(),
            client_uuid: None,
            source: Source::Screen,
        },
        content: Default::default(),
        then: Then::Keep,
    };
    evaluations::create(&site.app, &site.actor("max"), &whole).unwrap()
}

fn add_skills(site: &Site) {
    site.app
        .change(&Actor::Program, |change| {
            for id in 1..=SKILLS / A_CATEGORY {
                change.put(&catalogue::skill_category(id, &format!("Trade {id}")))?;
            }
            for id in 1..=SKILLS {
                change.put(&catalogue::skill(id, (id - 1) / A_CATEGORY + 1))?;
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_tapped_without_a_connection_survives_a_reload_and_is_sent_by_itself() {
    let phone = Phone::start();
    phone.tap(1, "4");
    phone.until_state("saved");
    assert_eq!(phone.state(), "Saved at 12:00");
    phone.until_no_copies();
    phone.cut();
    phone.tap(2, "3");
    phone.until_state("lost-kept");
    assert_eq!(phone.state(), "Saved on this device, not yet sent");
    phone.open(&phone.rate());
    let browser = phone.browser();
    let notice = browser.texts("[data-as-of]:not([hidden])").concat();
    assert!(
        notice.starts_with("Shown as of ") && notice.ends_with(", without a connection"),
        "{notice}"
    );
    browser.until(
        "what was tapped",
        "return document.querySelector('[name=r2]:checked')?.value === '3'",
    );
    if let Some(folder) = std::env::var_os("HANDYMAN_KPI_SCREENS") {
        browser.picture(390, &std::path::Path::new(&folder).join("rate-offline-390.png"));
        browser.window(390, 844);
    }
    let taken = browser.run("return document.querySelector('[name=r1]:checked').value");
    assert_eq!(taken, "4", "what the server took after the page was kept");
    phone.tap(3, "n");
    phone.mend();
    phone.until_state("saved");
    assert_eq!(
        phone.saved(),
        BTreeMap::from([(1, "4".into()), (2, "3".into()), (3, "n".into())])
    );
    phone.until_no_copies();
    assert_eq!(
        browser.run("return document.querySelector('[data-as-of]').checkVisibility()"),
        false
    );
}

//! The main job from an empty folder to figures that outlive a pulled plug, as an owner does it: the
//! real binary as a process, a real browser, no step behind the scenes.

use std::path::Path;

use serde_json::json;

use super::card::{self, Category, Fraction, Mark};
use super::chromium::Browser;
use crate::cli::{Running, run};

const PASSWORD: &str = "seven green ladders in the yard";

/// The site as it is reached now; the port changes with every start.
struct Owner<'a> {
    browser: &'a Browser,
    site: String,
}

impl Owner<'_> {
    fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.site));
    }

    /// Fails when a page complained since the last look, or asked another host.
    fn assert_quiet(&self) {
        let host = self.site.trim_start_matches("https://");
        self.browser.traffic().assert_clean(host);
    }

    fn set_up(&self, folder: &Path) {
        let browser = self.browser;
        let link = run(folder, &["setup-link", "--json"]).well().json();
        let link = link["urls"][0].as_str().unwrap().to_owned();
        assert!(link.starts_with(&self.site), "{link} is not at {}", self.site);
        browser.open(&link);
        browser.until("the wizard", "return document.querySelector('#field-company') !== null");
        browser.fill("#field-company", "Sawdust & Daughters");
        browser.fill("#field-time_zone", "America/Denver");
        browser.fill("#field-admin", "ruth");
        browser.fill("#field-password", PASSWORD);
        browser.fill("#field-again", PASSWORD);
        browser.click("input[name=catalogue][value=card]");
        browser.follow("form button.primary");
        assert_eq!(browser.path(), "/", "{}", browser.words());
        self.assert_quiet();
    }

    fn sign_in(&self) {
        let browser = self.browser;
        self.open("/sign-in");
        browser.fill("#field-name", "ruth");
        browser.fill("#field-password", PASSWORD);
        browser.follow("form button.primary");
        assert_eq!(browser.path(), "/", "{}", browser.words());
    }

    /// Adds a person and gives the path of the profile.
    fn add(&self, first: &str, last: &str) -> String {
        let browser = self.browser;
        self.open("/employees/new");
        browser.fill("#field-first_name", first);
        browser.fill("#field-last_name", last);
        browser.fill("#field-hire_date", "2024-03-01");
        browser.follow("main form button.primary");
        assert!(
            browser.words().contains(&format!("{first} {last}")),
            "{}",
            browser.words()
        );
        let path = browser.path();
        self.assert_quiet();
        path.split('?').next().unwrap().to_owned()
    }
}

/// The card as the page shows it, each skill with the mark this rater gives it.
fn read_card(browser: &Browser, rater: impl Fn(usize, usize) -> Mark) -> Vec<Category> {
    let script = "return [...document.querySelectorAll('[data-category]')].map(section => ({
        anchor: section.id, name: section.querySelector('h2').textContent.trim(),
        skills: [...section.querySelectorAll('.rate-row')].map(row =>
            [row.querySelector('input[type=radio]').name, row.querySelector('legend').firstChild.textContent.trim()]) }))";
    let read = browser.run(script);
    let mut skill = 0;
    let categories: Vec<Category> = read
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(at, category)| Category {
            name: category["name"].as_str().unwrap().to_owned(),
            anchor: category["anchor"].as_str().unwrap().to_owned(),
            skills: category["skills"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pair| {
                    skill += 1;
                    let text = |n: usize| pair[n].as_str().unwrap().to_owned();
                    (text(0), text(1), rater(at, skill))
                })
                .collect(),
        })
        .collect();
    assert_eq!(categories.len(), 20);
    assert_eq!(skill, 187);
    categories
}

/// Marks the card with the mouse, and one category of it with the keys.
fn rate(browser: &Browser, categories: &[Category], phone: bool) -> usize {
    let mut given = 0;
    for (at, category) in categories.iter().enumerate() {
        if phone {
            browser.run_with(
                "location.hash = arguments[0]; return null",
                vec![json!(category.anchor)],
            );
        }
        for (field, _, mark) in &category.skills {
            let Some(value) = mark.value() else { continue };
            given += 1;
            if at == 1 && !phone {
                browser.run_with(
                    "document.querySelector(`[name=${arguments[0]}]`).focus(); return null",
                    vec![json!(field)],
                );
                browser.press(&value);
                continue;
            }
            browser.click(&format!("label:has(> input[name={field}][value='{value}'])"));
        }
    }
    given
}

#[test]
fn from_an_empty_folder_to_figures_that_outlive_a_pulled_plug() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path());
    let browser = Browser::start(None);
    let owner = Owner {
        browser: &browser,
        site: format!("https://localhost:{}", running.port()),
    };
    owner.set_up(folder.path());
    let nora = owner.add("Nora", "Quist");
    let sam = owner.add("Sam", "Okafor");
    let _ = (
        nora,
        sam,
        read_card as fn(&Browser, fn(usize, usize) -> Mark) -> Vec<Category>,
        rate,
        card::overall,
        Fraction(1, 1),
    );
    running.kill();
    let running = Running::start(folder.path());
    let owner = Owner {
        browser: &browser,
        site: format!("https://localhost:{}", running.port()),
    };
    owner.sign_in();
}

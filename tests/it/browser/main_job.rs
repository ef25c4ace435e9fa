//! The main job from an empty folder to figures that outlive a pulled plug, as an owner does it: the
//! real binary as a process, a real browser, no step behind the scenes.

use std::path::Path;

use serde_json::json;

use super::card::{Category, Mark, mean, overall};
use super::chromium::Browser;
use crate::cli::{Running, run};

const PASSWORD: &str = "seven green ladders in the yard";
const MARIOS: &str = "a bucket of left-handed screws";
/// The page says that everything is on the server.
const SAVED: &str = "return document.querySelector('[data-state]').dataset.now === 'saved'";

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
        browser.until("the wizard", "return document.querySelector('a.way') !== null");
        browser.follow("a.way[href='/setup/company']");
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

    /// Signs in with a browser that knows nobody.
    fn sign_in(&self, name: &str, password: &str) {
        let browser = self.browser;
        browser.forget();
        self.open("/sign-in");
        browser.fill("#field-name", name);
        browser.fill("#field-password", password);
        browser.follow("form button.primary");
    }

    /// Makes a manager, who is told the first password and chooses another.
    fn hire_a_manager(&self) {
        let browser = self.browser;
        self.open("/users/new");
        browser.fill("#field-name", "mario");
        browser.click("input[name=role][value=manager]");
        browser.follow("main form button.primary");
        let first = browser.text("#secret");
        self.sign_in("mario", &first);
        assert_eq!(browser.path(), "/account/password", "{}", browser.words());
        browser.fill("#field-old", &first);
        browser.fill("#field-new", MARIOS);
        browser.fill("#field-again", MARIOS);
        browser.follow("main form button.primary");
        assert_eq!(browser.path(), "/", "{}", browser.words());
        self.assert_quiet();
    }

    /// Rates the person from the profile, to the end.
    fn evaluate(&self, profile: &str, phone: bool, rater: impl Fn(usize, usize) -> Mark) -> Vec<Category> {
        let browser = self.browser;
        browser.window(if phone { 390 } else { 1280 }, if phone { 844 } else { 900 });
        self.open(profile);
        browser.follow(".actions .primary");
        browser.follow("main form button.primary");
        assert!(browser.path().ends_with("/rate"), "{}", browser.path());
        let categories = read_card(browser, rater);
        rate(browser, &categories, phone);
        mark_tools(browser, phone);
        if phone {
            show(browser, "words");
        }
        browser.fill("#field-notes", "Good with customers.");
        browser.fill("[name='special.0.name']", "Forklift licence");
        browser.until("everything saved", SAVED);
        let given = categories.iter().flat_map(|category| &category.skills);
        let given = given.filter(|(_, _, mark)| *mark != Mark::NotRated).count();
        assert_eq!(browser.text("[data-progress-text]"), format!("{given} of 187"));
        // Saved as one goes: nothing is lost with the page.
        self.open(&browser.path());
        assert_eq!(browser.count(".rate-row input:checked:not([value=''])"), given);
        if phone {
            show(browser, "words");
        }
        browser.follow("[data-submit]");
        assert!(browser.path().ends_with("/submission"), "{}", browser.path());
        browser.follow("main form button.primary");
        assert!(browser.words().contains("Forklift licence"), "{}", browser.words());
        assert_eq!(browser.text(".lead .badge"), "Finalised");
        self.assert_quiet();
        browser.window(1280, 900);
        categories
    }

    /// Checks every figure of the profile against what was marked.
    fn assert_profile(&self, path: &str, categories: &[Category]) {
        let browser = self.browser;
        self.open(path);
        let shown = overall(categories).map_or("–".into(), |mean| mean.shown(2));
        assert_eq!(browser.texts(".figure-value")[0], shown, "{path}");
        let names: Vec<String> = categories.iter().map(|category| category.name.clone()).collect();
        assert_eq!(browser.texts(".category-name"), names);
        let averages: Vec<String> = categories
            .iter()
            .map(|category| match category.average() {
                Some(mean) => format!("average {}", mean.shown(2)),
                None if category.applicable() == 0 => "average nothing applies".into(),
                None => "average not enough data".into(),
            })
            .collect();
        assert_eq!(browser.texts(".category-average"), averages, "{path}");
        let rated: Vec<String> = categories
            .iter()
            .map(|category| format!("rated {} of {}", category.rated(), category.applicable()))
            .collect();
        assert_eq!(browser.texts(".category-rated"), rated, "{path}");
        assert!(browser.words().contains("Can operate 1 of the 2 tools asked about"));
        self.assert_quiet();
    }

    /// What the dashboard and the profiles say, word by word.
    fn read_figures(&self, paths: &[&str]) -> Vec<String> {
        paths
            .iter()
            .map(|path| {
                self.open(path);
                let words = self.browser.texts("main").join(" ");
                self.assert_quiet();
                words
            })
            .collect()
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

/// Marks the card with the mouse or the finger, and one category at the desk with the keys.
fn rate(browser: &Browser, categories: &[Category], phone: bool) {
    for (at, category) in categories.iter().enumerate() {
        if phone {
            show(browser, &category.anchor);
        }
        for (field, _, mark) in &category.skills {
            let Some(value) = mark.value() else { continue };
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
}

/// Brings one part of the card onto the phone's screen.
fn show(browser: &Browser, anchor: &str) {
    browser.run_with("location.hash = arguments[0]; return null", vec![json!(anchor)]);
}

/// Of the first two tools one is operated and on the truck; the other is not.
fn mark_tools(browser: &Browser, phone: bool) {
    if phone {
        show(browser, "tools");
    }
    let script =
        "return [...document.querySelectorAll('.tool-row')].slice(0, 2).map(row => row.querySelector('input').name)";
    let names = browser.run(script);
    let (first, second) = (names[0].as_str().unwrap(), names[1].as_str().unwrap());
    browser.click(&format!("label:has(> [name={first}][value=y])"));
    browser.click(&format!(
        "label:has(> [name={}][value=truck])",
        first.replacen('t', "h", 1)
    ));
    browser.click(&format!("label:has(> [name={second}][value=n])"));
}

#[test]
fn from_an_empty_folder_to_figures_that_outlive_a_pulled_plug() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path());
    let browser = Browser::start(None);
    let at = |running: &Running| Owner {
        browser: &browser,
        site: format!("https://localhost:{}", running.port()),
    };
    let owner = at(&running);
    owner.set_up(folder.path());
    owner.open("/catalogue");
    assert_eq!(browser.count(".catalogue tbody tr"), 20);
    let nora = owner.add("Nora", "Quist");
    let sam = owner.add("Sam", "Okafor");
    owner.hire_a_manager();

    let desk = owner.evaluate(&nora, false, |category, skill| match (category, skill % 7) {
        // Too little of it to show a figure, and nothing at all of one.
        (3, rest) if rest != 0 => Mark::NotRated,
        (5, _) => Mark::NotApplicable,
        _ if skill % 11 == 0 => Mark::NotRated,
        _ if skill % 17 == 0 => Mark::NotApplicable,
        _ => Mark::Level((skill * 3 % 5 + 1) as u8),
    });
    let phone = owner.evaluate(&sam, true, |category, skill| match skill % 13 {
        0 => Mark::NotRated,
        1 => Mark::NotApplicable,
        _ => Mark::Level(((skill + category) % 5 + 1) as u8),
    });
    owner.assert_profile(&nora, &desk);
    owner.assert_profile(&sam, &phone);
    owner.open("/");
    let both = [overall(&desk).unwrap(), overall(&phone).unwrap()];
    let figures = browser.texts(".figure-value");
    assert_eq!(figures[..3], ["2".to_owned(), "2".into(), mean(&both).shown(2)]);
    assert_eq!(figures[3], "50.0 %");

    let before = owner.read_figures(&["/", &nora, &sam]);
    running.kill();
    let running = Running::start(folder.path());
    let owner = at(&running);
    owner.sign_in("mario", MARIOS);
    assert_eq!(owner.read_figures(&["/", &nora, &sam]), before);
}

//! What the pages say, written down so that it reads well, and compared with what is kept.

use super::text::{Line, lines};
use crate::support::{Answer, Browser, Site};
use handyman_kpi::app::users;
use handyman_kpi::view::Words;
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub const LANGUAGES: [&str; 2] = ["en", "es"];
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/shown/snapshots");

/// What the pages of one test say.
#[derive(Default)]
pub struct Pages {
    /// By name: in English, in Spanish.
    said: BTreeMap<String, [Vec<Line>; 2]>,
    /// What is the same for each of many: names of the company's own, and of months. The longest first.
    names: Vec<String>,
    /// What is another on every box, and what is kept in its place.
    own: Vec<(String, &'static str)>,
}

impl Pages {
    /// Pages of a site that has its people and its catalogue by now.
    pub fn of(site: &Site) -> Pages {
        let projection = site.app.projection();
        let catalogue = &projection.catalogue;
        let named = |name: &String, description: &String| [name.clone(), description.clone()];
        let mut names: Vec<String> = projection.people().map(|person| person.employee.name()).collect();
        names.extend(catalogue.skills.iter().flat_map(|s| named(&s.name, &s.description)));
        names.extend(
            catalogue
                .skill_categories
                .iter()
                .flat_map(|c| named(&c.name, &c.description)),
        );
        names.extend(catalogue.tools.iter().map(|tool| tool.name.clone()));
        names.extend(
            catalogue
                .tool_categories
                .iter()
                .flat_map(|c| named(&c.name, &c.description)),
        );
        names.extend(catalogue.certification_types.iter().map(|kind| kind.name.clone()));
        names.extend(LANGUAGES.into_iter().flat_map(months));
        names.retain(|name| !name.is_empty());
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let authority = site.app.tls().unwrap().authority();
        Pages {
            said: BTreeMap::new(),
            names,
            own: vec![
                (authority.root.facts.fingerprint.clone(), "AB:CD:…"),
                (authority.leaves[0].facts.issuer.clone(), "Handyman KPI on …"),
            ],
        }
    }

    /// What stands in the page, without what is around every page.
    pub fn add(&mut self, name: &str, language: &str, answer: &Answer) {
        let mut html = without_port(&answer.text().replace(handyman_kpi::VERSION, "…"));
        for (own, kept) in &self.own {
            html = html.replace(own, kept);
        }
        let html = without_hosts(&html);
        let (around, inside) = html.split_at(inside(&html));
        let mut said = lines(around);
        said.retain(|line| line.of == "title");
        said.extend(lines(inside));
        self.keep(name, language, said);
    }

    /// What is around every page, shown once.
    pub fn add_frame(&mut self, name: &str, language: &str, answer: &Answer) {
        let html = answer.text().replace(handyman_kpi::VERSION, "…");
        self.keep(name, language, lines(&html[..inside(&html)]));
    }

    fn keep(&mut self, name: &str, language: &str, said: Vec<Line>) {
        let at = LANGUAGES.iter().position(|tag| *tag == language).unwrap();
        self.said.entry(name.to_owned()).or_default()[at] = said;
    }

    /// Compares all of them with what is kept, and says at the end which differ.
    pub fn compare(&self) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(FOLDER);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let mut different = Vec::new();
        for (name, said) in &self.said {
            let text = self.beside(said);
            let same = || settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
            if catch_unwind(AssertUnwindSafe(same)).is_err() {
                different.push(name);
            }
        }
        assert!(
            different.is_empty(),
            "these pages say something else now: {different:#?}"
        );
    }

    /// Each line in English, and below it in Spanish where that differs. What was said before on the
    /// same page, of another skill or with other figures, is left out: hundreds of rows say the same.
    fn beside(&self, [english, spanish]: &[Vec<Line>; 2]) -> String {
        let mut before = BTreeSet::new();
        let mut text = String::new();
        for at in 0..english.len().max(spanish.len()) {
            let [one, other] = [english, spanish].map(|said| said.get(at));
            let shape = |line: Option<&Line>| line.map(|line| (line.of.clone(), self.shape(&line.text)));
            if !before.insert([shape(one), shape(other)]) {
                continue;
            }
            let of = one.or(other).map_or("", |line| &line.of);
            let [one, other] = [one, other].map(|line| line.map_or("(nothing)", |line| &line.text));
            text.push_str(&format!("{of}: {one}\n"));
            if one != other {
                text.push_str(&format!("{:w$}  {other}\n", "", w = of.len()));
            }
        }
        text
    }

    /// A text with the names and figures taken out; one of a thing is said in another way than two.
    fn shape(&self, text: &str) -> String {
        let named = |text: String, name: &String| match text.contains(name.as_str()) {
            true => text.replace(name.as_str(), "…"),
            false => text,
        };
        let text = self.names.iter().fold(text.to_owned(), named);
        let word = |word: &str| match word.chars().any(|c| c.is_ascii_digit()) && word != "1" {
            true => word.replace(|c: char| c.is_ascii_digit(), "0").replace("00", "0"),
            false => word.to_owned(),
        };
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}

/// As dates name them.
fn months(language: &str) -> impl Iterator<Item = String> {
    let words = Words::of(language);
    (1..=12).map(move |month| words.month(date(2026, month, 1)).replace(" 2026", ""))
}

/// Where the page begins that is inside of what is around every page.
fn inside(html: &str) -> usize {
    let main = html.find("<main").expect("a page has a main part");
    let leaving = html
        .find("data-leaving")
        .and_then(|at| Some(at + html[at..].find("</dialog>")?));
    leaving.unwrap_or(main)
}

/// A browser this user is signed in with, in this language.
pub fn speaking(site: &Site, user: &str, language: &str) -> Browser {
    users::set_language(&site.app, &site.actor(user), Some(language)).unwrap();
    let mut browser = site.sign_in(user);
    // Takes the token of forms.
    browser.get("/account");
    browser
}

/// The page without what stands behind this: a secret that is another one each time.
pub fn without(mut answer: Answer, before: &str) -> Answer {
    let text = answer.text();
    let (page, rest) = text.split_once(before).expect("the page tells a secret");
    let after = &rest[rest.find('<').expect("it ends")..];
    answer.body = format!("{page}{before}…{after}").into_bytes();
    answer
}

/// Each test has a port of its own.
fn without_port(html: &str) -> String {
    let mut parts = html.split("//localhost:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + "//localhost" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

/// Each box has other names and addresses.
fn without_hosts(html: &str) -> String {
    let mark = "<span class=\"host\">";
    let mut parts = html.split(mark);
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut first = true;
    for part in parts {
        let (_, rest) = part.split_once("</span>").unwrap();
        if first {
            text.push_str("box.local …");
        }
        first = !rest.trim().is_empty();
        text.push_str(rest.trim_start());
    }
    text
}

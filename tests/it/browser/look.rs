//! Looks at one page the way a careful person would: both lights, a desk and a phone, the console,
//! the wires, the scales. Pictures are written to the folder that HANDYMAN_KPI_SCREENS names.

use std::path::PathBuf;

use super::axe::{Axe, Rules};
use super::chromium::{Browser, Light};

/// Bytes over the wire of the first page ever opened, with everything it needs.
const FIRST_VISIT: u64 = 100 * 1024;
/// Bytes over the wire of any page once the styles and scripts are there.
const LATER_VISIT: u64 = 25 * 1024;

pub struct Eyes {
    axe: Axe,
    pub(super) screens: Option<PathBuf>,
    /// What is wrong, one line each; looked at once at the end, so that one page does not hide another.
    pub findings: Vec<String>,
    /// What each page weighs: name, first visit, later visit.
    pub weights: Vec<(String, u64, u64)>,
}

impl Eyes {
    pub fn open() -> Eyes {
        let screens = std::env::var_os("HANDYMAN_KPI_SCREENS").map(PathBuf::from);
        Eyes {
            axe: Axe::load(),
            screens,
            findings: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// Opens the page and looks at it everywhere; `name` is the name of its pictures.
    pub fn look(&mut self, browser: &Browser, site: &str, path: &str, name: &str) {
        let host = site.split_once("://").map_or(site, |(_, host)| host);
        let url = format!("{site}{path}");
        browser.light(Light::Light);
        browser.window(1280, 900);
        browser.forget_cache();
        browser.traffic();

        browser.open(&url);
        self.settle(browser);
        let first = browser.traffic();
        self.findings
            .extend(first.complaints(host).into_iter().map(|line| format!("{name}: {line}")));
        if first.requests.first().is_none_or(|page| page.status >= 400) {
            self.findings
                .push(format!("{name}: {path} answers {:?}", first.requests.first()));
            return;
        }
        let came_to = browser.path();
        if came_to.split('?').next() != path.split('?').next() {
            self.findings.push(format!("{name}: {path} leads to {came_to}"));
        }
        browser.open(&url);
        self.settle(browser);
        let later = browser.traffic();
        self.findings.extend(
            later
                .complaints(host)
                .into_iter()
                .map(|line| format!("{name}, again: {line}")),
        );
        self.weigh(name, first.bytes(), later.bytes());
        self.look_here(browser, site, name);
    }

    /// Looks everywhere at the page that is open, as after a step that was refused.
    pub fn look_here(&mut self, browser: &Browser, site: &str, name: &str) {
        let host = site.split_once("://").map_or(site, |(_, host)| host);
        browser.traffic();
        browser.light(Light::Light);
        browser.window(1280, 900);
        self.check(browser, name, 1280, Light::Light, Rules::All);
        browser.light(Light::Dark);
        self.check(browser, name, 1280, Light::Dark, Rules::Colour);
        browser.window(390, 844);
        self.check(browser, name, 390, Light::Dark, Rules::Colour);
        browser.light(Light::Light);
        self.check(browser, name, 390, Light::Light, Rules::All);
        browser.window(360, 800);
        self.check_width(browser, name, 360);
        let after = browser.traffic();
        self.findings.extend(
            after
                .complaints(host)
                .into_iter()
                .map(|line| format!("{name}, after: {line}")),
        );
    }

    /// The page that is open as it would come out of the printer: nothing to press on it.
    pub fn look_on_paper(&mut self, browser: &Browser, name: &str) {
        browser.paper();
        browser.window(794, 1123);
        let pressed = browser.run(
            "return [...document.querySelectorAll('nav, button, .top, .actions')] \
               .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 140))",
        );
        for line in pressed.as_array().into_iter().flatten() {
            self.findings.push(format!("{name}: on paper there is {line}"));
        }
        if let Some(folder) = &self.screens {
            browser.picture(794, &folder.join(format!("{name}-paper.png")));
        }
        browser.light(Light::Light);
    }

    pub(super) fn settle(&self, browser: &Browser) {
        browser.until("the page", "return document.readyState === 'complete'");
    }

    fn weigh(&mut self, name: &str, first: u64, later: u64) {
        self.weights.push((name.to_owned(), first, later));
        for (what, bytes, limit) in [("first", first, FIRST_VISIT), ("later", later, LATER_VISIT)] {
            if bytes > limit {
                self.findings
                    .push(format!("{name}: a {what} visit takes {bytes} bytes, more than {limit}"));
            }
        }
    }

    pub(super) fn check(&mut self, browser: &Browser, name: &str, width: u32, light: Light, rules: Rules) {
        let light_word = light.word();
        let found = self.axe.findings(browser, rules);
        self.findings.extend(
            found
                .into_iter()
                .map(|line| format!("{name}, {width} px, {light_word}: {line}")),
        );
        self.check_width(browser, name, width);
        if let Some(folder) = &self.screens {
            browser.picture(width, &folder.join(format!("{name}-{width}-{light_word}.png")));
            browser.window(width, if width < 600 { 844 } else { 900 });
        }
    }

    /// Nothing sticks out sideways.
    pub(super) fn check_width(&mut self, browser: &Browser, name: &str, width: u32) {
        let script = "
            const width = arguments[0];
            if (document.scrollingElement.scrollWidth <= width) return [];
            const inFrame = e => { for (let p = e.parentElement; p; p = p.parentElement)
                if (getComputedStyle(p).overflowX !== 'visible' && p !== document.body && p !== document.documentElement) return true; return false; };
            const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 0.5 && !inFrame(e));
            return [`it is ${document.scrollingElement.scrollWidth} px wide`, ...out.slice(0, 6).map(e => e.outerHTML.slice(0, 140))];";
        let wide = browser.run_with(script, vec![width.into()]);
        if let Some(lines) = wide.as_array().filter(|lines| !lines.is_empty()) {
            self.findings
                .push(format!("{name}: scrolls sideways at {width} px: {lines:#?}"));
        }
    }

    /// Fails with everything that was found.
    pub fn close(self) {
        println!(
            "{:>8} {:>8}  bytes over the wire, first and later visit",
            "first", "later"
        );
        for (name, first, later) in &self.weights {
            println!("{first:>8} {later:>8}  {name}");
        }
        let n = self.findings.len();
        assert!(n == 0, "{n} findings:\n{}", self.findings.join("\n"));
    }
}

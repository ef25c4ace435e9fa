//! Looks at a page in Spanish: its words are longer, and none may be left in English.

use super::axe::Rules;
use super::chromium::{Browser, Light};
use super::look::Eyes;
use handyman_kpi::view::Words;
use serde_json::{Value, json};

impl Eyes {
    /// Opens the page and looks at it where room is short, on a phone, and where nothing wraps, on a desk.
    pub fn look_at_words(&mut self, browser: &Browser, site: &str, path: &str, name: &str) {
        browser.light(Light::Light);
        browser.window(360, 800);
        browser.open(&format!("{site}{path}"));
        self.settle(browser);
        self.look_at_words_here(browser, name);
    }

    /// The same of the page that is open.
    pub fn look_at_words_here(&mut self, browser: &Browser, name: &str) {
        let language = browser.run("return document.documentElement.lang");
        if language != "es" {
            self.findings.push(format!("{name}: the page is in {language}"));
        }
        self.check_that_none_is_english(browser, name);
        for width in [360, 1280, 390] {
            browser.window(width, 844);
            self.check_width(browser, name, width);
            self.check_room(browser, name, width);
        }
        self.check(browser, name, 390, Light::Light, Rules::All);
        if let Some(folder) = self.screens.clone() {
            browser.window(1280, 900);
            browser.picture(1280, &folder.join(format!("{name}-1280-light.png")));
        }
    }

    /// No text is cut off, nor wider than what it stands in.
    fn check_room(&mut self, browser: &Browser, name: &str, width: u32) {
        // The names of the company and of the user may be as long as they like: those are cut.
        let script = "
            const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
            const scrolls = e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
            const out = e => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1;
            const all = [...document.body.querySelectorAll('*:not(.brand span, .who-name, .hidden, option, svg *, textarea)')];
            const pen = document.createElement('canvas').getContext('2d');
            const arrow = 18;
            const tight = e => { const look = getComputedStyle(e); pen.font = look.font;
                return pen.measureText(e.selectedOptions[0].text).width + arrow
                    > e.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight); };
            const selects = all.filter(e => e.matches('select') && e.value === '' && e.checkVisibility() && tight(e));
            return all.filter(e => own(e) && e.checkVisibility() && !scrolls(e) && out(e)).concat(selects)
                .map(e => `${e.scrollWidth} in ${e.clientWidth} px: ${e.outerHTML.slice(0, 160)}`);";
        self.note(name, width, &browser.run(script));
    }

    /// No text of the page, and nothing a screen reader says, is an English sentence of the program.
    fn check_that_none_is_english(&mut self, browser: &Browser, name: &str) {
        let words = Words::of("es");
        let english = words.sentences().filter(|(key, said)| key != said);
        let english: Vec<&str> = english.map(|(key, _)| key).collect();
        let script = r"
            const english = new Set(arguments[0].filter(key => !key.includes('{')));
            // Of a sentence that is nearly all places, such as 'x of y', only figures tell that it is ours.
            const open = arguments[0].filter(key => key.includes('{')).map(key => {
                const parts = key.split(/\{[a-z_]+\}/);
                const place = parts.join('').replace(/\W/g, '').length < 12 ? '[\\d.,:%]+' : '.+';
                return new RegExp('^' + parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(place) + '$'); });
            const said = [];
            const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('script, style, pre, code')) said.push(walk.currentNode.data);
            for (const e of document.querySelectorAll('*')) for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
                if (e.hasAttribute(name)) said.push(e.getAttribute(name));
            const texts = [...new Set(said.map(text => text.replace(/\s+/g, ' ').trim()))];
            return texts.filter(text => text && (english.has(text) || open.some(key => key.test(text))));";
        let found = browser.run_with(script, vec![json!(english)]);
        self.note(name, 360, &found);
    }

    fn note(&mut self, name: &str, width: u32, found: &Value) {
        for line in found.as_array().into_iter().flatten() {
            self.findings.push(format!("{name}: at {width} px {line}"));
        }
    }
}

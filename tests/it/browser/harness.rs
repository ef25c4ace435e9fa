//! The browser itself, on a page that needs no site.

use super::axe::{Axe, Rules};
use super::chromium::{Browser, Light};

const PAGE: &str = "data:text/html,<!doctype html><html lang=en><meta name=viewport content='width=device-width'>\
    <title>A</title><style>@media (prefers-color-scheme: dark) {p{color:white}}</style>\
    <main><h1>A page</h1><p style='width:500px'>long<img id=x></p><label>Name <input id=n></label></main>";

#[test]
fn the_browser_is_a_phone_in_the_dark_when_told_so_and_its_findings_reach_the_test() {
    let browser = Browser::start(None);
    browser.window(360, 800);
    browser.light(Light::Dark);
    browser.open(PAGE);
    assert_eq!(
        browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"),
        true
    );
    assert_eq!(browser.run("return matchMedia('(pointer: coarse)').matches"), true);
    assert_eq!(browser.run("return document.documentElement.clientWidth"), 360);
    browser.fill("#n", "Ada");
    assert_eq!(browser.run("return document.querySelector('#n').value"), "Ada");
    let findings = Axe::load().findings(&browser, Rules::All);
    assert!(
        findings.iter().any(|finding| finding.starts_with("image-alt")),
        "{findings:#?}"
    );
    browser.run("console.error('a complaint'); return null");
    assert_eq!(browser.traffic().console.len(), 1);
}

//! What each page says, in both languages: kept as text, so that a changed page is seen in review.
//! `INSTA_UPDATE=always cargo test --test it shown` keeps what is said now.

mod before_a_session;
mod keep;
mod life;
mod text;

use crate::browser::pages::{Company, Who, all_visits};
use handyman_kpi::app::users;
use keep::{LANGUAGES, Pages};

#[test]
fn every_page_says_what_is_kept_in_both_languages() {
    let company = Company::start();
    let visits = all_visits(&company);
    let mut pages = Pages::of(&company.site);
    for (who, frame) in [
        (Who::Owner, "frame"),
        (Who::Manager, "frame-manager"),
        (Who::Employee, "frame-employee"),
        (Who::Bookkeeper, "frame-bookkeeper"),
    ] {
        let mut browser = company.site.visitor();
        browser.cookies.insert("__Host-session".into(), company.session(who));
        let actor = company.site.actor(who.sign_in().name);
        for language in LANGUAGES {
            users::set_language(&company.site.app, &actor, Some(language)).unwrap();
            pages.add_frame(frame, language, &browser.get("/help"));
            for visit in visits.iter().filter(|visit| visit.who == who) {
                pages.add(&visit.name, language, browser.get(&visit.path).is(200));
            }
        }
    }
    pages.compare();
}

#[test]
fn nothing_is_kept_of_a_page_that_went() {
    let sources = [
        include_str!("before_a_session.rs"),
        include_str!("life.rs"),
        include_str!("mod.rs"),
        include_str!("../browser/pages.rs"),
    ];
    let kept = std::fs::read_dir(keep::FOLDER).unwrap();
    let names = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let named = |name: &str| sources.iter().any(|source| source.contains(&format!("\"{name}\"")));
    let left: Vec<String> = names
        .filter(|file| !file.strip_suffix(".snap").is_some_and(named))
        .collect();
    assert!(left.is_empty(), "no test names these: {left:#?}");
}

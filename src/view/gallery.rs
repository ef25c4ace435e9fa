//! Every template with sample values: strict rendering is a test, and the same pages can be looked
//! at in a browser (`GALLERY=folder cargo test gallery`).
#![allow(clippy::unwrap_used)]

use super::{ErrorPage, Errors, Frame, Page, Section, SignInPage, SignedIn, View, render};
use crate::domain::account::{Role, Theme};
use crate::domain::invalid::Invalid;
use crate::message;
use minijinja::value::Serde;
use std::path::PathBuf;

pub(crate) fn frame() -> Frame {
    Frame {
        company: "Brightside Home Repair".into(),
        user: Some(SignedIn {
            name: "maria.lopez".into(),
            role: Role::Admin,
            employee: Some(3),
        }),
        token: "t0ken".into(),
        language: "en".into(),
        path: "/".into(),
        ..Frame::default()
    }
}

/// Renders, and writes the page (light and dark) when a folder is named.
pub(crate) fn look_at<P: Page>(name: &str, frame: &Frame, page: &P) -> String {
    let view = View::new().unwrap();
    let html = view.render(frame, page).unwrap_or_else(|e| panic!("{name}: {e}"));
    if let Ok(folder) = std::env::var("GALLERY") {
        let folder = PathBuf::from(folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let frame = Frame { theme, ..frame.clone() };
            let html = view.render(&frame, page).unwrap().replace("/assets/", "assets/");
            std::fs::write(folder.join(format!("{name}-{suffix}.html")), html).unwrap();
        }
    }
    html
}

#[test]
fn sign_in_says_what_was_wrong_at_the_field_and_in_a_summary() {
    let visitor = Frame { user: None, ..frame() };
    look_at("sign_in", &visitor, &SignInPage::default());
    let page = SignInPage {
        name: "ma\"ria<script>".into(),
        errors: Errors::from(&Invalid::one(
            "password",
            message!("Name and password do not fit together."),
        )),
        ..SignInPage::default()
    };
    let html = look_at("sign_in_wrong", &visitor, &page);
    assert!(html.contains("href=\"#field-password\""));
    assert!(html.contains("aria-describedby=\"error-password\""));
    assert!(html.contains("value=\"t0ken\""));
    assert!(!html.contains("<script>"), "typed text is escaped");
}

#[test]
fn the_error_page_says_the_number_and_no_cause() {
    let page = ErrorPage::new(
        message!("Something went wrong on our side"),
        message!("Nothing was changed. Please try again."),
    )
    .with_request_id("7f3a-22");
    let html = look_at("error", &frame(), &page);
    assert!(html.contains("7f3a-22"));
}

/// Any template with a page from a JSON file, without compiling again:
/// `GALLERY=… SAMPLE=evaluations/rate.html=/tmp/rate.json cargo test any_template -- --ignored`.
#[test]
#[ignore = "for looking at templates while they are drawn"]
fn any_template_with_values_from_a_file() {
    let sample = std::env::var("SAMPLE").unwrap();
    let (template, file) = sample.split_once('=').unwrap();
    let page: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let view = View::new().unwrap();
    let folder = PathBuf::from(std::env::var("GALLERY").unwrap());
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let frame = Frame { theme, ..frame() };
        let around = render::Around {
            title: message!("Sample"),
            section: Section::Evaluations,
            seen_by: None,
        };
        let html = view
            .render_named(template, &frame, around, Serde(&page).into())
            .unwrap();
        let name = template.replace('/', "_").replace(".html", "");
        std::fs::write(
            folder.join(format!("{name}-{suffix}.html")),
            html.replace("/assets/", "assets/"),
        )
        .unwrap();
    }
}

//! Every template with sample values: strict rendering is a test, and the same pages can be looked
//! at in a browser (`GALLERY=folder cargo test gallery`).
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::account::{Role, Theme};
use crate::domain::invalid::Invalid;
use crate::message;
use std::path::PathBuf;

pub(super) fn frame() -> Frame {
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
pub(super) fn look_at<P: Page>(name: &str, frame: &Frame, page: &P) -> String {
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

//! The two pages that stand before any other: sign-in, and what is shown when something went wrong.

use super::{Errors, Page};
use crate::domain::message::Message;
use crate::message;
use serde::Serialize;

/// Where one signs in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInPage {
    /// What was typed.
    pub name: String,
    /// Path to go on to.
    pub next: String,
    /// Why one is here: "You were signed out because …".
    pub told: Option<Message>,
    pub errors: Errors,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "sign_in.html";
    fn title(&self) -> Message {
        message!("Sign in")
    }
}

/// Something went wrong, in plain words, with a way on.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    pub heading: Message,
    pub text: Message,
    /// Said when asking for help; only for faults of the program.
    pub request_id: Option<String>,
    pub way_on: WayOn,
}

/// A link out of a dead end.
#[derive(Clone, Debug, Serialize)]
pub struct WayOn {
    pub href: String,
    pub label: Message,
}

impl ErrorPage {
    /// A page that leads back to the start page.
    pub fn new(heading: Message, text: Message) -> Self {
        Self {
            heading,
            text,
            request_id: None,
            way_on: WayOn {
                href: "/".into(),
                label: message!("Go to the start page"),
            },
        }
    }

    /// With the number to say when asking for help.
    pub fn with_request_id(mut self, id: impl std::fmt::Display) -> Self {
        self.request_id = Some(id.to_string());
        self
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";
    fn title(&self) -> Message {
        self.heading.clone()
    }
}

//! What stands around every page: who is signed in, where they are, what was just done.

use crate::domain::account::{Role, Theme};
use crate::domain::message::Message;
use crate::message;
use serde::Serialize;

/// Everything a page needs that is not about the page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// The company's name; empty before setup.
    pub company: String,
    /// `None` on the pages before sign-in.
    pub user: Option<SignedIn>,
    /// The masked form token that every form sends back as `form_token`.
    pub token: String,
    /// Language tag of the answer; empty counts as `en`.
    pub language: String,
    pub theme: Theme,
    /// What the last act did.
    pub flash: Option<Flash>,
    /// Set while the store cannot save: says why and what to do.
    pub cannot_save: Option<Message>,
    /// What whoever looks after the box should see to: a sentence, and the page for it.
    pub attention: Option<Attention>,
    /// Stands before the addresses of styles and scripts: in the open they lie elsewhere.
    pub assets: &'static str,
    /// Path and query of this page, to come back to.
    pub path: String,
    /// Whose page it is, under which what stays on the device is kept; empty before sign-in.
    pub owner: String,
    /// When it was made, in milliseconds since 1970.
    pub now: i64,
}

/// Something to see to, on every page until it is done.
#[derive(Clone, Debug, Serialize)]
pub struct Attention {
    pub sentence: Message,
    pub href: &'static str,
    pub broken: bool,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct SignedIn {
    pub name: String,
    pub role: Role,
    /// The employee this user is.
    pub employee: Option<u64>,
}

/// One sentence about what was just done, shown once.
#[derive(Clone, Debug, Serialize)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: Message,
    /// Where a form may be posted to undo it.
    pub undo: Option<String>,
}

/// How a [`Flash`] looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FlashKind {
    Done,
    Problem,
}

/// The entries of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// A page outside the navigation.
    #[default]
    None,
    Dashboard,
    Mine,
    Employees,
    Evaluations,
    Catalogue,
    Targets,
    Users,
    /// Import and export.
    Exchange,
    Settings,
    Help,
    /// Own password, language and theme.
    Account,
}

/// One entry of the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    pub href: String,
    pub label: Message,
    /// File name below `web/img/icons`.
    pub icon: &'static str,
    pub current: bool,
    /// Stands behind "More" on a phone.
    pub more: bool,
}

impl Frame {
    /// The navigation of whoever is signed in; empty before.
    pub(super) fn navigation(&self, current: Section) -> Vec<NavItem> {
        let Some(user) = &self.user else { return Vec::new() };
        let mut items = Vec::new();
        let mut add = |section, href: &str, label, icon, more| {
            items.push(NavItem {
                href: href.to_owned(),
                label,
                icon,
                current: section == current,
                more,
            });
        };
        if user.role >= Role::Manager {
            add(Section::Dashboard, "/", message!("Dashboard"), "dashboard", false);
            add(Section::Employees, "/employees", message!("Employees"), "people", false);
        }
        if user.employee.is_some() {
            let more = user.role >= Role::Manager;
            add(Section::Mine, "/me", message!("My page"), "person", more);
        }
        add(
            Section::Evaluations,
            "/evaluations",
            message!("Evaluations"),
            "checklist",
            false,
        );
        if user.role == Role::Admin {
            add(
                Section::Catalogue,
                "/catalogue",
                message!("Catalogue"),
                "catalogue",
                true,
            );
            add(Section::Targets, "/targets", message!("Targets"), "target", true);
            add(Section::Users, "/users", message!("Users"), "key", true);
        }
        if user.role >= Role::Manager {
            add(
                Section::Exchange,
                "/exports",
                message!("Import/export"),
                "exchange",
                true,
            );
        }
        if user.role == Role::Admin {
            add(Section::Settings, "/settings", message!("Settings"), "settings", true);
        }
        add(Section::Help, "/help", message!("Help"), "help", true);
        items
    }
}

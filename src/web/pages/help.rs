//! The guides, in the program.

use crate::domain::account::Role;
use crate::domain::level::Level;
use crate::domain::message::Message;
use crate::message;
use crate::view::{Page, Section};
use crate::web::{Access, Ctx, Failure, Reply, Request, Route, get};
use serde::Serialize;

pub const ROUTES: &[Route] = &[get("/help", Access::User, show)];

#[derive(Clone, Debug, Serialize)]
struct Help {
    admin: bool,
    /// May take lists of others along.
    leads: bool,
    levels: Vec<LevelWords>,
    /// Months between manager evaluations.
    interval: u32,
    version: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct LevelWords {
    level: u8,
    name: String,
    anchor: String,
}

impl Page for Help {
    const TEMPLATE: &'static str = "help/show.html";
    fn title(&self) -> Message {
        message!("Help")
    }
    fn section(&self) -> Section {
        Section::Help
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let settings = ctx.settings(request);
    let page = Help {
        admin: request.user()?.role == Role::Admin,
        leads: request.user()?.role >= Role::Manager,
        levels: Level::ALL.map(|level| words(level, &settings)).into(),
        interval: settings.evaluation_interval_months,
        version: env!("CARGO_PKG_VERSION"),
    };
    ctx.page(request, &page)
}

fn words(level: Level, settings: &crate::domain::settings::Settings) -> LevelWords {
    let text = settings.level_text(level);
    LevelWords {
        level: level.get(),
        name: text.name.clone(),
        anchor: text.anchor.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Settings;
    use crate::view::gallery::{frame, look_at};

    fn page(admin: bool) -> Help {
        Help {
            admin,
            leads: admin,
            levels: Level::ALL.map(|level| words(level, &Settings::default())).into(),
            interval: 6,
            version: "0.1.0",
        }
    }

    #[test]
    fn only_administrators_read_about_the_box() {
        assert!(look_at("help", &frame(), &page(true)).contains("setup-link"));
        assert!(!look_at("help_everyone", &frame(), &page(false)).contains("setup-link"));
    }
}

//! What the dashboard shows, ready to be written.

use crate::domain::message::Message;
use crate::message;
use crate::view::charts::Chart;
use crate::view::{Chip, Choice, Page, Section};
use crate::web::pages::exports::Download;
use crate::web::pages::figures::FigureCard;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Dashboard {
    pub lead: Message,
    pub may_evaluate: bool,
    /// Set while there is nothing to show: what to do first.
    pub begin: Option<Begin>,
    /// What was wrong with the range asked for.
    pub problems: Vec<Message>,
    pub filters: Filters,
    pub chips: Vec<Chip>,
    pub figures: Vec<FigureCard>,
    pub radar: Chart,
    pub radar_has_targets: bool,
    /// The numbers of the radar and the trend as files.
    pub categories_downloads: Vec<Download>,
    pub trend_downloads: Vec<Download>,
    pub attention: Vec<Attention>,
    pub trend: Chart,
    pub tiers: Chart,
    pub strongest: Chart,
    pub weakest: Chart,
    pub recent: Vec<Recent>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Begin {
    pub title: Message,
    pub text: Message,
    pub href: &'static str,
    pub label: Message,
}

/// The filters as they stand, and what can be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct Filters {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub today: Date,
    pub tier: String,
    pub tiers: Vec<Choice>,
    pub employee: String,
    pub employees: Vec<Choice>,
    pub category: String,
    pub categories: Vec<Choice>,
}

/// One kind of thing to look at.
#[derive(Clone, Debug, Serialize)]
pub struct Attention {
    pub title: Message,
    pub count: usize,
    pub why: Option<Message>,
    pub items: Vec<AttentionItem>,
    pub more: Option<Message>,
    /// Where all of them are listed.
    pub all: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AttentionItem {
    pub href: String,
    pub name: String,
    pub note: Message,
}

#[derive(Clone, Debug, Serialize)]
pub struct Recent {
    pub href: String,
    pub employee: String,
    pub date: Date,
    pub rater: String,
    pub ratings: u32,
    pub average: String,
}

impl Page for Dashboard {
    const TEMPLATE: &'static str = "dashboard/show.html";
    fn title(&self) -> Message {
        message!("Dashboard")
    }
    fn section(&self) -> Section {
        Section::Dashboard
    }
    fn seen_by(&self) -> Option<Message> {
        Some(message!("Managers and administrators see this page."))
    }
}

//! The lists there are, for whom, and where on the pages they are.

use crate::domain::account::Role;
use crate::domain::message::Message;
use crate::message;

/// A list that can be taken along.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its last word in an address.
    pub name: &'static str,
    pub title: Message,
    pub told: Message,
    /// The page of the list, where it can be filtered first.
    pub page: &'static str,
    /// The value of its query that asks for the whole of it, where its page opens with a part.
    pub whole: Option<&'static str>,
    /// Who may take it along.
    pub least: Role,
    /// Of a page where it is offered, and not among the exports.
    pub elsewhere: bool,
}

impl Offered {
    const fn new(name: &'static str, page: &'static str, least: Role, title: Message, told: Message) -> Self {
        Self {
            name,
            title,
            told,
            page,
            whole: None,
            least,
            elsewhere: false,
        }
    }

    const fn whole_by(mut self, name: &'static str) -> Self {
        self.whole = Some(name);
        self
    }

    const fn elsewhere(mut self) -> Self {
        self.elsewhere = true;
        self
    }
}

/// All of them, in the order they are offered.
pub const ALL: [Offered; 10] = [
    Offered::new(
        "employees",
        "/employees?status=all",
        Role::Manager,
        message!("Employees"),
        message!("Everyone on record: number, name, tier, days, contacts, manager, next talk."),
    )
    .whole_by("status"),
    Offered::new(
        "evaluations",
        "/evaluations",
        Role::Employee,
        message!("Evaluations"),
        message!("One row an evaluation, a column a skill, with the notes on the whole."),
    ),
    Offered::new(
        "ratings",
        "/evaluations",
        Role::Employee,
        message!("Ratings"),
        message!("One row a rating, with its note: for pivot tables and other programs."),
    ),
    Offered::new(
        "tool-marks",
        "/evaluations",
        Role::Employee,
        message!("Tool marks"),
        message!("One row a tool mark: who can operate what, owns it, and carries it on the truck."),
    ),
    Offered::new(
        "categories",
        "/",
        Role::Manager,
        message!("Figures by category"),
        message!("The dashboard's figure of each category."),
    )
    .elsewhere(),
    Offered::new(
        "trend",
        "/",
        Role::Manager,
        message!("Figures by month"),
        message!("The dashboard's figure of each month."),
    )
    .elsewhere(),
    Offered::new(
        "skills",
        "/catalogue?show=all",
        Role::Admin,
        message!("Skills"),
        message!("Every skill with its category, weight and what it needs, archived ones too."),
    )
    .whole_by("show"),
    Offered::new(
        "tools",
        "/catalogue/tools?show=all",
        Role::Admin,
        message!("Tools"),
        message!("Every tool with its category, archived ones too."),
    )
    .whole_by("show"),
    Offered::new(
        "targets",
        "/targets",
        Role::Admin,
        message!("Targets"),
        message!("The level each tier asks for today."),
    ),
    Offered::new(
        "users",
        "/users",
        Role::Admin,
        message!("Users"),
        message!("Who can sign in, as what. No passwords."),
    ),
];

//! What the Rate page shows, ready to be written. Field names and the form of a save stand at the
//! top of its template.

use crate::domain::message::Message;
use crate::message;
use crate::view::{Choice, Errors, Moment, Page, Section};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct RatePage {
    /// Where the draft is listed or the person is shown.
    pub back: String,
    pub evaluation: u64,
    pub employee: String,
    /// "Manager evaluation".
    pub kind: Message,
    pub date: Date,
    pub tier: String,
    /// Where the whole form goes, and where the script sends what changed.
    pub action: String,
    pub saves: String,
    /// Where the draft is deleted.
    pub delete: String,
    pub edit: u64,
    pub revision: u32,
    pub saved_at: Option<Moment>,
    pub rated: usize,
    pub of: usize,
    /// The first skill that is not rated.
    pub first_open: Option<u64>,
    pub levels: Vec<LevelWords>,
    /// Each level as a radio button: its value, its text, and what is read out: "3, Independent".
    pub choices: Vec<[String; 3]>,
    pub categories: Vec<Category>,
    pub tools: Vec<ToolGroup>,
    pub special: Vec<Special>,
    pub certifications: Vec<Choice>,
    pub notes: String,
    pub notes_hint: Message,
    /// `None` in a self evaluation.
    pub private: Option<String>,
    /// What the button that ends it says, and what happens then.
    pub submit: Message,
    pub then: Message,
    pub errors: Errors,
}

#[derive(Clone, Debug, Serialize)]
pub struct LevelWords {
    pub level: u8,
    pub name: String,
    pub anchor: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Category {
    /// `c7`: its place on the page.
    pub anchor: String,
    pub name: String,
    pub description: String,
    pub rated: usize,
    pub of: usize,
    pub skills: Vec<Skill>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Skill {
    pub id: u64,
    /// `r7`.
    pub field: String,
    pub name: String,
    pub description: String,
    pub critical: bool,
    pub archived: bool,
    /// `1` to `5`, `n`, or empty.
    pub mark: String,
    /// The words of the chosen level.
    pub anchor: String,
    /// `1` to `5` or `n`.
    pub previous: Option<String>,
    /// `1` to `5`.
    pub target: Option<String>,
    pub note: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ToolGroup {
    pub name: String,
    pub tools: Vec<Tool>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Tool {
    /// `t4` and `h4`.
    pub can_field: String,
    pub holding_field: String,
    pub name: String,
    /// `y`, `n`, or empty.
    pub can: &'static str,
    /// `none`, `owns`, `truck`.
    pub holding: &'static str,
}

/// A special skill as typed: days as the browser's date fields have them, a certification by its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Special {
    pub name: String,
    pub description: String,
    pub acquired_on: String,
    pub valid_until: String,
    pub certification: String,
}

impl Page for RatePage {
    const TEMPLATE: &'static str = "evaluations/rate.html";
    fn title(&self) -> Message {
        match self.private.is_some() {
            true => message!("Rate {name}", name = self.employee),
            false => message!("Rate yourself"),
        }
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
    fn seen_by(&self) -> Option<Message> {
        Some(message!(
            "Only you see this draft; an administrator sees that it exists."
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::gallery::{frame, look_at};
    use jiff::civil::date;

    fn skill(id: u64, mark: &str) -> Skill {
        Skill {
            id,
            field: format!("r{id}"),
            name: format!("Skill & <b>{id}</b>"),
            description: "What it takes.".into(),
            critical: id == 2,
            archived: id == 3,
            mark: mark.into(),
            anchor: String::new(),
            previous: (id == 1).then(|| "n".into()),
            target: (id == 1).then(|| "3".into()),
            note: String::new(),
        }
    }

    fn page() -> RatePage {
        RatePage {
            back: "/employees/3".into(),
            evaluation: 7,
            employee: "Dana Whitfield".into(),
            kind: message!("Manager evaluation"),
            date: date(2026, 11, 22),
            tier: "Craftsman".into(),
            action: "/evaluations/7".into(),
            saves: "/evaluations/7/saves".into(),
            delete: "/evaluations/7/deletion".into(),
            edit: 12,
            revision: 1,
            saved_at: None,
            rated: 2,
            of: 3,
            first_open: Some(3),
            levels: (1..=5)
                .map(|level| LevelWords {
                    level,
                    name: format!("L{level}"),
                    anchor: format!("words {level}"),
                })
                .collect(),
            choices: (1..=5)
                .map(|level| [level.to_string(), level.to_string(), format!("{level}, L{level}")])
                .collect(),
            categories: vec![Category {
                anchor: "c1".into(),
                name: "Plumbing".into(),
                description: String::new(),
                rated: 2,
                of: 3,
                skills: vec![skill(1, "4"), skill(2, "n"), skill(3, "")],
            }],
            tools: vec![ToolGroup {
                name: "Saws".into(),
                tools: vec![Tool {
                    can_field: "t4".into(),
                    holding_field: "h4".into(),
                    name: "Table saw".into(),
                    can: "n",
                    holding: "truck",
                }],
            }],
            special: vec![Special {
                name: "Piano tuning".into(),
                certification: "2".into(),
                ..Special::default()
            }],
            certifications: vec![Choice::new(2, "Tuner".into())],
            notes: String::new(),
            notes_hint: message!("Dana reads this."),
            private: Some(String::new()),
            submit: message!("Submit"),
            then: message!("Then you look it over."),
            errors: Errors::default(),
        }
    }

    #[test]
    fn each_skill_is_a_group_of_six_choices_and_a_way_back() {
        let html = look_at("rate", &frame(), &page());
        assert_eq!(html.matches("name=\"r1\"").count(), 7);
        assert_eq!(html.matches(" checked").count(), 3 + 2);
        assert!(html.contains("name=\"t4\" value=\"n\" checked"));
        assert!(!html.contains("<b>"));
    }

    #[test]
    fn a_self_evaluation_has_no_private_note() {
        let html = look_at(
            "rate_self",
            &frame(),
            &RatePage {
                private: None,
                tools: Vec::new(),
                ..page()
            },
        );
        assert!(!html.contains("name=\"private\""));
        assert!(!html.contains("#tools"));
    }
}

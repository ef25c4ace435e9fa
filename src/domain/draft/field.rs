//! The fields of a draft, their names and the values they take.
//!
//! | name | value |
//! |---|---|
//! | `r7` | rating of skill 7: `1` to `5`, `n` for not applicable, empty for not rated |
//! | `r7note` | note on that rating |
//! | `t4` | can operate tool 4: `y`, `n`, empty for not asked |
//! | `h4` | has tool 4: `none`, `owns`, `truck` |
//! | `notes`, `private` | shared notes; private note |
//! | `special` | special skills: a JSON list, or empty |
//! | `date` | the effective date: `2026-11-22` |

use crate::domain::day;
use crate::domain::evaluation::{Evaluation, Holding, Rating, SpecialSkill, ToolMark};
use crate::domain::id::{CertificationTypeId, SkillId, ToolId};
use crate::domain::invalid::Invalid;
use crate::domain::level::{Level, Mark};
use crate::domain::message::Message;
use crate::domain::text::{self, NAME_MAX, NOTE_MAX};
use crate::message;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most special skills one evaluation can hold.
pub const SPECIAL_SKILLS_MAX: usize = 50;

/// One thing on the page that is saved by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Date,
    Rating(SkillId),
    RatingNote(SkillId),
    CanOperate(ToolId),
    Holding(ToolId),
    SpecialSkills,
    SharedNotes,
    PrivateNote,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Date(Date),
    /// `None`: not rated.
    Mark(Option<Mark>),
    Text(String),
    /// `None`: not asked.
    CanOperate(Option<bool>),
    Holding(Holding),
    SpecialSkills(Vec<SpecialSkill>),
}

/// A field with its new value, and the edit on top of which it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: Field,
    pub value: Value,
    pub base: u64,
}

/// What can be rated and marked, as the rules ask for it.
pub trait Rateable {
    /// `Ok` when the skill can be rated; else why not, naming it.
    fn skill(&self, id: SkillId) -> Result<(), Message>;
    /// `Ok` when the tool can be marked; else why not, naming it.
    fn tool(&self, id: ToolId) -> Result<(), Message>;
    /// Whether there is such a certification type.
    fn certification(&self, id: CertificationTypeId) -> bool;
}

impl Field {
    /// The field of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "date" => return Some(Field::Date),
            "notes" => return Some(Field::SharedNotes),
            "private" => return Some(Field::PrivateNote),
            "special" => return Some(Field::SpecialSkills),
            _ => {}
        }
        let (kind, rest) = name.split_at_checked(1)?;
        let number = |digits: &str| match digits.bytes().all(|b| b.is_ascii_digit()) {
            true => digits.parse::<u64>().ok(),
            false => None,
        };
        match (kind, rest.strip_suffix("note")) {
            ("r", Some(digits)) => number(digits).map(|id| Field::RatingNote(SkillId(id))),
            ("r", None) => number(rest).map(|id| Field::Rating(SkillId(id))),
            ("t", None) => number(rest).map(|id| Field::CanOperate(ToolId(id))),
            ("h", None) => number(rest).map(|id| Field::Holding(ToolId(id))),
            _ => None,
        }
    }

    /// What the field holds in `evaluation`.
    pub fn of(self, evaluation: &Evaluation) -> Value {
        let content = &evaluation.content;
        let tool = |id: ToolId| content.tools.get(&id).copied().unwrap_or_default();
        match self {
            Field::Date => Value::Date(evaluation.date),
            Field::Rating(id) => Value::Mark(content.ratings.get(&id).map(|rating| rating.mark)),
            Field::RatingNote(id) => Value::Text(note(evaluation, id).to_owned()),
            Field::CanOperate(id) => Value::CanOperate(tool(id).can_operate),
            Field::Holding(id) => Value::Holding(tool(id).holding),
            Field::SpecialSkills => Value::SpecialSkills(content.special_skills.clone()),
            Field::SharedNotes => Value::Text(content.shared_notes.clone()),
            Field::PrivateNote => Value::Text(content.private_note.clone()),
        }
    }

    /// Reads a typed value, or says in a sentence why it cannot be taken.
    pub fn value(self, typed: &str) -> Result<Value, Invalid> {
        let name = self.to_string();
        let lines = |typed| text::lines(&name, typed, NOTE_MAX).map(Value::Text);
        match self {
            Field::Date => day::required(&name, typed).map(Value::Date),
            Field::Rating(_) => mark(&name, typed).map(Value::Mark),
            Field::RatingNote(_) | Field::SharedNotes | Field::PrivateNote => lines(typed),
            Field::CanOperate(_) => match typed {
                "y" => Ok(Value::CanOperate(Some(true))),
                "n" => Ok(Value::CanOperate(Some(false))),
                "" => Ok(Value::CanOperate(None)),
                _ => Err(Invalid::one(
                    name,
                    message!("Please choose yes, no or not asked for this tool."),
                )),
            },
            Field::Holding(_) => match typed {
                "none" | "" => Ok(Value::Holding(Holding::None)),
                "owns" => Ok(Value::Holding(Holding::Owns)),
                "truck" => Ok(Value::Holding(Holding::Truck)),
                _ => Err(Invalid::one(
                    name,
                    message!("Please choose none, owns or on the truck for this tool."),
                )),
            },
            Field::SpecialSkills => special_skills(typed).map(Value::SpecialSkills),
        }
    }
}

/// The name it has in a form.
impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Field::Date => f.write_str("date"),
            Field::Rating(id) => write!(f, "r{id}"),
            Field::RatingNote(id) => write!(f, "r{id}note"),
            Field::CanOperate(id) => write!(f, "t{id}"),
            Field::Holding(id) => write!(f, "h{id}"),
            Field::SpecialSkills => f.write_str("special"),
            Field::SharedNotes => f.write_str("notes"),
            Field::PrivateNote => f.write_str("private"),
        }
    }
}

impl Change {
    /// Reads one changed field; refuses what cannot be rated.
    pub fn parse(name: &str, typed: &str, base: u64, rateable: &impl Rateable) -> Result<Self, Invalid> {
        let Some(field) = Field::parse(name) else {
            return Err(Invalid::one(
                name,
                message!(
                    "This page has no field “{name}”. Please load it again.",
                    name = short(name)
                ),
            ));
        };
        let known = match field {
            Field::Rating(id) | Field::RatingNote(id) => rateable.skill(id),
            Field::CanOperate(id) | Field::Holding(id) => rateable.tool(id),
            _ => Ok(()),
        };
        // What was rated before it was archived can be taken back, not changed.
        if !typed.trim().is_empty() || matches!(field, Field::Date) {
            known.map_err(|why| Invalid::one(name, why))?;
        }
        let value = field.value(typed)?;
        if let Value::SpecialSkills(list) = &value
            && let Some(lost) = list
                .iter()
                .find(|skill| skill.certification.is_some_and(|id| !rateable.certification(id)))
        {
            return Err(Invalid::one(
                name,
                message!(
                    "The certification of “{name}” is not in the catalogue.",
                    name = lost.name
                ),
            ));
        }
        Ok(Self { field, value, base })
    }
}

impl Value {
    /// As it is written on the wire and in a form.
    pub fn written(&self) -> String {
        match self {
            Value::Date(date) => date.to_string(),
            Value::Mark(None) | Value::CanOperate(None) => String::new(),
            Value::Mark(Some(Mark::NotApplicable)) | Value::CanOperate(Some(false)) => "n".into(),
            Value::Mark(Some(Mark::Level(level))) => level.to_string(),
            Value::CanOperate(Some(true)) => "y".into(),
            Value::Holding(Holding::None) => "none".into(),
            Value::Holding(Holding::Owns) => "owns".into(),
            Value::Holding(Holding::Truck) => "truck".into(),
            Value::Text(text) => text.clone(),
            Value::SpecialSkills(list) if list.is_empty() => String::new(),
            Value::SpecialSkills(list) => serde_json::to_string(list).expect("names, dates and numbers are JSON"),
        }
    }

    /// Puts it into the field it was read for.
    pub(super) fn put(self, field: Field, evaluation: &mut Evaluation) {
        match (field, self) {
            (Field::Date, Value::Date(date)) => evaluation.date = date,
            (Field::Rating(id), Value::Mark(mark)) => rate(evaluation, id, mark),
            (Field::RatingNote(id), Value::Text(text)) => annotate(evaluation, id, text),
            (Field::CanOperate(id), Value::CanOperate(can)) => with_tool(evaluation, id, |tool| tool.can_operate = can),
            (Field::Holding(id), Value::Holding(holding)) => with_tool(evaluation, id, |tool| tool.holding = holding),
            (Field::SpecialSkills, Value::SpecialSkills(list)) => evaluation.content.special_skills = list,
            (Field::SharedNotes, Value::Text(text)) => evaluation.content.shared_notes = text,
            (Field::PrivateNote, Value::Text(text)) => evaluation.content.private_note = text,
            _ => unreachable!("a value is read by the field that it is for"),
        }
    }
}

/// The note on a skill, rated or not.
pub fn note(evaluation: &Evaluation, skill: SkillId) -> &str {
    let content = &evaluation.content;
    match content.ratings.get(&skill) {
        Some(rating) => &rating.note,
        None => content.unrated_notes.get(&skill).map_or("", String::as_str),
    }
}

/// A note outlives the rating it was on: clearing a rating by mistake loses no text.
fn rate(evaluation: &mut Evaluation, skill: SkillId, mark: Option<Mark>) {
    let note = note(evaluation, skill).to_owned();
    let content = &mut evaluation.content;
    match mark {
        Some(mark) => {
            content.unrated_notes.remove(&skill);
            content.ratings.insert(skill, Rating { mark, note });
        }
        None => {
            content.ratings.remove(&skill);
            if !note.is_empty() {
                content.unrated_notes.insert(skill, note);
            }
        }
    }
}

fn annotate(evaluation: &mut Evaluation, skill: SkillId, text: String) {
    let content = &mut evaluation.content;
    if let Some(rating) = content.ratings.get_mut(&skill) {
        rating.note = text;
    } else if text.is_empty() {
        content.unrated_notes.remove(&skill);
    } else {
        content.unrated_notes.insert(skill, text);
    }
}

fn with_tool(evaluation: &mut Evaluation, tool: ToolId, change: impl FnOnce(&mut ToolMark)) {
    let tools = &mut evaluation.content.tools;
    let mut mark = tools.get(&tool).copied().unwrap_or_default();
    change(&mut mark);
    if mark == ToolMark::default() {
        tools.remove(&tool);
    } else {
        tools.insert(tool, mark);
    }
}

fn mark(field: &str, typed: &str) -> Result<Option<Mark>, Invalid> {
    match typed {
        "" => return Ok(None),
        "n" => return Ok(Some(Mark::NotApplicable)),
        _ => {}
    }
    // One byte, so that "+3" and "03" are not levels.
    let digit = Some(typed).filter(|typed| typed.len() == 1);
    match digit.and_then(|digit| digit.parse().ok()).and_then(Level::new) {
        Some(level) => Ok(Some(Mark::Level(level))),
        None => Err(Invalid::one(
            field,
            message!(
                "“{typed}” is not a rating. Please choose 1 to 5, or n/a.",
                typed = short(typed)
            ),
        )),
    }
}

/// As a browser sends it: all texts, empty when not filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    acquired_on: Option<String>,
    #[serde(default)]
    valid_until: Option<String>,
    #[serde(default)]
    certification: Option<TypedId>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum TypedId {
    Number(u64),
    Text(String),
}

fn special_skills(typed: &str) -> Result<Vec<SpecialSkill>, Invalid> {
    if typed.trim().is_empty() {
        return Ok(Vec::new());
    }
    let Ok(rows) = serde_json::from_str::<Vec<Typed>>(typed) else {
        return Err(Invalid::one(
            "special",
            message!("The special skills did not arrive whole. Please load the page again."),
        ));
    };
    if rows.len() > SPECIAL_SKILLS_MAX {
        return Err(Invalid::one(
            "special",
            message!("Please list at most {max} special skills.", max = SPECIAL_SKILLS_MAX),
        ));
    }
    let mut invalid = Invalid::new();
    let mut list = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let at = |part: &str| format!("special.{n}.{part}");
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        let certification = match &row.certification {
            None => None,
            Some(TypedId::Number(id)) => Some(*id),
            Some(TypedId::Text(text)) if text.is_empty() => None,
            Some(TypedId::Text(text)) => match text.parse() {
                Ok(id) => Some(id),
                Err(_) => {
                    invalid.add(
                        at("certification"),
                        message!("Please choose a certification from the list."),
                    );
                    None
                }
            },
        };
        let nothing_else = row.description.trim().is_empty()
            && blank(&row.acquired_on)
            && blank(&row.valid_until)
            && certification.is_none();
        if row.name.trim().is_empty() && nothing_else {
            continue;
        }
        let skill = SpecialSkill {
            name: invalid.take(text::required(&at("name"), &row.name, NAME_MAX)),
            description: invalid.take(text::lines(&at("description"), &row.description, NOTE_MAX)),
            acquired_on: invalid.take(day::optional(
                &at("acquired_on"),
                row.acquired_on.as_deref().unwrap_or_default(),
            )),
            valid_until: invalid.take(day::optional(
                &at("valid_until"),
                row.valid_until.as_deref().unwrap_or_default(),
            )),
            certification: certification.map(CertificationTypeId),
        };
        if let (Some(from), Some(until)) = (skill.acquired_on, skill.valid_until)
            && until < from
        {
            invalid.add(
                at("valid_until"),
                message!("“{name}” ends before it was acquired.", name = skill.name),
            );
        }
        list.push(skill);
    }
    invalid.into_result(list)
}

/// What was typed, cut to what a sentence can carry.
fn short(typed: &str) -> String {
    let mut cut: String = typed.chars().filter(|c| !c.is_control()).take(20).collect();
    if typed.chars().count() > 20 {
        cut.push('…');
    }
    cut
}

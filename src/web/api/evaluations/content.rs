//! What is said in an evaluation, as it is sent and as it is read: all of it, or what is to be changed.

use super::marks::{RatingIn, SpecialSkillIn, ToolIn};
use crate::domain::draft::{Field, Value};
use crate::domain::evaluation::{self, Holding, Rating, SpecialSkill, ToolMark};
use crate::domain::id::{SkillId, ToolId};
use crate::domain::invalid::Invalid;
use crate::message;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everything said in an evaluation.
pub struct Content {
    pub notes: String,
    pub private_note: String,
    pub ratings: Vec<RatingIn>,
    pub tools: Vec<ToolIn>,
    pub special_skills: Vec<SpecialSkillIn>,
}

/// What is to be changed of a draft. Of ratings and tools those that are listed are replaced, and the
/// others stay; special skills are replaced as a whole.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Changed {
    #[schemars(with = "Option<Date>")]
    date: Option<String>,
    #[schemars(length(max = 4000))]
    notes: Option<String>,
    #[schemars(length(max = 4000))]
    private_note: Option<String>,
    #[schemars(length(max = 5000))]
    ratings: Vec<RatingIn>,
    #[schemars(length(max = 5000))]
    tools: Vec<ToolIn>,
    #[schemars(length(max = 50))]
    special_skills: Option<Vec<SpecialSkillIn>>,
}

impl Content {
    /// What it says, or everything that is wrong with how it is said.
    pub fn read(&self) -> Result<evaluation::Content, Invalid> {
        let mut invalid = Invalid::new();
        once_each(
            "ratings",
            "skill_id",
            self.ratings.iter().map(|one| one.skill_id),
            &mut invalid,
        );
        once_each(
            "tools",
            "tool_id",
            self.tools.iter().map(|one| one.tool_id),
            &mut invalid,
        );
        let (mut ratings, mut unrated_notes) = (BTreeMap::new(), BTreeMap::new());
        for (n, one) in self.ratings.iter().enumerate() {
            let (skill, note) = (SkillId(one.skill_id), one.note.clone());
            match one.mark() {
                Ok(Some(mark)) => drop(ratings.insert(skill, Rating { mark, note })),
                Ok(None) if !note.is_empty() => drop(unrated_notes.insert(skill, note)),
                Ok(None) => {}
                Err(wrong) => below(&format!("ratings.{n}"), wrong, &mut invalid),
            }
        }
        let marks = self.tools.iter().map(|one| {
            let mark = ToolMark {
                can_operate: one.can_operate,
                holding: one.holding.into(),
            };
            (ToolId(one.tool_id), mark)
        });
        let content = evaluation::Content {
            ratings,
            unrated_notes,
            tools: marks.filter(|(_, mark)| *mark != ToolMark::default()).collect(),
            special_skills: invalid.take(special_skills(&self.special_skills)),
            shared_notes: self.notes.clone(),
            private_note: self.private_note.clone(),
            paper_marks: Default::default(),
        };
        invalid.into_result(content)
    }

    /// What a field is called here.
    pub fn named(&self, field: &str) -> String {
        named(&self.ratings, &self.tools, field)
    }
}

impl Changed {
    /// The fields with their values, as a draft is saved.
    pub fn fields(&self) -> Result<Vec<(String, String)>, Invalid> {
        let mut invalid = Invalid::new();
        once_each(
            "ratings",
            "skill_id",
            self.ratings.iter().map(|one| one.skill_id),
            &mut invalid,
        );
        once_each(
            "tools",
            "tool_id",
            self.tools.iter().map(|one| one.tool_id),
            &mut invalid,
        );
        let mut fields: Vec<(Field, String)> = Vec::new();
        let texts = [
            (Field::Date, &self.date),
            (Field::SharedNotes, &self.notes),
            (Field::PrivateNote, &self.private_note),
        ];
        for (field, text) in texts {
            fields.extend(text.as_ref().map(|text| (field, text.clone())));
        }
        for (n, one) in self.ratings.iter().enumerate() {
            let skill = SkillId(one.skill_id);
            match one.mark() {
                Ok(mark) => {
                    fields.push((Field::Rating(skill), Value::Mark(mark).written()));
                    fields.push((Field::RatingNote(skill), one.note.clone()));
                }
                Err(wrong) => below(&format!("ratings.{n}"), wrong, &mut invalid),
            }
        }
        for one in &self.tools {
            let tool = ToolId(one.tool_id);
            let can_operate = Value::CanOperate(one.can_operate).written();
            fields.push((Field::CanOperate(tool), can_operate));
            // "Has none" is no more than that nothing is said.
            let holding = match Holding::from(one.holding) {
                Holding::None => String::new(),
                holding => Value::Holding(holding).written(),
            };
            fields.push((Field::Holding(tool), holding));
        }
        if let Some(list) = &self.special_skills {
            let list = invalid.take(special_skills(list));
            fields.push((Field::SpecialSkills, Value::SpecialSkills(list).written()));
        }
        invalid.into_result(
            fields
                .into_iter()
                .map(|(field, value)| (field.to_string(), value))
                .collect(),
        )
    }

    /// What a field is called here.
    pub fn named(&self, field: &str) -> String {
        named(&self.ratings, &self.tools, field)
    }
}

/// Reads them as a form would have sent them.
fn special_skills(sent: &[SpecialSkillIn]) -> Result<Vec<SpecialSkill>, Invalid> {
    let typed: Vec<_> = sent
        .iter()
        .map(|one| {
            serde_json::json!({
                "name": one.name,
                "description": one.description,
                "acquired_on": one.acquired_on,
                "valid_until": one.valid_until,
                "certification": one.certification_type_id,
            })
        })
        .collect();
    let text = serde_json::Value::from(typed).to_string();
    match Field::SpecialSkills.value(&text) {
        Ok(Value::SpecialSkills(list)) => Ok(list),
        Ok(_) => Ok(Vec::new()),
        Err(mut invalid) => {
            for (field, _) in &mut invalid.fields {
                *field = named(&[], &[], field);
            }
            Err(invalid)
        }
    }
}

fn once_each(list: &str, name: &str, ids: impl Iterator<Item = u64>, invalid: &mut Invalid) {
    let mut seen = std::collections::BTreeSet::new();
    for (n, id) in ids.enumerate() {
        if !seen.insert(id) {
            invalid.add(
                format!("{list}.{n}.{name}"),
                message!("This is in the list twice. Send it once."),
            );
        }
    }
}

fn below(path: &str, wrong: Invalid, invalid: &mut Invalid) {
    for (field, message) in wrong.fields {
        invalid.add(format!("{path}.{field}"), message);
    }
}

fn named(ratings: &[RatingIn], tools: &[ToolIn], field: &str) -> String {
    let rating = |id: SkillId| ratings.iter().position(|one| one.skill_id == id.0);
    let tool = |id: ToolId| tools.iter().position(|one| one.tool_id == id.0);
    let found = match Field::parse(field) {
        Some(Field::Rating(id)) => rating(id).map(|n| format!("ratings.{n}.skill_id")),
        Some(Field::RatingNote(id)) => rating(id).map(|n| format!("ratings.{n}.note")),
        Some(Field::CanOperate(id)) => tool(id).map(|n| format!("tools.{n}.tool_id")),
        Some(Field::Holding(id)) => tool(id).map(|n| format!("tools.{n}.holding")),
        Some(Field::PrivateNote) => Some("private_note".to_owned()),
        Some(Field::SpecialSkills) => Some("special_skills".to_owned()),
        _ => match field.strip_prefix("special.") {
            Some(rest) => Some(format!("special_skills.{rest}").replace(".certification", ".certification_type_id")),
            None if field == "employee" => Some("employee_id".to_owned()),
            None => None,
        },
    };
    found.unwrap_or_else(|| field.to_owned())
}

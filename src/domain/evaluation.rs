//! One person rated on one date by one rater, and what belongs to it.
//!
//! `draft → submitted → finalised`; a self evaluation ends at submitted. What is saved is compact:
//! ratings and tool marks are short lists, and what a finalised evaluation was judged against is a
//! [`Basis`] that evaluations of the same tier and catalogue share.

use super::id::{
    AcknowledgementId, BasisId, CertificationTypeId, EmployeeId, EvaluationId, ImportId, SkillCategoryId, SkillId,
    StatementId, ToolCategoryId, ToolId, UserId, WithdrawnRevisionId,
};
use super::level::{Level, Mark};
use super::target::Target;
use super::tier::Tier;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// By the person, or by a manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[serde(rename = "self")]
    SelfRating,
    Manager,
}

/// Where in its life an evaluation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Submitted,
    Finalised,
}

/// How it came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    #[default]
    Screen,
    DeviceHandedOver,
    PaperCard,
    Import,
}

/// An evaluation with all its ratings and tool marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub employee: EmployeeId,
    pub kind: Kind,
    pub rater: UserId,
    /// The effective date, in the company's time zone.
    pub date: Date,
    pub status: Status,
    /// 1, and one more each time it is reopened.
    pub revision: u32,
    /// Made by the client that began it; unique, so that a repeated "new" is the same draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uuid: Option<String>,
    #[serde(flatten)]
    pub content: Content,
    #[serde(default)]
    pub source: Source,
    /// Counts the saves of this draft, from 0.
    #[serde(default)]
    pub edit: u64,
    /// Until it is finalised: the save that last changed a field, by field name (`r7`, `t4`, `notes`, …).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub field_edits: BTreeMap<String, u64>,
    /// Until it is finalised: the browsers that saved it, by the name each gave itself; see [`super::draft`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub devices: BTreeMap<String, Device>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Timestamp>,
    /// When this revision was submitted and became a draft again, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<Returned>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finalised: Option<Finalised>,
    /// A submitted self evaluation shown to raters before they submitted their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_by: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
}

/// A submitted evaluation became a draft of the same revision again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    pub at: Timestamp,
    pub by: UserId,
    pub reason: String,
}

/// What a rater fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// No entry: not rated. Stored as `[skill, 1..5 | "n", note?]`.
    #[serde(default, with = "compact::ratings", skip_serializing_if = "BTreeMap::is_empty")]
    pub ratings: BTreeMap<SkillId, Rating>,
    /// Notes on skills that have no rating (yet). Stored as `[skill, note]`.
    #[serde(default, with = "compact::notes", skip_serializing_if = "BTreeMap::is_empty")]
    pub unrated_notes: BTreeMap<SkillId, String>,
    /// No entry: not asked. Stored as `[tool, "y" | "n" | "", "n" | "o" | "t"]`.
    #[serde(default, with = "compact::tools", skip_serializing_if = "BTreeMap::is_empty")]
    pub tools: BTreeMap<ToolId, ToolMark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_skills: Vec<SpecialSkill>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shared_notes: String,
    /// Never shown to the person it is about, in whatever role.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub private_note: String,
    /// What stood on a paper card, on the card's own scale of 1 to 5; [`ratings`](Self::ratings) holds
    /// what it was taken for. Stored as `[skill, 1..5]`.
    #[serde(default, with = "compact::paper", skip_serializing_if = "BTreeMap::is_empty")]
    pub paper_marks: BTreeMap<SkillId, u8>,
}

/// What a draft remembers of one browser that saves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The number of its last save that was taken.
    pub save: u64,
    /// The fields that it was the last to change.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub fields: BTreeSet<String>,
}

/// One skill's rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    pub mark: Mark,
    pub note: String,
}

/// What was said of one tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ToolMark {
    /// `None`: not asked.
    pub can_operate: Option<bool>,
    pub holding: Holding,
}

/// Whether the person has the tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    #[default]
    None,
    Owns,
    /// Owns it and carries it on the truck.
    Truck,
}

/// Something a person can do that the catalogue does not list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialSkill {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquired_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// It is this certification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certification: Option<CertificationTypeId>,
}

/// What is frozen when an evaluation is finalised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finalised {
    pub at: Timestamp,
    pub by: UserId,
    /// The person's tier on the effective date.
    pub tier: Tier,
    /// Names, weights and that tier's targets, as valid on the effective date.
    pub basis: BasisId,
}

/// What evaluations were judged against: never changed once written, shared by all that were
/// judged against the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub id: BasisId,
    /// Of everything below, hexadecimal; unique.
    pub hash: String,
    pub tier: Tier,
    pub tier_name: String,
    pub skill_categories: Vec<BasisCategory>,
    pub tool_categories: Vec<BasisToolCategory>,
}

/// A skill category as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisCategory {
    pub id: SkillCategoryId,
    pub name: String,
    pub weight: u32,
    pub must_have: bool,
    pub skills: Vec<BasisSkill>,
}

/// A skill as it was, and the target then. `None`: not set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisSkill {
    pub id: SkillId,
    pub name: String,
    pub weight: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// A tool category as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisToolCategory {
    pub id: ToolCategoryId,
    pub name: String,
    pub tools: Vec<(ToolId, String)>,
}

/// A revision that was reopened: readable ever after, counting no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnRevision {
    pub id: WithdrawnRevisionId,
    pub withdrawn_at: Timestamp,
    pub withdrawn_by: UserId,
    pub reason: String,
    /// As it stood.
    pub evaluation: Evaluation,
}

/// The person has seen one revision. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub id: AcknowledgementId,
    pub evaluation: EvaluationId,
    pub revision: u32,
    pub at: Timestamp,
    /// Who recorded it: the person, or a manager for one without an account.
    pub by: UserId,
    pub how: AcknowledgedHow,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// How a revision was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcknowledgedHow {
    Seen,
    Refused,
    /// Read out to the person on this day.
    ReadOut(Date),
    /// On a device handed over, with the one-time PIN.
    Pin,
}

/// What the subject attaches to a finalised evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub id: StatementId,
    pub evaluation: EvaluationId,
    pub revision: u32,
    pub at: Timestamp,
    pub by: UserId,
    pub text: String,
}

/// What a draft begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    pub id: EvaluationId,
    pub employee: EmployeeId,
    pub kind: Kind,
    pub rater: UserId,
    pub date: Date,
    pub source: Source,
    pub at: Timestamp,
}

impl Evaluation {
    /// A draft in which nothing is rated yet.
    pub fn begun(beginning: Beginning) -> Self {
        Self {
            id: beginning.id,
            employee: beginning.employee,
            kind: beginning.kind,
            rater: beginning.rater,
            date: beginning.date,
            status: Status::Draft,
            revision: 1,
            client_uuid: None,
            content: Content::default(),
            source: beginning.source,
            edit: 0,
            field_edits: BTreeMap::new(),
            devices: BTreeMap::new(),
            created_at: beginning.at,
            updated_at: beginning.at,
            submitted_at: None,
            returned: Vec::new(),
            finalised: None,
            released_by: None,
            import: None,
        }
    }

    /// Whether it counts: a finalised manager evaluation.
    pub fn counts(&self) -> bool {
        self.kind == Kind::Manager && self.status == Status::Finalised
    }
}

impl Rating {
    /// A level without a note.
    pub fn level(level: Level) -> Self {
        Self {
            mark: Mark::Level(level),
            note: String::new(),
        }
    }
}

mod compact {
    use super::Level;
    use serde::Deserialize;
    use std::borrow::Cow;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum StoredMark<'a> {
        Level(Level),
        #[serde(borrow)]
        Word(Cow<'a, str>),
    }

    pub mod ratings {
        use super::StoredMark;
        use crate::domain::evaluation::{Mark, Rating};
        use crate::domain::id::SkillId;
        use serde::ser::{SerializeSeq, SerializeTuple};
        use serde::{Deserialize, Deserializer, Serialize, Serializer};
        use std::collections::BTreeMap;

        struct Row<'a>(SkillId, &'a Rating);
        impl Serialize for Row<'_> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let noted = !self.1.note.is_empty();
                let mut row = to.serialize_tuple(if noted { 3 } else { 2 })?;
                row.serialize_element(&self.0)?;
                match self.1.mark {
                    Mark::Level(level) => row.serialize_element(&level)?,
                    Mark::NotApplicable => row.serialize_element("n")?,
                }
                if noted {
                    row.serialize_element(&self.1.note)?;
                }
                row.end()
            }
        }

        struct Read(SkillId, Rating);
        impl<'de> Deserialize<'de> for Read {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Visit;
                impl<'de> serde::de::Visitor<'de> for Visit {
                    type Value = Read;
                    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                        f.write_str("[skill, level or \"n\", note?]")
                    }
                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Read, A::Error> {
                        use serde::de::Error;
                        let skill = seq.next_element()?.ok_or_else(|| A::Error::custom("no skill"))?;
                        let mark = match seq.next_element::<StoredMark>()? {
                            Some(StoredMark::Level(level)) => Mark::Level(level),
                            Some(StoredMark::Word(word)) if word == "n" => Mark::NotApplicable,
                            _ => return Err(A::Error::custom("neither a level nor \"n\"")),
                        };
                        let note = seq.next_element::<String>()?.unwrap_or_default();
                        Ok(Read(skill, Rating { mark, note }))
                    }
                }
                from.deserialize_seq(Visit)
            }
        }

        pub fn serialize<S: Serializer>(map: &BTreeMap<SkillId, Rating>, to: S) -> Result<S::Ok, S::Error> {
            let mut seq = to.serialize_seq(Some(map.len()))?;
            for (skill, rating) in map {
                seq.serialize_element(&Row(*skill, rating))?;
            }
            seq.end()
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<SkillId, Rating>, D::Error> {
            Ok(Vec::<Read>::deserialize(from)?
                .into_iter()
                .map(|Read(skill, rating)| (skill, rating))
                .collect())
        }
    }

    pub mod notes {
        use crate::domain::id::SkillId;
        use serde::{Deserialize, Deserializer, Serializer};
        use std::collections::BTreeMap;

        pub fn serialize<S: Serializer>(map: &BTreeMap<SkillId, String>, to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(map)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<SkillId, String>, D::Error> {
            Ok(Vec::<(SkillId, String)>::deserialize(from)?.into_iter().collect())
        }
    }

    pub mod paper {
        use crate::domain::id::SkillId;
        use serde::{Deserialize, Deserializer, Serializer};
        use std::collections::BTreeMap;

        pub fn serialize<S: Serializer>(map: &BTreeMap<SkillId, u8>, to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(map)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<SkillId, u8>, D::Error> {
            Ok(Vec::<(SkillId, u8)>::deserialize(from)?.into_iter().collect())
        }
    }

    pub mod tools {
        use crate::domain::evaluation::{Holding, ToolMark};
        use crate::domain::id::ToolId;
        use serde::{Deserialize, Deserializer, Serializer};
        use std::borrow::Cow;
        use std::collections::BTreeMap;

        fn words(mark: &ToolMark) -> (&'static str, &'static str) {
            let can = match mark.can_operate {
                Some(true) => "y",
                Some(false) => "n",
                None => "",
            };
            let holding = match mark.holding {
                Holding::None => "n",
                Holding::Owns => "o",
                Holding::Truck => "t",
            };
            (can, holding)
        }

        pub fn serialize<S: Serializer>(map: &BTreeMap<ToolId, ToolMark>, to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(map.iter().map(|(tool, mark)| {
                let (can, holding) = words(mark);
                (tool, can, holding)
            }))
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<ToolId, ToolMark>, D::Error> {
            use serde::de::Error;
            Vec::<(ToolId, Cow<str>, Cow<str>)>::deserialize(from)?
                .into_iter()
                .map(|(tool, can, holding)| {
                    let can_operate = match &*can {
                        "y" => Some(true),
                        "n" => Some(false),
                        "" => None,
                        _ => return Err(D::Error::custom("can operate is neither y, n nor empty")),
                    };
                    let holding = match &*holding {
                        "n" => Holding::None,
                        "o" => Holding::Owns,
                        "t" => Holding::Truck,
                        _ => return Err(D::Error::custom("holding is neither n, o nor t")),
                    };
                    Ok((tool, ToolMark { can_operate, holding }))
                })
                .collect()
        }
    }
}

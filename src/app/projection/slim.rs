//! An evaluation as the projection reads it: the same stored record, without notes and texts that
//! answer no figure, so that a whole store is read in a moment at start.

use crate::domain::evaluation::{Evaluation, Holding, Kind, Source, SpecialSkill, Status, ToolMark};
use crate::domain::id::{EmployeeId, EvaluationId, SkillId, ToolId, UserId};
use crate::domain::level::Mark;
use crate::store::{Index, Indexes, Record};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The code of "n/a" among the levels 1 to 5.
pub const NOT_APPLICABLE: u8 = 6;

/// What the projection needs of an evaluation.
#[derive(Clone, Debug, Deserialize)]
pub struct Slim {
    pub id: EvaluationId,
    pub employee: EmployeeId,
    pub kind: Kind,
    pub rater: UserId,
    pub date: Date,
    pub status: Status,
    pub revision: u32,
    #[serde(default)]
    pub ratings: Ratings,
    #[serde(default)]
    pub tools: Tools,
    #[serde(default)]
    pub special_skills: Vec<SpecialSkill>,
    #[serde(default)]
    pub source: Source,
    pub updated_at: Timestamp,
    #[serde(default)]
    pub released_by: Option<UserId>,
}

/// Skill and code: 1 to 5, or [`NOT_APPLICABLE`]; by skill.
#[derive(Clone, Debug, Default)]
pub struct Ratings(pub Vec<(SkillId, u8)>);

/// Tool and [code](tool_code); by tool.
#[derive(Clone, Debug, Default)]
pub struct Tools(pub Vec<(ToolId, u8)>);

impl Slim {
    /// The same from a whole record.
    pub fn of(evaluation: &Evaluation) -> Self {
        let code = |mark: Mark| mark.level().map_or(NOT_APPLICABLE, u8::from);
        let content = &evaluation.content;
        Slim {
            id: evaluation.id,
            employee: evaluation.employee,
            kind: evaluation.kind,
            rater: evaluation.rater,
            date: evaluation.date,
            status: evaluation.status,
            revision: evaluation.revision,
            ratings: Ratings(content.ratings.iter().map(|(id, r)| (*id, code(r.mark))).collect()),
            tools: Tools(content.tools.iter().map(|(id, mark)| (*id, tool_code(*mark))).collect()),
            special_skills: content.special_skills.clone(),
            source: evaluation.source,
            updated_at: evaluation.updated_at,
            released_by: evaluation.released_by,
        }
    }

    pub fn counts(&self) -> bool {
        self.kind == Kind::Manager && self.status == Status::Finalised
    }
}

/// Two bits whether the person can operate it (0 not asked, 1 no, 2 yes), two bits whether it is
/// theirs (0 no, 1 owns, 2 on the truck).
pub fn tool_code(mark: ToolMark) -> u8 {
    let can = match mark.can_operate {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    };
    let holding = match mark.holding {
        Holding::None => 0,
        Holding::Owns => 1,
        Holding::Truck => 2,
    };
    can << 2 | holding
}

/// What a [code](tool_code) says.
pub fn tool_mark(code: u8) -> ToolMark {
    ToolMark {
        can_operate: match code >> 2 & 3 {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        },
        holding: match code & 3 {
            1 => Holding::Owns,
            2 => Holding::Truck,
            _ => Holding::None,
        },
    }
}

/// Read only: the whole record is what is written.
impl Serialize for Slim {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the projection writes no evaluations"))
    }
}

impl Record for Slim {
    const TABLE: &'static str = <Evaluation as Record>::TABLE;
    const INDEXES: &'static [Index] = &[];
    type Id = EvaluationId;

    fn id(&self) -> EvaluationId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl<'de> Deserialize<'de> for Ratings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Rows;
        impl<'de> Visitor<'de> for Rows {
            type Value = Ratings;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of ratings")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Ratings, A::Error> {
                let mut all = Vec::with_capacity(64);
                while let Some(Row(skill, Code(code))) = rows.next_element()? {
                    all.push((SkillId(skill), code));
                }
                // Stored by skill; a later entry for the same one would be the one that counts.
                all.sort_by_key(|(skill, _)| *skill);
                Ok(Ratings(all))
            }
        }
        from.deserialize_seq(Rows)
    }
}

impl<'de> Deserialize<'de> for Tools {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Rows;
        impl<'de> Visitor<'de> for Rows {
            type Value = Tools;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of tool marks")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Tools, A::Error> {
                let mut all = Vec::with_capacity(32);
                while let Some((tool, CanOperate(can_operate), Held(holding))) = rows.next_element()? {
                    all.push((ToolId(tool), tool_code(ToolMark { can_operate, holding })));
                }
                all.sort_by_key(|(tool, _)| *tool);
                Ok(Tools(all))
            }
        }
        from.deserialize_seq(Rows)
    }
}

/// `[skill, 1..5 | "n", note?]`
struct Row(u64, Code);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Row;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[skill, level or \"n\", note?]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Row, A::Error> {
                let missing = || A::Error::custom("a rating without its skill or mark");
                let skill = parts.next_element()?.ok_or_else(missing)?;
                let code = parts.next_element()?.ok_or_else(missing)?;
                while parts.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Row(skill, code))
            }
        }
        from.deserialize_seq(Parts)
    }
}

struct Code(u8);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Mark;
        impl Visitor<'_> for Mark {
            type Value = Code;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a level from 1 to 5 or \"n\"")
            }
            fn visit_u64<E: serde::de::Error>(self, level: u64) -> Result<Code, E> {
                match u8::try_from(level) {
                    Ok(level @ 1..=5) => Ok(Code(level)),
                    _ => Err(E::custom("not a level from 1 to 5")),
                }
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Code, E> {
                match word {
                    "n" => Ok(Code(NOT_APPLICABLE)),
                    _ => Err(E::custom("neither a level nor \"n\"")),
                }
            }
        }
        from.deserialize_any(Mark)
    }
}

/// A value that is written as one of a few words.
macro_rules! words {
    ($name:ident($value:ty) $expecting:literal: $($word:literal => $meaning:expr),*) => {
        struct $name($value);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Word;
                impl Visitor<'_> for Word {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<$name, E> {
                        match word {
                            $($word => Ok($name($meaning)),)*
                            _ => Err(E::invalid_value(serde::de::Unexpected::Str(word), &self)),
                        }
                    }
                }
                from.deserialize_str(Word)
            }
        }
    };
}

words! { CanOperate(Option<bool>) "y, n or nothing": "y" => Some(true), "n" => Some(false), "" => None }
words! { Held(Holding) "n, o or t": "n" => Holding::None, "o" => Holding::Owns, "t" => Holding::Truck }

//! Records for tests, and dice that fall the same each time.
#![allow(clippy::unwrap_used)]

pub mod catalogue;

use crate::domain;
use crate::domain::employee::{Employee, Employment, TierEntry};
use crate::domain::evaluation::{
    Content, Evaluation, Finalised, Holding, Kind, Rating, Source, SpecialSkill, Status, ToolMark,
};
use crate::domain::id::{BasisId, EmployeeId, EvaluationId, SkillId, ToolId, UserId};
use crate::domain::level::{Level, Mark};
use crate::domain::tier::Tier;
pub use catalogue::{skill, skill_category, tool, tool_category};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

pub fn tier(n: u8) -> Tier {
    Tier::new(n).unwrap()
}

/// Of tier 1, hired and employed since the day.
pub fn employee(id: u64, name: &str, hired: Date) -> Employee {
    let (first, last) = name.split_once(' ').unwrap();
    Employee {
        id: EmployeeId(id),
        first_name: first.into(),
        last_name: last.into(),
        number: None,
        phone: String::new(),
        email: String::new(),
        hire_date: hired,
        notes: String::new(),
        tiers: vec![TierEntry {
            from: hired,
            tier: tier(1),
            decided_by: None,
            reason: String::new(),
        }],
        employment: vec![Employment { from: hired, to: None }],
        managers: Vec::new(),
        import: None,
        anonymised_at: None,
    }
}

/// A finalised manager evaluation by user 1. A level of 0 is "n/a".
pub fn evaluation(id: u64, employee: u64, date: Date, levels: &[(u64, u8)]) -> Evaluation {
    let rating = |n: u8| Rating {
        mark: Level::new(n).map_or(Mark::NotApplicable, Mark::Level),
        note: String::new(),
    };
    Evaluation {
        id: EvaluationId(id),
        employee: EmployeeId(employee),
        kind: Kind::Manager,
        rater: UserId(1),
        date,
        status: Status::Finalised,
        revision: 1,
        client_uuid: None,
        content: Content {
            ratings: levels.iter().map(|(skill, n)| (SkillId(*skill), rating(*n))).collect(),
            ..Content::default()
        },
        source: Source::Screen,
        edit: 0,
        field_edits: BTreeMap::new(),
        devices: Default::default(),
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        submitted_at: None,
        finalised: Some(Finalised {
            at: Timestamp::UNIX_EPOCH,
            by: UserId(1),
            tier: tier(1),
            basis: BasisId(1),
        }),
        returned: Vec::new(),
        released_by: None,
        import: None,
    }
}

pub fn mark(can_operate: Option<bool>, holding: Holding) -> ToolMark {
    ToolMark { can_operate, holding }
}

/// Falls the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// 0 to `n` − 1.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// A day of the years 2023 to 2025.
    pub fn day(&mut self) -> Date {
        date(2023, 1, 1) + i64::try_from(self.below(1096)).unwrap().days()
    }

    /// `ratings` marks of `skills` skills, and some of `tools` tools.
    pub fn content(&mut self, skills: u64, ratings: u64, tools: u64) -> Content {
        let mut content = Content::default();
        for _ in 0..ratings {
            let mark = Level::new(self.below(6) as u8).map_or(Mark::NotApplicable, Mark::Level);
            let note = if self.one_in(9) { "a note" } else { "" }.to_owned();
            content
                .ratings
                .insert(SkillId(self.below(skills) + 1), Rating { mark, note });
        }
        for _ in 0..tools / 2 {
            let can_operate = [None, Some(false), Some(true)][self.below(3) as usize];
            let holding = [Holding::None, Holding::Owns, Holding::Truck][self.below(3) as usize];
            content
                .tools
                .insert(ToolId(self.below(tools) + 1), mark(can_operate, holding));
        }
        if self.one_in(4) {
            content.special_skills.push(SpecialSkill {
                name: ["Tile mosaics", "tile  Mosaics", "Welding"][self.below(3) as usize].into(),
                description: ["", "since school"][self.below(2) as usize].into(),
                acquired_on: None,
                valid_until: self.one_in(2).then(|| self.day()),
                certification: None,
            });
        }
        content
    }
}

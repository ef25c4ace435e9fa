#![allow(clippy::unwrap_used, clippy::panic)]

mod fields;
mod merge;
mod two_devices;

use super::*;
use crate::domain::evaluation::{Evaluation, Kind, Source, Status};
use crate::domain::id::{CertificationTypeId, EmployeeId, EvaluationId, SkillId, ToolId, UserId};
use crate::domain::message::Message;
use crate::domain::text::NOTE_MAX;
use crate::message;
use jiff::civil::date;
use std::collections::BTreeMap;

pub(crate) fn draft() -> Evaluation {
    Evaluation {
        id: EvaluationId(1),
        employee: EmployeeId(1),
        kind: Kind::Manager,
        rater: UserId(1),
        date: date(2026, 5, 4),
        status: Status::Draft,
        revision: 1,
        client_uuid: None,
        content: Default::default(),
        source: Source::Screen,
        edit: 0,
        field_edits: BTreeMap::new(),
        devices: BTreeMap::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        updated_at: jiff::Timestamp::UNIX_EPOCH,
        submitted_at: None,
        finalised: None,
        returned: Vec::new(),
        released_by: None,
        import: None,
    }
}

/// Skills and tools 1 to 9; skill 9 is archived.
struct Nine;

impl Rateable for Nine {
    fn skill(&self, id: SkillId) -> Result<(), Message> {
        match id.0 {
            1..=8 => Ok(()),
            9 => Err(message!("“{name}” is archived.", name = "Old trade")),
            _ => Err(message!("unknown")),
        }
    }
    fn tool(&self, id: ToolId) -> Result<(), Message> {
        self.skill(SkillId(id.0))
    }
    fn certification(&self, id: CertificationTypeId) -> bool {
        id.0 == 1
    }
}

fn change(name: &str, typed: &str) -> Result<Change, String> {
    Change::parse(name, typed, 0, &Nine).map_err(|invalid| invalid.to_string())
}

fn save(device: &str, number: u64, seen: u64, changes: &[(&str, &str)]) -> Save {
    Save {
        device: device.into(),
        number,
        revision: 1,
        seen,
        changes: changes
            .iter()
            .map(|(name, typed)| Change::parse(name, typed, seen, &Nine).unwrap())
            .collect(),
    }
}

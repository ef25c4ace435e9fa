//! The words for kinds, states and who sees what, the same on every page of evaluations.

use crate::domain::draft::Value;
use crate::domain::evaluation::{Holding, Kind, Status};
use crate::domain::level::Mark;
use crate::domain::message::Message;
use crate::message;

pub fn kind(kind: Kind) -> Message {
    match kind {
        Kind::Manager => message!("Manager evaluation"),
        Kind::SelfRating => message!("Self evaluation"),
    }
}

/// The state and the kind of its badge.
pub fn status(status: Status) -> (Message, &'static str) {
    match status {
        Status::Draft => (message!("Draft"), "warn"),
        Status::Submitted => (message!("Submitted"), "plain"),
        Status::Finalised => (message!("Finalised"), "good"),
    }
}

/// In the address of a list.
pub const KINDS: [(&str, Kind); 2] = [("manager", Kind::Manager), ("self", Kind::SelfRating)];
pub const STATUSES: [(&str, Status); 3] = [
    ("draft", Status::Draft),
    ("submitted", Status::Submitted),
    ("finalised", Status::Finalised),
];

/// Who sees an evaluation as it stands.
pub fn seen_by(kind: Kind, status: Status, employee: &str) -> Message {
    match (kind, status) {
        (_, Status::Draft) => message!("Only you see this draft; an administrator sees that it exists."),
        (Kind::Manager, Status::Submitted) => {
            message!(
                "You and administrators see this. {name} sees it once it is finalised.",
                name = employee
            )
        }
        (Kind::Manager, Status::Finalised) => message!(
            "{name}, managers and administrators see this, without the private note for {name}.",
            name = employee
        ),
        (Kind::SelfRating, _) => message!(
            "{name} sees this, and managers once they have submitted their own evaluation of {name}.",
            name = employee
        ),
    }
}

/// Who sees a draft of a later revision, and what others see of it.
pub fn seen_by_reopened(employee: &str) -> Message {
    message!(
        "Only you see this draft. {name}, managers and administrators see the withdrawn revision, and that it is being revised.",
        name = employee
    )
}

/// Who sees a revision that was withdrawn.
pub fn seen_by_withdrawn(employee: &str) -> Message {
    message!(
        "{name}, managers and administrators can still read this revision, without the private note for {name}.",
        name = employee
    )
}

/// `1` to `5`, `n`, or nothing.
pub fn mark(mark: Option<Mark>) -> String {
    Value::Mark(mark).written()
}

/// `y`, `n`, or nothing.
pub fn can(can: Option<bool>) -> &'static str {
    match can {
        Some(true) => "y",
        Some(false) => "n",
        None => "",
    }
}

/// `none`, `owns`, `truck`.
pub fn holding(holding: Holding) -> &'static str {
    match holding {
        Holding::None => "none",
        Holding::Owns => "owns",
        Holding::Truck => "truck",
    }
}

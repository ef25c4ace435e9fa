//! What a person can operate and has.

use super::page::{Tool, ToolGroup};
use crate::app::profile as app;
use crate::domain::evaluation::{Holding, ToolMark};
use crate::domain::message::Message;
use crate::message;

pub fn lead(value: &app::Profile) -> Message {
    let owned: u32 = value.tools.iter().map(|group| group.owned).sum();
    let truck: u32 = value.tools.iter().map(|group| group.truck).sum();
    match value.tool_share.asked {
        0 => message!("Not asked about any tool yet."),
        1 => message!(
            "Can operate {yes} of 1 tool asked about; brings {owned}, {truck} of them on the truck.",
            yes = value.tool_share.yes,
            owned = owned,
            truck = truck
        ),
        asked => message!(
            "Can operate {yes} of the {asked} tools asked about; brings {owned}, {truck} of them on the truck.",
            yes = value.tool_share.yes,
            asked = asked,
            owned = owned,
            truck = truck
        ),
    }
}

/// Only groups of which something is known.
pub fn group(row: &app::ToolCategoryRow) -> Option<ToolGroup> {
    let tools: Vec<Tool> = row
        .tools
        .iter()
        .filter_map(|tool| Some(tool_row(tool.name.clone(), tool.mark?)))
        .collect();
    (!tools.is_empty()).then(|| ToolGroup {
        name: row.name.clone(),
        share: message!("{k} of {n}", k = row.operate.yes, n = row.operate.asked),
        tools,
    })
}

fn tool_row(name: String, mark: ToolMark) -> Tool {
    Tool {
        name,
        can: match mark.can_operate {
            Some(true) => message!("can operate"),
            Some(false) => message!("cannot operate"),
            None => message!("not asked"),
        },
        holding: match mark.holding {
            Holding::None => None,
            Holding::Owns => Some(message!("owns")),
            Holding::Truck => Some(message!("on the truck")),
        },
    }
}

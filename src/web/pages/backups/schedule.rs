//! When backups are made and how long they are kept: the fields of it.

use crate::app::reach::{Typed, Value};
use crate::domain::backup_schedule::FIELDS;
use crate::web::Request;
use serde::Serialize;
use std::collections::BTreeMap;

/// As `backups/schedule.html` shows them.
#[derive(Serialize)]
pub struct ScheduleFields {
    form: BTreeMap<&'static str, String>,
    /// What sets a field above the browser.
    locked: BTreeMap<&'static str, Option<&'static str>>,
}

impl ScheduleFields {
    /// What is set, or what was typed instead.
    pub fn of(values: &[Value], typed: Option<&Typed>) -> Self {
        let text = |value: &Value| {
            let given = typed.and_then(|typed| typed.get(value.key)).cloned();
            given.unwrap_or_else(|| value.value.clone())
        };
        Self {
            form: values.iter().map(|value| (value.key, text(value))).collect(),
            locked: values.iter().map(|value| (value.key, value.locked)).collect(),
        }
    }
}

/// What was typed into them; a field that was not there stays as it is.
pub fn typed(request: &Request) -> Typed {
    FIELDS
        .into_iter()
        .filter(|field| request.form.has(field))
        .map(|field| (field, request.form.text(field).to_owned()))
        .collect()
}

//! The fields of how browsers reach this box: on its page, and in the wizard.

use crate::app::reach::{Typed, Value};
use crate::domain::message::Message;
use crate::domain::reach::{FIELDS, Source};
use crate::message;
use crate::view::Choice;
use crate::web::Request;
use serde::Serialize;
use std::collections::BTreeMap;

/// The fields, as `certificates/fields.html` shows them.
#[derive(Serialize)]
pub struct ReachFields {
    form: BTreeMap<&'static str, String>,
    /// What sets a field above the browser.
    locked: BTreeMap<&'static str, Option<&'static str>>,
    sources: Vec<Choice<Message>>,
}

impl ReachFields {
    /// What is set, or what was typed instead.
    pub fn of(values: &[Value], typed: Option<&Typed>) -> Self {
        let text = |value: &Value| {
            let given = typed.and_then(|typed| typed.get(value.key)).cloned();
            given.unwrap_or_else(|| value.value.replace(',', ", "))
        };
        let mut form: BTreeMap<&'static str, String> = values.iter().map(|value| (value.key, text(value))).collect();
        form.entry("certificate").and_modify(|value| {
            if value.is_empty() {
                *value = Source::Local.word().to_owned();
            }
        });
        Self {
            form,
            locked: values.iter().map(|value| (value.key, value.locked)).collect(),
            sources: sources(),
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

fn sources() -> Vec<Choice<Message>> {
    let choice = |source: Source, label, hint| Choice {
        hint: Some(hint),
        ..Choice::new(source.word(), label)
    };
    vec![
        choice(
            Source::Local,
            message!("This box’s own"),
            message!("Works without the internet. Each device trusts it once."),
        ),
        choice(
            Source::Acme,
            message!("Let’s Encrypt"),
            message!(
                "Needs a domain, and a router that lets ports 80 and 443 through to this box. No device has to do anything."
            ),
        ),
        choice(
            Source::Own,
            message!("My own files"),
            message!("A certificate that you get elsewhere."),
        ),
    ]
}

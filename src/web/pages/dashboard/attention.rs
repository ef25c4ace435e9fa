//! What needs attention.

use super::page::{Attention, AttentionItem};
use crate::app::dashboard::{self as app, Listed};
use crate::app::leaving::Proposed;
use crate::domain::message::Message;
use crate::message;
use crate::view::Words;
use crate::web::pages::counted;

/// Of those who left long ago, named before "more".
const PROPOSED_SHOWN: usize = 10;

pub fn attention(words: &Words, value: &app::Dashboard) -> Vec<Attention> {
    let all = &value.attention;
    let person = |id: u64, name: &str, note| AttentionItem {
        href: format!("/employees/{id}"),
        name: name.to_owned(),
        note,
    };
    let overdue = group(message!("Evaluations overdue"), None, &all.overdue, |one| {
        let note = match one.last {
            Some(last) => message!("last on {day}", day = words.day(last)),
            None => message!("never yet"),
        };
        person(one.employee.0, &one.name, note)
    })
    .map(|group| Attention {
        all: Some("/employees?talk=overdue&sort=due"),
        ..group
    });
    let single = group(
        message!("Skills that rest on one person"),
        Some(message!("A lone expert needs a backup.")),
        &all.single_points,
        |one| AttentionItem {
            href: format!("/employees/{}", one.employee),
            name: one.name.clone(),
            note: match one.critical {
                true => message!("critical; {name}", name = one.employee_name),
                false => message!("{name}", name = one.employee_name),
            },
        },
    );
    let stale = group(
        message!("People with old levels"),
        Some(message!("Old levels still count, but may no longer be true.")),
        &all.stale,
        |one| {
            person(
                one.employee.0,
                &one.name,
                message!("{k} of {n}", k = one.stale, n = counted::levels(one.rated.into())),
            )
        },
    );
    [overdue, single, stale].into_iter().flatten().collect()
}

/// The people whose record the settings propose to anonymise.
pub fn proposed(words: &Words, people: &[Proposed]) -> Option<Attention> {
    (!people.is_empty()).then(|| Attention {
        title: message!("Left long ago"),
        count: people.len(),
        why: Some(message!("The settings propose to anonymise their records.")),
        items: people
            .iter()
            .take(PROPOSED_SHOWN)
            .map(|one| AttentionItem {
                href: format!("/employees/{}/anonymisation", one.employee),
                name: one.name.clone(),
                note: message!("left on {day}", day = words.day(one.left)),
            })
            .collect(),
        all: None,
        more: (people.len() > PROPOSED_SHOWN).then(|| message!("and {n} more", n = people.len() - PROPOSED_SHOWN)),
    })
}

fn group<T>(
    title: Message,
    why: Option<Message>,
    listed: &Listed<T>,
    item: impl Fn(&T) -> AttentionItem,
) -> Option<Attention> {
    let more = listed.total.saturating_sub(listed.first.len());
    (listed.total > 0).then(|| Attention {
        title,
        count: listed.total,
        why,
        items: listed.first.iter().map(item).collect(),
        more: (more > 0).then(|| message!("and {n} more", n = more)),
        all: None,
    })
}

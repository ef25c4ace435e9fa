//! `import list` and `import undo`: what was imported, and taking it back.

use super::super::command::Answer;
use crate::app::imports::{self, Kept};
use crate::app::{App, Error};
use crate::domain::id::ImportId;
use crate::domain::import::Undone;
use crate::domain::policy::Actor;
use crate::message;
use serde_json::{Value, json};

/// Lists the imports, newest first.
pub(in crate::cli) fn list(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let (mut lines, mut items) = (Vec::new(), Vec::new());
    for import in imports::list(app, actor)? {
        let by = imports::imported_by(app, &import.by)?.to_string();
        let undone = if import.undone.is_some() { "  (undone)" } else { "" };
        lines.push(format!(
            "{}  {}  {}  {}, by {by}: {} added, {} changed{undone}",
            import.id,
            import.at.strftime("%Y-%m-%d %H:%M UTC"),
            import.kind.name(),
            import.file,
            import.created,
            import.changed
        ));
        items.push(json!({
            "id": import.id, "kind": import.kind.word(), "file": import.file, "at": import.at, "by": by,
            "added": import.created, "changed": import.changed, "undone_at": import.undone.map(|undone| undone.at),
        }));
    }
    let text = match lines.is_empty() {
        true => "Nothing was imported yet.".to_owned(),
        false => lines.join("\n"),
    };
    Ok(Answer::done(text, json!({ "items": items })))
}

/// Takes an import back, but for what somebody changed or used since.
pub(in crate::cli) fn undo(app: &App, actor: &Actor, id: ImportId) -> Result<Answer, Error> {
    let undone = imports::undo(app, actor, id).map_err(|error| match error {
        Error::NotFound => Error::Conflict(message!(
            "There is no import {id}. See all with: handyman-kpi import list",
            id = id
        )),
        other => other,
    })?;
    let kept = imports::kept(app, actor, id)?;
    Ok(Answer::done(
        words(&undone, &kept),
        json!({
            "id": id, "removed": undone.removed, "restored": undone.restored,
            "kept": kept.iter().map(as_json).collect::<Vec<_>>(),
        }),
    ))
}

/// The words of the page.
fn words(undone: &Undone, kept: &[Kept]) -> String {
    let some = |n: u32, one: &str, many: &str| match n {
        1 => one.to_owned(),
        n => format!("{n} {many}"),
    };
    let mut lines = vec![
        imports::undone_but().to_string(),
        some(undone.removed, "One record was removed.", "records were removed."),
        some(undone.restored, "One is as it was before.", "are as they were before."),
    ];
    if !kept.is_empty() {
        let n = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        lines.push(some(n, "One record stayed:", "records stayed:"));
    }
    lines.extend(kept.iter().map(|one| {
        let (name, why) = said(one);
        format!("  {}: {}", name.unwrap_or_default(), why.unwrap_or_default())
    }));
    lines.join("\n")
}

fn said(one: &Kept) -> (Option<String>, Option<String>) {
    let text = |message: &Option<crate::domain::message::Message>| message.as_ref().map(ToString::to_string);
    (text(&one.name), text(&one.why))
}

fn as_json(one: &Kept) -> Value {
    let (name, why) = said(one);
    json!({ "name": name, "why": why, "place": one.place })
}

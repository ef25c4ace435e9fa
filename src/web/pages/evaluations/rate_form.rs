//! `POST /evaluations/{id}`: the whole Rate page as a form, which needs no script.

use super::rate_page::{RatePage, Special};
use super::{late, rate};
use crate::app::evaluations::{self, Saved, Typed, TypedChange};
use crate::app::{self};
use crate::domain::draft::Field;
use crate::domain::id::EvaluationId;
use crate::domain::invalid::Invalid;
use crate::message;
use crate::view::Errors;
use crate::web::{Ctx, Failure, Flash, Pairs, Reply, Request};
use http::StatusCode;
use std::collections::BTreeMap;

pub fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    let typed = typed(&request.form)?;
    let saved = match evaluations::save(&ctx.app, &request.actor, id, &typed) {
        Ok(saved) => saved,
        // Submitted meanwhile, perhaps in another tab: what was typed is handed back.
        Err(app::Error::Conflict(why)) => return late::page(ctx, request, id, why, &typed),
        Err(other) => return Err(other.into()),
    };
    if !saved.refused.fields.is_empty() || !saved.clashes.is_empty() {
        return again(ctx, request, id, &typed, &saved);
    }
    Ok(match request.form.text("then") {
        "submit" => Reply::see_other(format!("/evaluations/{id}/submission")),
        _ => Reply::see_other(format!("/evaluations/{id}/rate"))
            .with_flash(Flash::done(message!("Your draft is saved."))),
    })
}

/// All fields of the form, as if each had been changed on top of the edit the page showed: those
/// that have not been are taken without a change.
fn typed(form: &Pairs) -> Result<Typed, Failure> {
    let whole = form.parse("seen").zip(form.parse("revision"));
    let (seen, revision) =
        whole.ok_or_else(|| Failure::Bad(message!("This page did not arrive whole. Please load it again.")))?;
    let mut changes: Vec<TypedChange> = form
        .iter()
        .filter(|(name, _)| Field::parse(name).is_some_and(|field| field != Field::SpecialSkills))
        .map(|(field, value)| TypedChange {
            field: field.to_owned(),
            value: value.to_owned(),
            base: seen,
        })
        .collect();
    let special = special(form);
    if !special.is_empty() {
        changes.push(TypedChange {
            field: "special".into(),
            value: serde_json::to_string(&special).map_err(|error| Failure::Broken(error.to_string()))?,
            base: seen,
        });
    }
    Ok(Typed {
        device: String::new(),
        number: 0,
        revision,
        seen,
        changes,
    })
}

/// `special.0.name` and its like, by row.
fn special(form: &Pairs) -> Vec<Special> {
    let mut rows: BTreeMap<usize, Special> = BTreeMap::new();
    for (rest, value) in form.beginning("special.") {
        let Some((n, part)) = rest.split_once('.') else {
            continue;
        };
        let Ok(n) = n.parse() else { continue };
        let row = rows.entry(n).or_default();
        let place = match part {
            "name" => &mut row.name,
            "description" => &mut row.description,
            "acquired_on" => &mut row.acquired_on,
            "valid_until" => &mut row.valid_until,
            "certification" => &mut row.certification,
            _ => continue,
        };
        value.clone_into(place);
    }
    rows.into_values().collect()
}

/// The page with what was typed and what is wrong with it. What was accepted is saved by now.
fn again(ctx: &Ctx, request: &Request, id: EvaluationId, typed: &Typed, saved: &Saved) -> Result<Reply, Failure> {
    let sheet = evaluations::sheet(&ctx.app, &request.actor, id)?;
    let mut invalid = Invalid::new();
    for (field, why) in &saved.refused.fields {
        invalid.add(field.clone(), why.clone());
    }
    for clash in &saved.clashes {
        let theirs = if clash.theirs.is_empty() { "–" } else { &clash.theirs };
        invalid.add(
            clash.field.clone(),
            message!(
                "On another device this was saved as “{theirs}” meanwhile. Save again to replace it with what stands here.",
                theirs = theirs
            ),
        );
    }
    let mut page = rate::page(ctx, request, &sheet, Errors::from(&invalid));
    overlay(&mut page, typed, &request.form);
    let status = match saved.refused.fields.is_empty() {
        true => StatusCode::CONFLICT,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(ctx.page(request, &page)?.with_status(status))
}

fn overlay(page: &mut RatePage, typed: &Typed, form: &Pairs) {
    let values: BTreeMap<&str, &str> = typed
        .changes
        .iter()
        .map(|change| (change.field.as_str(), change.value.as_str()))
        .collect();
    let put = |field: &str, place: &mut String| {
        if let Some(value) = values.get(field) {
            (*value).clone_into(place);
        }
    };
    for skill in page.categories.iter_mut().flat_map(|category| &mut category.skills) {
        put(&skill.field, &mut skill.mark);
        put(&format!("{}note", skill.field), &mut skill.note);
    }
    put("notes", &mut page.notes);
    if let Some(private) = &mut page.private {
        put("private", private);
    }
    if values.contains_key("special") {
        page.special = special(form);
    }
}

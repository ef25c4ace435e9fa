//! The fields of a place. The secret is never shown again.

use crate::domain::backup::Retention;
use crate::domain::offsite::{DECLINE, Kind, Place, Secret, Typed};
use crate::message;
use crate::web::{Ctx, Request};
use jiff::Timestamp;
use serde::Serialize;

/// What stands in the form.
#[derive(Serialize)]
pub(super) struct Fields {
    name: String,
    path: String,
    endpoint: String,
    region: String,
    bucket: String,
    prefix: String,
    path_style: bool,
    key_id: String,
    authority: String,
    days: String,
    weeks: String,
    months: String,
    declined: String,
}

impl Default for Fields {
    fn default() -> Self {
        let kept = Retention::default();
        Self::of(Typed {
            days: kept.days.to_string(),
            weeks: kept.weeks.to_string(),
            months: kept.months.to_string(),
            ..Typed::default()
        })
    }
}

impl Fields {
    /// What was typed, without the secret.
    pub fn of(typed: Typed) -> Self {
        Self {
            name: typed.name,
            path: typed.path,
            endpoint: typed.endpoint,
            region: typed.region,
            bucket: typed.bucket,
            prefix: typed.prefix,
            path_style: typed.path_style,
            key_id: typed.key_id,
            authority: typed.authority,
            days: typed.days,
            weeks: typed.weeks,
            months: typed.months,
            declined: typed.declined,
        }
    }

    pub fn of_place(place: &Place) -> Self {
        let mut typed = Typed {
            name: place.name.clone(),
            days: place.retention.days.to_string(),
            weeks: place.retention.weeks.to_string(),
            months: place.retention.months.to_string(),
            declined: place.declined_encryption.clone().unwrap_or_default(),
            ..Typed::default()
        };
        match &place.kind {
            Kind::Folder { path } => typed.path.clone_from(path),
            Kind::S3(bucket) => {
                typed.endpoint.clone_from(&bucket.endpoint);
                typed.region.clone_from(&bucket.region);
                typed.bucket.clone_from(&bucket.bucket);
                bucket.prefix.trim_end_matches('/').clone_into(&mut typed.prefix);
                typed.path_style = bucket.path_style;
                typed.key_id.clone_from(&bucket.key_id);
                typed.authority.clone_from(&bucket.authority);
            }
        }
        Self::of(typed)
    }
}

/// When the secret that is kept here was typed; `None`: root keeps it, or there is none.
pub(super) fn secret_set(place: &Place) -> Option<Timestamp> {
    match &place.kind {
        Kind::S3(bucket) => match bucket.secret {
            Secret::Sealed { set_at, .. } => Some(set_at),
            Secret::Credential { .. } => None,
        },
        Kind::Folder { .. } => None,
    }
}

/// What was typed. The sentence by which encryption is declined is typed as the page shows it, in the
/// reader's language.
pub(super) fn typed(ctx: &Ctx, request: &Request, is_s3: bool) -> Typed {
    let text = |field: &str| request.form.text(field).to_owned();
    let sentence = ctx.say(request, &message!("I decline encryption"));
    let mut declined = text("declined");
    if declined.trim().trim_end_matches('.').to_lowercase() == sentence.to_lowercase() {
        DECLINE.clone_into(&mut declined);
    }
    Typed {
        name: text("name"),
        is_s3,
        path: text("path"),
        endpoint: text("endpoint"),
        region: text("region"),
        bucket: text("bucket"),
        prefix: text("prefix"),
        path_style: request.form.has("path_style"),
        key_id: text("key_id"),
        secret: request.form.text("secret").into(),
        authority: text("authority"),
        days: text("days"),
        weeks: text("weeks"),
        months: text("months"),
        declined,
    }
}

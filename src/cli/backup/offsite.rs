//! `backup offsite`: copies of the backups in a mounted folder or in storage that speaks S3.

use crate::app::backups::offsite::{self, Sent, Tested};
use crate::app::{App, Error};
use crate::cli::command::Answer;
use crate::domain::id::PlaceId;
use crate::domain::offsite::{Copied, Draft, Kind, Place, Typed, TypedSecret};
use crate::domain::policy::Actor;
use crate::message;
use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io::Read;
use std::path::PathBuf;

/// Bytes that are read of a secret, or of a certificate.
const INPUT_MAX: u64 = 64 * 1024;

/// What is to be done, as it is typed and as it is sent over the socket.
#[derive(Clone, Debug, Serialize, Deserialize, clap::Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// List the places, and how the newest copy at each is
    List,
    /// Add a folder on another disk or on a share that is mounted
    AddFolder {
        /// What to call it
        name: String,
        /// The folder, from the root on
        path: String,
        #[command(flatten)]
        kept: Kept,
    },
    /// Add a bucket of storage that speaks S3; the key's secret is read from standard input
    AddS3(Box<AddS3>),
    /// Write, read back, list and remove a small file there; copies are sent once this went well
    Test {
        /// Its number, from the list
        id: u64,
    },
    /// Forget a place and its secret; the copies that lie there stay there
    Remove {
        /// Its number, from the list
        id: u64,
    },
    /// Send what is missing now, and read it back
    Send,
}

/// A bucket to be added.
#[derive(Clone, Debug, Serialize, Deserialize, clap::Args)]
pub struct AddS3 {
    /// What to call it
    name: String,
    /// Such as https://s3.eu-central-1.amazonaws.com
    #[arg(long)]
    endpoint: String,
    #[arg(long)]
    bucket: String,
    /// The access key; its secret, or credential:NAME for one that root keeps, is read from standard input
    #[arg(long, value_name = "ACCESS KEY")]
    key_id: String,
    #[arg(long, default_value = "")]
    region: String,
    /// Stands before every name, such as crew/kpi
    #[arg(long, default_value = "")]
    prefix: String,
    /// The bucket's name stands in the path, as most storage on the own network wants it
    #[arg(long)]
    path_style: bool,
    /// A PEM file with the certificate of the storage's own authority
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    authority: Option<PathBuf>,
    #[command(flatten)]
    kept: Kept,
    #[arg(skip)]
    secret: TypedSecret,
    #[arg(skip)]
    pem: String,
}

/// How many copies stay there, and whether they may be read by anyone.
#[derive(Clone, Debug, Serialize, Deserialize, clap::Args)]
pub struct Kept {
    /// One copy stays for each of so many days
    #[arg(long, default_value = "14")]
    days: String,
    /// … weeks
    #[arg(long, default_value = "8")]
    weeks: String,
    /// … and months
    #[arg(long, default_value = "12")]
    months: String,
    /// Send also backups that anyone can read: "I decline encryption"
    #[arg(long, value_name = "SENTENCE", default_value = "")]
    unencrypted: String,
}

impl Asked {
    /// With what the shell reads for it.
    pub(in crate::cli) fn read(&mut self) -> anyhow::Result<()> {
        let Asked::AddS3(add) = self else { return Ok(()) };
        let mut secret = String::new();
        std::io::stdin()
            .take(INPUT_MAX)
            .read_to_string(&mut secret)
            .context("The secret cannot be read from standard input")?;
        add.secret = secret.as_str().into();
        if let Some(path) = &add.authority {
            add.pem = std::fs::read_to_string(path)
                .with_context(|| format!("The certificate in {} cannot be read", path.display()))?;
        }
        Ok(())
    }

    /// Whether it waits for what is far away.
    pub(in crate::cli) fn takes_long(&self) -> bool {
        matches!(self, Asked::Test { .. } | Asked::Send)
    }
}

pub(super) fn run(app: &App, actor: &Actor, asked: Asked) -> Result<Answer, Error> {
    match asked {
        Asked::List => list(app, actor),
        Asked::AddFolder { name, path, kept } => add(
            app,
            actor,
            &Typed {
                path,
                ..typed(name, kept)
            },
        ),
        Asked::AddS3(one) => add(
            app,
            actor,
            &Typed {
                is_s3: true,
                endpoint: one.endpoint,
                region: one.region,
                bucket: one.bucket,
                prefix: one.prefix,
                path_style: one.path_style,
                key_id: one.key_id,
                secret: one.secret,
                authority: one.pem,
                ..typed(one.name, one.kept)
            },
        ),
        Asked::Test { id } => test(app, actor, PlaceId(id)),
        Asked::Remove { id } => remove(app, actor, PlaceId(id)),
        Asked::Send => send(app, actor),
    }
}

fn typed(name: String, kept: Kept) -> Typed {
    Typed {
        name,
        days: kept.days,
        weeks: kept.weeks,
        months: kept.months,
        declined: kept.unencrypted,
        ..Typed::default()
    }
}

fn add(app: &App, actor: &Actor, typed: &Typed) -> Result<Answer, Error> {
    let draft = Draft::parse(typed).map_err(said)?;
    let id = offsite::add(app, actor, &draft).map_err(|error| match error {
        Error::Invalid(invalid) => said(invalid),
        other => other,
    })?;
    let text = format!(
        "{} is place {id}. Nothing is sent before its test went well: handyman-kpi backup offsite test {id}",
        draft.name
    );
    Ok(Answer::done(text, json!({ "id": id, "name": draft.name })))
}

/// With the flags' names, since there is no form to show them at.
fn said(invalid: crate::domain::invalid::Invalid) -> Error {
    let mut named = crate::domain::invalid::Invalid::new();
    for (field, sentence) in invalid.fields {
        let flag = match field.as_str() {
            "declined" => "unencrypted".to_owned(),
            field => field.replace('_', "-"),
        };
        let sentence = message!("{field}: {sentence}", field = flag, sentence = sentence);
        named.add(field, sentence);
    }
    Error::Invalid(named)
}

fn list(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let (places, copies) = (offsite::list(app, actor)?, offsite::copies(app, actor)?);
    let of = |place: &Place| newest(&copies, place.id).cloned();
    let text = match places.is_empty() {
        true => {
            "No copy goes off this box. Add a place with: handyman-kpi backup offsite add-folder NAME PATH".to_owned()
        }
        false => places
            .iter()
            .map(|place| line(app, place, of(place).as_ref()))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let items: Vec<Value> = places
        .iter()
        .map(|place| as_json(place, of(place).as_ref(), &copies))
        .collect();
    Ok(Answer::done(text, json!({ "items": items })))
}

/// The newest that was read back from there.
fn newest(copies: &[Copied], place: PlaceId) -> Option<&Copied> {
    copies
        .iter()
        .find(|copy| copy.place == place && copy.verified_at().is_some())
}

fn line(app: &App, place: &Place, newest: Option<&Copied>) -> String {
    let zone = app.zoned_now().time_zone().clone();
    let moment = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let copy = match newest.and_then(|copy| Some((copy, copy.verified_at()?))) {
        None => "no copy yet".to_owned(),
        Some((copy, at)) => format!("newest copy {}, read back {}", copy.name, moment(at)),
    };
    let state = match (&place.trouble, place.tested_at) {
        (Some(trouble), _) => format!("NOT WELL: {}", trouble.fault.sentence()),
        (None, None) => "not tested yet".to_owned(),
        (None, Some(_)) if place.paused => "paused".to_owned(),
        (None, Some(_)) => "well".to_owned(),
    };
    format!("{}  {}  {}  {copy}  {state}", place.id, place.name, whereabouts(place))
}

fn whereabouts(place: &Place) -> String {
    match &place.kind {
        Kind::Folder { path } => path.clone(),
        Kind::S3(bucket) => format!("{}/{}/{}", bucket.endpoint, bucket.bucket, bucket.prefix),
    }
}

fn as_json(place: &Place, newest: Option<&Copied>, copies: &[Copied]) -> Value {
    let there = copies
        .iter()
        .filter(|copy| copy.place == place.id && copy.verified_at().is_some())
        .count();
    json!({
        "id": place.id, "name": place.name, "where": whereabouts(place), "paused": place.paused,
        "tested_at": place.tested_at, "copies": there, "retention": place.retention,
        "encryption_declined": place.declined_encryption.is_some(),
        "newest": newest.map(|copy| json!({ "name": copy.name, "made_at": copy.made_at, "verified_at": copy.verified_at() })),
        "problem": place.trouble.as_ref().map(|trouble| trouble.fault.sentence().to_string()),
        "tries": place.trouble.as_ref().map(|trouble| trouble.tries),
        "next_at": place.trouble.as_ref().map(|trouble| trouble.next_at),
    })
}

fn test(app: &App, actor: &Actor, id: PlaceId) -> Result<Answer, Error> {
    let Tested { steps, fault } = offsite::test(app, actor, id).map_err(|error| no_place(error, id))?;
    let mut lines: Vec<String> = steps
        .iter()
        .map(|step| format!("{}  {}", if step.well { " ok" } else { " !!" }, step.sentence))
        .collect();
    lines.push(match &fault {
        None => "The place works. Copies are sent there from now on.".to_owned(),
        Some(fault) => format!("{} {}", fault.sentence(), fault.detail).trim_end().to_owned(),
    });
    let all: Vec<Value> = steps
        .iter()
        .map(|step| json!({ "what": step.sentence.to_string(), "well": step.well }))
        .collect();
    let json = json!({
        "steps": all, "well": fault.is_none(), "problem": fault.as_ref().map(|fault| fault.sentence().to_string()),
    });
    Ok(judged(lines.join("\n"), json, fault.is_none()))
}

fn remove(app: &App, actor: &Actor, id: PlaceId) -> Result<Answer, Error> {
    let place = offsite::remove(app, actor, id).map_err(|error| no_place(error, id))?;
    Ok(Answer::done(
        format!("{} is forgotten. The copies that lie there stay there.", place.name),
        json!({ "id": id, "name": place.name }),
    ))
}

fn send(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let sent = offsite::send_now(app, actor)?;
    let names = offsite::list(app, actor)?;
    let name = |sent: &Sent| {
        let place = names.iter().find(|place| place.id == sent.place);
        place.map(|place| place.name.clone()).unwrap_or_default()
    };
    let lines: Vec<String> = sent
        .iter()
        .map(|one| {
            let fault = one.fault.as_ref();
            let fault = fault.map_or_else(String::new, |fault| format!(" {} {}", fault.sentence(), fault.detail));
            format!("{}: {} sent and read back.{fault}", name(one), one.copies)
        })
        .collect();
    let text = match lines.is_empty() {
        true => "Nothing was missing anywhere.".to_owned(),
        false => lines.join("\n"),
    };
    let items: Vec<Value> = sent
        .iter()
        .map(|one| {
            json!({
                "id": one.place, "copies": one.copies,
                "problem": one.fault.as_ref().map(|fault| fault.sentence().to_string()),
            })
        })
        .collect();
    let well = sent.iter().all(|one| one.fault.is_none());
    Ok(judged(text, json!({ "items": items }), well))
}

fn judged(text: String, json: Value, well: bool) -> Answer {
    Answer {
        code: if well { 0 } else { 2 },
        ..Answer::done(text, json)
    }
}

fn no_place(error: Error, id: PlaceId) -> Error {
    match error {
        Error::NotFound => Error::Conflict(message!(
            "There is no place {id}. See all with: handyman-kpi backup offsite list",
            id = id
        )),
        other => other,
    }
}

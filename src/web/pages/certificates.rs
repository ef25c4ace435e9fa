//! `/certificates`: how browsers reach this box, and which certificate they are shown.

pub(super) mod fields;

use crate::app::certificates::{self, State, own, renewal};
use crate::app::reach::{self, Typed};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::reach::Source;
use crate::message;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, post};
use fields::ReachFields;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/certificates", Access::Admin, show),
    post("/certificates", Access::Admin, Body::Form, save),
    post("/certificates/attempt", Access::Admin, Body::Form, attempt),
    post("/certificates/own", Access::Admin, Body::Upload, upload),
];

#[derive(Serialize)]
struct CertificatesPage {
    findings: Vec<Finding>,
    public: Option<Certificate>,
    local: Option<Certificate>,
    roots: Vec<Certificate>,
    left_out: Vec<String>,
    attempt: Option<Attempt>,
    reach: ReachFields,
    /// Whether an own certificate may be uploaded.
    own: bool,
    from_files: bool,
    uploaded: bool,
    errors: Errors,
}

#[derive(Serialize)]
struct Finding {
    sentence: Message,
    broken: bool,
}

#[derive(Serialize)]
struct Certificate {
    names: Vec<String>,
    issuer: String,
    from: Moment,
    until: Moment,
    days_left: i64,
    fingerprint: String,
}

/// How it goes with the authority.
#[derive(Serialize)]
struct Attempt {
    directory: String,
    tried: Option<Moment>,
    /// When it is tried again, or the certificate renewed.
    next: Option<Moment>,
    failures: u32,
    refusal: Option<Message>,
    /// In the authority's own words.
    detail: String,
}

impl view::Page for CertificatesPage {
    const TEMPLATE: &'static str = "certificates/show.html";
    fn title(&self) -> Message {
        message!("Address and certificate")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, None, Errors::default())?)
}

fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = fields::typed(request);
    match reach::save(&ctx.app, &request.actor, &typed) {
        Ok(()) => {
            certificates::keep_now(&ctx.app)?;
            Ok(Reply::see_other("/certificates").with_flash(Flash::done(message!(
                "Saved. The box answers to these names from now on."
            ))))
        }
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, Some(&typed), errors)),
    }
}

fn attempt(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    renewal::try_now(&ctx.app, &request.actor)?;
    Ok(Reply::see_other("/certificates").with_flash(Flash::done(message!(
        "It is being tried. This takes up to a minute; then look here again."
    ))))
}

fn upload(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let part = |field: &str| {
        let file = request
            .files
            .iter()
            .find(|file| file.field == field && !file.content.is_empty());
        file.map(|file| {
            let small = u64::try_from(file.content.len()).is_ok_and(|bytes| bytes <= own::SIZE_MAX);
            match std::str::from_utf8(&file.content) {
                Ok(text) if small => Ok(text.to_owned()),
                Ok(_) => Err(Invalid::one(
                    field,
                    message!("{path} is too large for a certificate.", path = file.name.clone()),
                )),
                Err(_) => Err(Invalid::one(
                    field,
                    message!("This file is not in PEM form, which is text. Please ask whoever issued it for the PEM."),
                )),
            }
        })
        .transpose()
    };
    let given = part("pem").and_then(|pem| Ok((pem, part("key")?)));
    let taken = given.map_err(Into::into).and_then(|(pem, key)| {
        let pem = pem.ok_or_else(|| Invalid::one("pem", message!("Please choose the file of the certificate.")))?;
        own::upload(
            &ctx.app,
            &request.actor,
            &(pem + "\n" + key.unwrap_or_default().as_str()),
        )
    });
    match taken {
        Ok(()) => Ok(Reply::see_other("/certificates").with_flash(Flash::done(message!("The certificate is kept.")))),
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, None, errors)),
    }
}

fn page(ctx: &Ctx, request: &Request, typed: Option<&Typed>, errors: Errors) -> Result<CertificatesPage, Failure> {
    let State {
        source,
        public,
        local,
        roots,
        left_out,
        values,
        renewal,
        due_at,
        uploaded,
        from_files,
        findings,
    } = certificates::state(&ctx.app, &request.actor)?;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let moment = |at: Timestamp| Moment::new(at, &zone);
    let certificate = |facts| certificate(facts, ctx.app.now(), &zone);
    let directory = ctx
        .app
        .authority()
        .map(|asked| asked.directory.clone())
        .unwrap_or_default();
    Ok(CertificatesPage {
        findings: findings
            .into_iter()
            .map(|finding| Finding {
                sentence: finding.sentence,
                broken: finding.broken,
            })
            .collect(),
        public: public.map(certificate),
        local: local.map(certificate),
        roots: roots.into_iter().map(certificate).collect(),
        left_out,
        attempt: renewal.map(|renewal| Attempt {
            directory,
            tried: renewal.tried_at.map(moment),
            next: renewal.next_at.or(due_at).map(moment),
            failures: renewal.failures,
            detail: renewal
                .refusal
                .as_ref()
                .map(|refusal| refusal.detail.clone())
                .unwrap_or_default(),
            refusal: renewal.refusal.map(|refusal| refusal.sentence()),
        }),
        reach: ReachFields::of(&values, typed),
        own: source == Source::Own && !from_files,
        from_files,
        uploaded,
        errors,
    })
}

fn certificate(facts: crate::app::certificates::Facts, now: Timestamp, zone: &TimeZone) -> Certificate {
    Certificate {
        days_left: facts.until.duration_since(now).as_hours() / 24,
        from: Moment::new(facts.from, zone),
        until: Moment::new(facts.until, zone),
        names: facts.names,
        issuer: facts.issuer,
        fingerprint: facts.fingerprint,
    }
}

//! `/trust`: how a device comes to trust this box, once. Served in the open as well, since before
//! that every page over https comes with a warning.

use super::assets;
use super::qr::Qr;
use crate::app::certificates::{self, Root};
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Page};
use crate::web::{Access, Ctx, Failure, Reply, Request, Route, get};
use http::StatusCode;
use http::header::HeaderName;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/trust", Access::Anyone, show),
    get("/trust/root.pem", Access::Public, |ctx, _| pem(ctx, 0)),
    get("/trust/root.cer", Access::Public, |ctx, _| der(ctx, 0)),
    get("/trust/earlier-root.pem", Access::Public, |ctx, _| pem(ctx, 1)),
    get("/trust/earlier-root.cer", Access::Public, |ctx, _| der(ctx, 1)),
    get("/trust/root.mobileconfig", Access::Public, profile),
    get("/trust/assets/{name}", Access::Public, assets::show),
    get("/trust/probe", Access::Public, probe),
    get("/.well-known/acme-challenge/{token}", Access::Public, challenge),
];

#[derive(Serialize)]
struct TrustPage {
    /// Where the pages are once the device trusts the box.
    home: String,
    /// Asked to find out whether it does; only from a page in the open, which no exception covers.
    probe: Option<String>,
    /// The address of this page, to be read by a phone's camera.
    here: String,
    qr: Qr,
    roots: Vec<Shown>,
    /// The device that asks, if it is known.
    device: &'static str,
}

#[derive(Serialize)]
struct Shown {
    fingerprint: String,
    from: String,
    until: String,
    pem: &'static str,
    der: &'static str,
}

impl Page for TrustPage {
    const TEMPLATE: &'static str = "trust/show.html";
    fn title(&self) -> Message {
        message!("Trust this box")
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let roots = roots(ctx)?;
    let words = ctx.words(request);
    let day = |at: jiff::Timestamp| words.day(at.to_zoned(jiff::tz::TimeZone::UTC).date());
    let files = [
        ("/trust/root.pem", "/trust/root.cer"),
        ("/trust/earlier-root.pem", "/trust/earlier-root.cer"),
    ];
    let host = request.origin.trim_start_matches("https://");
    let here = match host.rsplit_once(':') {
        // Only the usual port has a plain one beside it that is known.
        Some((_, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => format!("{}/trust", request.origin),
        _ => format!("http://{host}/trust"),
    };
    let page = TrustPage {
        home: format!("{}/", request.origin),
        probe: request.is_plain.then(|| format!("{}/trust/probe", request.origin)),
        qr: Qr::of(&here)?,
        here,
        roots: roots
            .iter()
            .zip(files)
            .map(|(root, (pem, der))| Shown {
                fingerprint: root.facts.fingerprint.clone(),
                from: day(root.facts.from),
                until: day(root.facts.until),
                pem,
                der,
            })
            .collect(),
        device: device(&request.device),
    };
    let reply = ctx.page(request, &page)?;
    Ok(reply.connecting_to(&request.origin))
}

/// Which of the ways is the reader's.
fn device(words: &str) -> &'static str {
    let known = [
        ("iPhone", "apple-phone"),
        ("iPad", "apple-phone"),
        ("Android", "android"),
        ("Firefox", "firefox"),
        ("Windows", "windows"),
        ("Mac", "mac"),
        ("Linux", "linux"),
    ];
    let found = known.into_iter().find(|(name, _)| words.contains(name));
    found.map_or("", |(_, device)| device)
}

fn roots(ctx: &Ctx) -> Result<Vec<Root>, Failure> {
    Ok(certificates::trust(&ctx.app).ok_or(Failure::NotFound)?.roots)
}

fn root(ctx: &Ctx, n: usize) -> Result<Root, Failure> {
    roots(ctx)?.into_iter().nth(n).ok_or(Failure::NotFound)
}

fn pem(ctx: &Ctx, n: usize) -> Result<Reply, Failure> {
    let root = root(ctx, n)?;
    Ok(Reply::download(
        "application/x-pem-file",
        "handyman-kpi-root.pem",
        root.pem.into_bytes(),
    ))
}

fn der(ctx: &Ctx, n: usize) -> Result<Reply, Failure> {
    let root = root(ctx, n)?;
    Ok(Reply::download(
        "application/x-x509-ca-cert",
        "handyman-kpi-root.cer",
        root.der,
    ))
}

/// What iPhones, iPads and Macs install by a tap: every root there is.
fn profile(ctx: &Ctx, _: &Request) -> Result<Reply, Failure> {
    let profile = view::apple_profile(&roots(ctx)?.into_iter().map(|root| root.der).collect::<Vec<_>>());
    Ok(Reply::download(
        "application/x-apple-aspen-config",
        "handyman-kpi.mobileconfig",
        profile.into_bytes(),
    ))
}

/// Answers nothing to whoever can ask at all: the handshake before it is what is being tried.
fn probe(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    Ok(Reply::empty(StatusCode::NO_CONTENT)
        .with_header(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"))
}

/// What an authority is told that asks whether this box is behind a name.
fn challenge(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let answer = ctx.app.tls().and_then(|tls| tls.answer(request.params.text("token")));
    Ok(Reply::text(answer.ok_or(Failure::NotFound)?))
}

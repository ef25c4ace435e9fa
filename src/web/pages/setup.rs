//! `/setup`: the first start in the browser. Whoever holds the setup link may; afterwards it is not found.

mod archive;
mod company;

use super::reset;
use crate::app::setup;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors};
use crate::web::{Access, Body, Ctx, Failure, Reply, Request, Route, SETUP, get, long_post, post};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get(SETUP, Access::Setup, show),
    post("/setup/link", Access::Setup, Body::Form, open),
    get("/setup/company", Access::Setup, company::show),
    post("/setup/company", Access::Setup, Body::Upload, company::finish),
    get(archive::PATH, Access::Setup, archive::show),
    long_post(archive::PATH, Access::Setup, Body::LargeFile, archive::upload),
    get(archive::CONTENTS, Access::Setup, archive::contents),
    long_post("/setup/archive/takeover", Access::Setup, Body::Form, archive::take_over),
];

#[derive(Serialize)]
struct LinkPage {
    code: String,
    errors: Errors,
}

impl view::Page for LinkPage {
    const TEMPLATE: &'static str = "setup/link.html";
    fn title(&self) -> Message {
        message!("Welcome")
    }
}

/// Where the company comes from.
#[derive(Serialize)]
struct BeginningPage {
    ways: [Way; 2],
}

#[derive(Serialize)]
struct Way {
    href: &'static str,
    icon: &'static str,
    title: Message,
    told: Message,
}

impl view::Page for BeginningPage {
    const TEMPLATE: &'static str = "setup/beginning.html";
    fn title(&self) -> Message {
        message!("How do you want to begin?")
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    match code_that_opens(ctx, request)? {
        Some(_) => ctx.page(request, &beginning()),
        None => ctx.page(request, &link("", Errors::default())),
    }
}

fn open(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let code = reset::code(request.form.text("code"));
    if setup::opens(&ctx.app, code)? {
        return Ok(Reply::see_other(SETUP).with_setup_code(Some(code)));
    }
    ctx.again(request, no_such_link().into(), |errors| Ok(link(code, errors)))
}

/// The code this browser opened the wizard with, while it works.
fn code_that_opens<'a>(ctx: &Ctx, request: &'a Request) -> Result<Option<&'a str>, Failure> {
    match request.setup_code.as_deref() {
        Some(code) if setup::opens(&ctx.app, code)? => Ok(Some(code)),
        _ => Ok(None),
    }
}

fn no_such_link() -> Invalid {
    Invalid::one(
        "code",
        message!(
            "This code does not work: it is older than 24 hours, was replaced by a newer one, or is not complete. Make a new link on the box."
        ),
    )
}

/// The link page, to whoever comes without a code that works.
fn closed(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.again(request, no_such_link().into(), |errors| Ok(link("", errors)))
}

fn link(code: &str, errors: Errors) -> LinkPage {
    LinkPage {
        code: code.to_owned(),
        errors,
    }
}

fn beginning() -> BeginningPage {
    BeginningPage {
        ways: [
            Way {
                href: "/setup/company",
                icon: "plus",
                title: message!("A new company"),
                told: message!("Its name, you as the administrator, and what you rate. Two minutes."),
            },
            Way {
                href: archive::PATH,
                icon: "exchange",
                title: message!("Move in from an archive of another Handyman KPI"),
                told: message!(
                    "Everything another box recorded, from the file it wrote. You see what is in it before it is taken over."
                ),
            },
        ],
    }
}

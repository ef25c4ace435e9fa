//! `/setup/company`: a new company, from the wizard's answers.

use super::{closed, code_that_opens};
use crate::app::setup::{self, CatalogueChoice, Draft};
use crate::app::{self};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::settings::draft::time_zones;
use crate::message;
use crate::view::{self, Choice, Errors};
use crate::web::pages::session;
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct WizardPage {
    form: Fields,
    zones: Vec<String>,
    catalogues: Vec<Choice<Message>>,
    errors: Errors,
}

#[derive(Default, Serialize)]
struct Fields {
    company: String,
    time_zone: String,
    admin: String,
    catalogue: String,
}

impl view::Page for WizardPage {
    const TEMPLATE: &'static str = "setup/wizard.html";
    fn title(&self) -> Message {
        message!("Set up your company")
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    if code_that_opens(ctx, request)?.is_none() {
        return closed(ctx, request);
    }
    let form = Fields {
        catalogue: "starter".into(),
        ..Fields::default()
    };
    ctx.page(request, &wizard(form, Errors::default()))
}

pub fn finish(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let Some(code) = code_that_opens(ctx, request)? else {
        return closed(ctx, request);
    };
    let text = |name: &str| request.form.text(name);
    let draft = Draft::parse(
        text("company"),
        text("time_zone"),
        text("admin"),
        text("password"),
        text("again"),
        catalogue(request),
    );
    let peer = session::peer(request);
    let finished = draft
        .map_err(|invalid| app::Error::Invalid(with_file_again(request, invalid)))
        .and_then(|draft| setup::finish(&ctx.app, code, &draft, &session::from(request, &peer)));
    match finished {
        Ok(token) => {
            let said = message!("Your company is set up. Next: add the people you want to rate.");
            Ok(Reply::see_other("/")
                .with_session(token, session::kept())
                .with_setup_code(None)
                .with_flash(Flash::done(said)))
        }
        Err(error) => ctx.again(request, error, |errors| {
            let form = Fields {
                company: text("company").to_owned(),
                time_zone: text("time_zone").to_owned(),
                admin: text("admin").to_owned(),
                catalogue: text("catalogue").to_owned(),
            };
            Ok(wizard(form, errors))
        }),
    }
}

fn catalogue(request: &Request) -> Option<CatalogueChoice> {
    match request.form.text("catalogue") {
        "starter" => Some(CatalogueChoice::Starter),
        "card" => Some(CatalogueChoice::ScoreCard(own_card(request).map(<[u8]>::to_vec))),
        "empty" => Some(CatalogueChoice::Empty),
        _ => None,
    }
}

/// The company's own copy of the card, if one was chosen.
fn own_card(request: &Request) -> Option<&[u8]> {
    let card = request.files.iter().find(|file| file.field == "file")?;
    (!card.name.is_empty() || !card.content.is_empty()).then_some(card.content.as_slice())
}

/// Browsers keep everything but passwords and files.
fn with_file_again(request: &Request, mut invalid: Invalid) -> Invalid {
    if request.form.text("catalogue") == "card" && own_card(request).is_some() {
        invalid.add(
            "file",
            message!("Please choose your file once more; the browser does not keep it."),
        );
    }
    invalid
}

fn wizard(form: Fields, errors: Errors) -> WizardPage {
    let choice = |value: &str, label, hint| Choice {
        hint: Some(hint),
        ..Choice::new(value, label)
    };
    WizardPage {
        form,
        zones: time_zones(),
        catalogues: vec![
            choice(
                "starter",
                message!("Our starter catalogue"),
                message!("What most crews need, with a target for each tier and what every level looks like."),
            ),
            choice(
                "card",
                message!("The trade's paper score card"),
                message!(
                    "The 20 trades and 187 skills of the printed card, and its tools. You set the targets yourself."
                ),
            ),
            choice(
                "empty",
                message!("Nothing yet"),
                message!("You write your own catalogue from the first skill on."),
            ),
        ],
        errors,
    }
}

//! `/setup/company`: a new company, from the wizard's answers.

use super::{closed, code_that_opens};
use crate::app::reach::Typed;
use crate::app::setup::{self, CatalogueChoice, Draft};
use crate::app::{self, certificates};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::reach::Source;
use crate::domain::settings::draft::time_zones;
use crate::message;
use crate::view::{self, Choice, Errors};
use crate::web::pages::certificates::fields::{self, ReachFields};
use crate::web::pages::session;
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct WizardPage {
    form: Fields,
    zones: Vec<String>,
    reach: ReachFields,
    /// Where browsers find the box now.
    addresses: Vec<String>,
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
    let Some(code) = code_that_opens(ctx, request)? else {
        return closed(ctx, request);
    };
    let form = Fields {
        catalogue: "starter".into(),
        ..Fields::default()
    };
    ctx.page(
        request,
        &wizard(ctx, form, reach_fields(ctx, code, None)?, Errors::default()),
    )
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
    let typed = fields::typed(request);
    let draft = match (draft, setup::check_reach(&ctx.app, code, &typed)?) {
        (Ok(draft), Ok(())) => Ok(Draft {
            reach: typed.clone(),
            ..draft
        }),
        (draft, reach) => Err(both(draft.err(), reach.err())),
    };
    let peer = session::peer(request);
    let finished = draft
        .map_err(|invalid| app::Error::Invalid(with_file_again(request, invalid)))
        .and_then(|draft| setup::finish(&ctx.app, code, &draft, &session::from(request, &peer)));
    match finished {
        Ok(token) => {
            certificates::keep_now(&ctx.app)?;
            let (next, said) = next(&typed);
            Ok(Reply::see_other(next)
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
            Ok(wizard(ctx, form, reach_fields(ctx, code, Some(&typed))?, errors))
        }),
    }
}

/// All that is wrong.
fn both(one: Option<Invalid>, other: Option<Invalid>) -> Invalid {
    let mut all = one.unwrap_or_default();
    all.fields.extend(other.into_iter().flat_map(|other| other.fields));
    all
}

/// Where it goes on: a certificate from elsewhere is not done with yet.
fn next(typed: &Typed) -> (&'static str, Message) {
    match typed.get("certificate").and_then(|word| Source::parse(word)) {
        Some(Source::Own) => (
            "/certificates",
            message!("Your company is set up. Now upload your certificate, below."),
        ),
        Some(Source::Acme) => (
            "/certificates",
            message!("Your company is set up. The certificate is being asked for; here you see how it goes."),
        ),
        Some(Source::Local) | None => (
            "/",
            message!("Your company is set up. Next: add the people you want to rate."),
        ),
    }
}

fn reach_fields(ctx: &Ctx, code: &str, typed: Option<&Typed>) -> Result<ReachFields, Failure> {
    Ok(ReachFields::of(&setup::reach(&ctx.app, code)?, typed))
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

fn wizard(ctx: &Ctx, form: Fields, reach: ReachFields, errors: Errors) -> WizardPage {
    let choice = |value: &str, label, hint| Choice {
        hint: Some(hint),
        ..Choice::new(value, label)
    };
    WizardPage {
        form,
        zones: time_zones(),
        reach,
        addresses: ctx.app.names().all().to_vec(),
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

//! The first start: one live setup link, and the wizard's answers taken over all at once. A company
//! that comes from another box: [`archive`].

pub mod archive;

use super::reach::{self, Typed};
use super::{App, Error, catalogue_install, one_time_links, score_card, sessions, starter_catalogue, users};
use crate::domain::account::{LinkPurpose, OneTimeLink, Role, Theme, User};
use crate::domain::catalogue_draft::CatalogueDraft;
use crate::domain::invalid::Invalid;
use crate::domain::password;
use crate::domain::policy::Actor;
use crate::domain::settings::Settings;
use crate::domain::settings::draft::time_zone as time_zone_of;
use crate::domain::text;
use crate::host::secret;
use crate::message;
use crate::store::Read;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long a setup link works.
pub const SETUP_LINK: SignedDuration = SignedDuration::from_hours(24);

/// The wizard's answers, checked.
#[derive(Clone, Debug)]
pub struct Draft {
    pub company: String,
    pub time_zone: String,
    pub admin: String,
    pub password: String,
    pub catalogue: CatalogueChoice,
    /// How browsers reach the box, where something else is wanted than it does by itself.
    pub reach: Typed,
}

/// What the company starts to rate with.
#[derive(Clone, Debug)]
pub enum CatalogueChoice {
    /// The starter catalogue of the program.
    Starter,
    /// The trade's paper score card: the one in the program, or the company's own copy.
    ScoreCard(Option<Vec<u8>>),
    Empty,
}

impl Draft {
    /// What was typed, or everything that is wrong with it, by field.
    pub fn parse(
        company: &str,
        time_zone: &str,
        admin: &str,
        password: &str,
        again: &str,
        catalogue: Option<CatalogueChoice>,
    ) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let company = invalid.take(text::required("company", company, text::NAME_MAX));
        let time_zone = invalid.take(time_zone_of("time_zone", time_zone));
        // The same rules as for any other user.
        let admin = match users::Draft::parse(admin, Role::Admin.word(), "", "") {
            Ok(draft) => draft.name,
            Err(wrong) => {
                invalid.fields.extend(
                    wrong
                        .fields
                        .into_iter()
                        .map(|(_, sentence)| ("admin".to_owned(), sentence)),
                );
                String::new()
            }
        };
        if let Err(mut wrong) = password::check("password", password, &[&admin, &company, "handyman"]) {
            invalid.fields.append(&mut wrong.fields);
        } else if password != again {
            invalid.add(
                "again",
                message!("The two passwords differ. Please type the same one twice."),
            );
        }
        let catalogue = catalogue.unwrap_or_else(|| {
            invalid.add("catalogue", message!("Please choose what you want to start with."));
            CatalogueChoice::Empty
        });
        invalid.into_result(Draft {
            company,
            time_zone,
            admin,
            password: password.to_owned(),
            catalogue,
            reach: Typed::new(),
        })
    }
}

/// A new setup link's secret; an earlier one stops working. Refused once the company is set up.
pub fn link(app: &App, actor: &Actor) -> Result<String, Error> {
    if app.is_set_up() {
        return Err(Error::Conflict(message!(
            "This company is set up already. For a user who cannot sign in use: setup-link --reset USER"
        )));
    }
    let token = secret::token();
    app.moving_in.forget();
    app.change(actor, |change| {
        one_time_links::replace(change, LinkPurpose::Setup, &token, SETUP_LINK)?;
        change.event("setup_link_made", None, &[])
    })?;
    Ok(token)
}

/// Whether this secret opens the wizard now.
pub fn opens(app: &App, token: &str) -> Result<bool, Error> {
    if app.is_set_up() {
        return Ok(false);
    }
    Ok(link_of(&app.store.read()?, app.now(), token)?.is_some())
}

/// How browsers reach the box before anybody has said so, for whoever has the link.
pub fn reach(app: &App, token: &str) -> Result<Vec<reach::Value>, Error> {
    if !opens(app, token)? {
        return Err(Error::NotFound);
    }
    reach::all(app)
}

/// What is wrong with how browsers shall reach the box, for whoever has the link.
pub fn check_reach(app: &App, token: &str, typed: &Typed) -> Result<Result<(), Invalid>, Error> {
    if !opens(app, token)? {
        return Err(Error::NotFound);
    }
    reach::check(app, typed)
}

/// The link of this secret, if it is one to set up with and still works.
fn link_of(store: &impl Read, now: Timestamp, token: &str) -> Result<Option<OneTimeLink>, Error> {
    let link = store.unique::<OneTimeLink>("secret_hash", secret::hash(token))?;
    Ok(link.filter(|link| link.purpose == LinkPurpose::Setup && now < link.expires_at))
}

/// Takes the wizard's answers over, all or nothing: uses the link up, writes settings, catalogue and
/// admin, and signs the admin in. Gives the cookie's token.
pub fn finish(app: &App, token: &str, draft: &Draft, from: &sessions::From<'_>) -> Result<String, Error> {
    if !opens(app, token)? {
        return Err(Error::NotFound);
    }
    // Outside the transaction: hashing and reading a file are slow.
    let catalogue = read_catalogue(&draft.catalogue)?;
    let hash = app.passwords.hash(&draft.password)?;
    let session = app.change(&Actor::Visitor, |change| {
        let link = link_of(change.store, change.now, token)?.ok_or(Error::NotFound)?;
        change.delete::<OneTimeLink>(link.id)?;

        let today = change
            .now
            .to_zoned(TimeZone::get(&draft.time_zone).unwrap_or(TimeZone::UTC))
            .date();
        change.put(&settings(draft, catalogue.as_ref(), today))?;
        reach::take(change, app.above(), &draft.reach)?;
        if let Some(catalogue) = &catalogue {
            catalogue_install::install(change, catalogue, today)?;
        }

        let id = change.next_id::<User>()?;
        let admin = User {
            id,
            name: draft.admin.clone(),
            role: Role::Admin,
            email: None,
            employee: None,
            active: true,
            must_change_password: false,
            password_hash: Some(hash),
            language: None,
            theme: Theme::default(),
            created_at: change.now,
            last_sign_in_at: Some(change.now),
            notice_read_at: None,
        };
        users::check(change, &admin)?;
        change.put(&admin)?;
        change.record::<User>("company_set_up", id, &[])?;
        sessions::open(change, id, from)
    })?;
    app.moving_in.forget();
    Ok(session)
}

fn read_catalogue(choice: &CatalogueChoice) -> Result<Option<CatalogueDraft>, Error> {
    match choice {
        CatalogueChoice::Starter => Ok(Some(starter_catalogue::starter_catalogue())),
        CatalogueChoice::ScoreCard(None) => Ok(Some(score_card::embedded_catalogue())),
        CatalogueChoice::ScoreCard(Some(file)) => score_card::catalogue(file)
            .map(Some)
            .map_err(|sentence| Invalid::one("file", sentence).into()),
        CatalogueChoice::Empty => Ok(None),
    }
}

fn settings(draft: &Draft, catalogue: Option<&CatalogueDraft>, today: jiff::civil::Date) -> Settings {
    let mut settings = Settings {
        company: draft.company.clone(),
        time_zone: draft.time_zone.clone(),
        set_up_on: Some(today),
        ..Settings::default()
    };
    // A catalogue may bring its own words for levels and tiers.
    if let Some(levels) = catalogue.and_then(|catalogue| catalogue.levels.clone()) {
        settings.levels = levels;
    }
    if let Some(names) = catalogue.and_then(|catalogue| catalogue.tier_names.clone()) {
        settings.tier_names = names;
    }
    settings
}

//! `/backups/offsite`: where copies of the backups go, whether that works, and what lies there.

mod fields;

use crate::app::backups::offsite;
use crate::domain::id::PlaceId;
use crate::domain::message::Message;
use crate::domain::offsite::{Copied, Draft, Fault, FaultKind, Kind, Place};
use crate::message;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, long_post, post};
use fields::Fields;
use jiff::Timestamp;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get(PATH, Access::Admin, show),
    post("/backups/offsite/sending", Access::Admin, Body::Form, send),
    post("/backups/offsite/reminder", Access::Admin, Body::Form, put_off),
    get("/backups/offsite/folder", Access::Admin, new_folder),
    post("/backups/offsite/folder", Access::Admin, Body::Form, add_folder),
    get("/backups/offsite/storage", Access::Admin, new_storage),
    post("/backups/offsite/storage", Access::Admin, Body::Form, add_storage),
    get("/backups/offsite/{id}", Access::Admin, edit),
    post("/backups/offsite/{id}", Access::Admin, Body::Form, save),
    long_post("/backups/offsite/{id}/test", Access::Admin, Body::Form, test),
    post("/backups/offsite/{id}/pause", Access::Admin, Body::Form, pause),
    post("/backups/offsite/{id}/removal", Access::Admin, Body::Form, remove),
];

const PATH: &str = "/backups/offsite";

#[derive(Serialize)]
struct OffsitePage {
    rows: Vec<Row>,
    /// What came of a test just now.
    tested: Option<Tested>,
    /// Whether any copy counts.
    any: bool,
    /// Somebody may put off being reminded.
    reminds: bool,
    /// Somebody did, until then.
    again: Option<Moment>,
    trouble: Option<Message>,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    name: String,
    whereabouts: String,
    is_folder: bool,
    paused: bool,
    is_tested: bool,
    /// What is wrong, since when, in whose words, and when it is tried again.
    problem: Option<Problem>,
    /// The newest copy that was read back from there.
    newest: Option<Newest>,
    copies: usize,
    unencrypted: bool,
    keeps: Message,
}

#[derive(Serialize)]
struct Problem {
    sentence: Message,
    detail: String,
    since: Moment,
    next: Moment,
}

#[derive(Serialize)]
struct Newest {
    made: Moment,
    verified: Moment,
}

#[derive(Serialize)]
struct Tested {
    name: String,
    steps: Vec<Step>,
    problem: Option<Message>,
    detail: String,
}

#[derive(Serialize)]
struct Step {
    sentence: Message,
    well: bool,
}

#[derive(Serialize)]
struct PlacePage {
    title: Message,
    action: String,
    is_folder: bool,
    form: Fields,
    /// When the secret that is kept was typed.
    secret_set: Option<Moment>,
    /// Whether there is one already.
    has_secret: bool,
    errors: Errors,
}

impl view::Page for OffsitePage {
    const TEMPLATE: &'static str = "backups/offsite.html";
    fn title(&self) -> Message {
        message!("Copies off the box")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

impl view::Page for PlacePage {
    const TEMPLATE: &'static str = "backups/place.html";
    fn title(&self) -> Message {
        self.title.clone()
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, None)?)
}

fn page(ctx: &Ctx, request: &Request, tested: Option<Tested>) -> Result<OffsitePage, Failure> {
    let places = offsite::list(&ctx.app, &request.actor)?;
    let copies = offsite::copies(&ctx.app, &request.actor)?;
    let any = copies.iter().any(|copy| copy.verified_at().is_some());
    let again = offsite::remind_again(&ctx.app)?;
    Ok(OffsitePage {
        tested,
        any,
        reminds: !any && again.is_none(),
        again: again.map(|at| moment(ctx, at)),
        trouble: offsite::trouble(&ctx.app)?.filter(|_| places.iter().all(|place| place.trouble.is_none())),
        rows: places.into_iter().map(|place| row(ctx, place, &copies)).collect(),
    })
}

fn row(ctx: &Ctx, place: Place, copies: &[Copied]) -> Row {
    let there = || copies.iter().filter(|copy| copy.place == place.id);
    let newest = there().find_map(|copy| Some((copy.made_at, copy.verified_at()?)));
    Row {
        id: place.id.0,
        newest: newest.map(|(made, verified)| Newest {
            made: moment(ctx, made),
            verified: moment(ctx, verified),
        }),
        copies: there().filter(|copy| copy.verified_at().is_some()).count(),
        problem: place.trouble.as_ref().map(|trouble| Problem {
            sentence: trouble.fault.sentence(),
            detail: trouble.fault.detail.clone(),
            since: moment(ctx, trouble.since),
            next: moment(ctx, trouble.next_at),
        }),
        is_folder: matches!(place.kind, Kind::Folder { .. }),
        whereabouts: match &place.kind {
            Kind::Folder { path } => path.clone(),
            Kind::S3(bucket) => format!("{}/{}/{}", bucket.endpoint, bucket.bucket, bucket.prefix),
        },
        paused: place.paused,
        is_tested: place.tested_at.is_some(),
        unencrypted: place.declined_encryption.is_some(),
        keeps: message!(
            "keeps {days} days, {weeks} weeks, {months} months",
            days = place.retention.days,
            weeks = place.retention.weeks,
            months = place.retention.months
        ),
        name: place.name,
    }
}

fn moment(ctx: &Ctx, at: Timestamp) -> Moment {
    Moment::new(at, ctx.app.zoned_now().time_zone())
}

fn send(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    offsite::send_soon(&ctx.app, &request.actor)?;
    Ok(Reply::see_other(PATH).with_flash(Flash::done(message!(
        "What is missing is being sent and read back. Look here again in a moment."
    ))))
}

fn put_off(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    offsite::not_now(&ctx.app, &request.actor)?;
    Ok(Reply::see_other(PATH).with_flash(Flash::done(message!("You are reminded again in 30 days."))))
}

fn new_folder(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &new(true, Fields::default(), Errors::default()))
}

fn new_storage(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &new(false, Fields::default(), Errors::default()))
}

fn new(is_folder: bool, form: Fields, errors: Errors) -> PlacePage {
    PlacePage {
        title: match is_folder {
            true => message!("A folder for copies"),
            false => message!("Storage for copies"),
        },
        action: match is_folder {
            true => "/backups/offsite/folder".into(),
            false => "/backups/offsite/storage".into(),
        },
        is_folder,
        form,
        secret_set: None,
        has_secret: false,
        errors,
    }
}

fn add_folder(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    add(ctx, request, true)
}

fn add_storage(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    add(ctx, request, false)
}

fn add(ctx: &Ctx, request: &Request, is_folder: bool) -> Result<Reply, Failure> {
    let typed = fields::typed(ctx, request, !is_folder);
    let added = Draft::parse(&typed)
        .map_err(Into::into)
        .and_then(|draft| offsite::add(&ctx.app, &request.actor, &draft));
    match added {
        Ok(_) => Ok(Reply::see_other(PATH).with_flash(Flash::done(message!(
            "The place is added. Now test it: nothing is sent before its test went well."
        )))),
        Err(error) => ctx.again(request, error, |errors| Ok(new(is_folder, Fields::of(typed), errors))),
    }
}

fn edit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let place = offsite::place(&ctx.app, &request.actor, request.id("id")?)?;
    let form = Fields::of_place(&place);
    ctx.page(request, &change(ctx, &place, form, Errors::default()))
}

fn change(ctx: &Ctx, place: &Place, form: Fields, errors: Errors) -> PlacePage {
    PlacePage {
        title: message!("Change {name}", name = place.name.clone()),
        action: format!("{PATH}/{}", place.id),
        is_folder: matches!(place.kind, Kind::Folder { .. }),
        form,
        secret_set: fields::secret_set(place).map(|at| moment(ctx, at)),
        has_secret: matches!(place.kind, Kind::S3(_)),
        errors,
    }
}

fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: PlaceId = request.id("id")?;
    let place = offsite::place(&ctx.app, &request.actor, id)?;
    let typed = fields::typed(ctx, request, matches!(place.kind, Kind::S3(_)));
    let changed = Draft::parse(&typed)
        .map_err(Into::into)
        .and_then(|draft| offsite::change(&ctx.app, &request.actor, id, &draft));
    match changed {
        Ok(()) => Ok(Reply::see_other(PATH).with_flash(Flash::done(message!("The place is changed.")))),
        Err(error) => ctx.again(request, error, |errors| {
            Ok(change(ctx, &place, Fields::of(typed), errors))
        }),
    }
}

fn test(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: PlaceId = request.id("id")?;
    let place = offsite::place(&ctx.app, &request.actor, id)?;
    let tested = offsite::test(&ctx.app, &request.actor, id)?;
    let tested = Tested {
        name: place.name,
        problem: tested.fault.as_ref().map(Fault::sentence),
        detail: tested
            .fault
            .filter(|fault| fault.kind != FaultKind::Stopped)
            .map(|fault| fault.detail)
            .unwrap_or_default(),
        steps: tested
            .steps
            .into_iter()
            .map(|step| Step {
                sentence: step.sentence,
                well: step.well,
            })
            .collect(),
    };
    ctx.page(request, &page(ctx, request, Some(tested))?)
}

fn pause(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let paused = request.form.text("paused") == "on";
    offsite::pause(&ctx.app, &request.actor, request.id("id")?, paused)?;
    Ok(Reply::see_other(PATH).with_flash(Flash::done(match paused {
        true => message!("Nothing is sent there for the time being."),
        false => message!("Copies are sent there again."),
    })))
}

fn remove(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let place = offsite::remove(&ctx.app, &request.actor, request.id("id")?)?;
    Ok(Reply::see_other(PATH).with_flash(Flash::done(message!(
        "{name} is forgotten. The copies that lie there stay there.",
        name = place.name
    ))))
}

//! The description of the API, OpenAPI 3.1, made from the rows.

use super::described::{Described, Does, Gives, Param, ParamKind, Takes};
use super::problem::Problem;
use super::query::{ID_MAX, LIMIT_MAX, TEXT_MAX};
use super::rows;
use crate::message;
use crate::web::routes::{Access, Body, Route, Work};
use crate::web::{Ctx, Failure, Reply, Request};
use http::Method;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

const PATH: &str = "/api/v1/openapi.json";

pub const ROUTES: &[Described] = &[Described {
    route: Route {
        method: Method::GET,
        path: PATH,
        // It says what there is, and nothing of the company.
        access: Access::Public,
        body: Body::None,
        work: Work::Short,
        handler: show,
    },
    name: "read_description",
    summary: message!("This description"),
    does: Does::Read,
    query: &[],
    takes: Takes::Nothing,
    gives: Gives::Json(super::described::shape::<Description>),
}];

/// Any object.
struct Description;

impl JsonSchema for Description {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Description".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    super::answering::read(ctx, request, &[], |_| Ok(description()))
}

/// All of it.
pub fn description() -> Value {
    let at = |settings: SchemaSettings| {
        settings
            .with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
            .into_generator()
    };
    let mut sent = at(SchemaSettings::draft2020_12().for_deserialize());
    let mut given = at(SchemaSettings::draft2020_12().for_serialize());
    let mut paths: Map<String, Value> = Map::new();
    for row in rows() {
        let operation = operation(row, &mut sent, &mut given);
        let at = paths.entry(row.route.path).or_insert_with(|| json!({}));
        at[row.route.method.as_str().to_ascii_lowercase()] = operation;
    }
    given.subschema_for::<Problem>();
    let mut schemas = given.take_definitions(true);
    schemas.extend(sent.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Handyman KPI",
            "version": crate::VERSION,
            "description": "Skill ratings for a small trades business. Dates are YYYY-MM-DD in the company's time zone, times RFC 3339 in UTC; figures are unrounded; what is not known is absent or a state, never 0.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API token, from the account page or `handyman-kpi token create`.",
                },
            },
        },
    })
}

fn operation(row: &Described, sent: &mut SchemaGenerator, given: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": row.name,
        "summary": row.summary.to_string(),
        "tags": [tag(row.route.path)],
        "parameters": parameters(row),
        "responses": responses(row, given),
    });
    let content = match row.takes {
        Takes::Nothing => None,
        Takes::Json(takes) => Some(json!({ "application/json": { "schema": takes(sent) } })),
        Takes::File => Some(
            row.route
                .body
                .kinds()
                .iter()
                .map(|kind| ((*kind).to_owned(), json!({})))
                .collect(),
        ),
    };
    if let Some(content) = content {
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    if row.route.access == Access::Public {
        operation["security"] = json!([]);
    }
    operation
}

/// The first word of the path behind the version.
fn tag(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or_default()
}

fn parameters(row: &Described) -> Vec<Value> {
    let mut all = Vec::new();
    if row.route.path.contains("{id}") {
        all.push(json!({
            "name": "id",
            "in": "path",
            "required": true,
            "schema": { "type": "integer", "minimum": 1, "maximum": ID_MAX },
        }));
    }
    all.extend(row.query.iter().map(|param| {
        json!({
            "name": param.name,
            "in": "query",
            "description": param.summary,
            "schema": schema_of(param),
        })
    }));
    let header = |name: &str, about: &str, schema: Value| json!({ "name": name, "in": "header", "description": about, "schema": schema });
    let etag = json!({ "type": "string", "pattern": "^(\\*|(W/)?\"[0-9a-f]{1,64}\"(, (W/)?\"[0-9a-f]{1,64}\")*)$" });
    if row.does == Does::Export {
        return all;
    }
    if row.does == Does::Read {
        let about = "An ETag of an earlier answer: is it still the same, 304 is answered.";
        all.push(header("If-None-Match", about, etag));
        return all;
    }
    if matches!(row.does, Does::Change | Does::Delete) {
        let about = "The ETag the change is made for: is it not the present one, nothing is changed.";
        all.push(header("If-Match", about, etag));
    }
    let about = "Chosen by you. The same request sent again with the same key within seven days is not carried out again, and gets the first answer.";
    let key = json!({ "type": "string", "pattern": "^[!-~]{1,255}$" });
    all.push(header("Idempotency-Key", about, key));
    all
}

fn schema_of(param: &Param) -> Value {
    match param.kind {
        ParamKind::Day => json!({ "type": "string", "format": "date" }),
        ParamKind::Id => json!({ "type": "integer", "minimum": 1, "maximum": ID_MAX }),
        ParamKind::Number => json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX }),
        ParamKind::Tier => json!({ "type": "integer", "minimum": 1, "maximum": 5 }),
        ParamKind::Limit => json!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX }),
        ParamKind::Cursor => json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{20,}$" }),
        ParamKind::Text => json!({ "type": "string", "maxLength": TEXT_MAX }),
        ParamKind::Yes => json!({ "type": "boolean" }),
        ParamKind::IdOr(words) => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": ID_MAX },
            { "type": "string", "enum": words },
        ] }),
        ParamKind::Many(many) => json!({
            "type": "array",
            "maxItems": many.most,
            "items": { "type": "string", "pattern": many.pattern, "maxLength": many.length },
        }),
        ParamKind::Word(words) => json!({ "type": "string", "enum": words }),
    }
}

/// Every answer a row can give.
fn responses(row: &Described, given: &mut SchemaGenerator) -> Value {
    let etag = json!({ "ETag": { "description": "Of this answer.", "schema": { "type": "string" } } });
    let mut well = json!({ "description": "Done." });
    if let Gives::Json(gives) | Gives::JsonOrTrial(gives, _) = row.gives {
        well["content"] = json!({ "application/json": { "schema": gives(given) } });
        well["headers"] = etag.clone();
    }
    if let Gives::Files(faces) = row.gives {
        well["content"] = faces
            .iter()
            .map(|(kind, shape)| {
                let schema = shape.map(|shape| json!({ "schema": shape(given) }));
                ((*kind).to_owned(), schema.unwrap_or_else(|| json!({})))
            })
            .collect();
        let name = json!({ "description": "The name of the file.", "schema": { "type": "string" } });
        well["headers"] = json!({ "Content-Disposition": name });
    }
    if row.does == Does::Create {
        let place = json!({ "description": "Where it is.", "schema": { "type": "string" } });
        well["headers"]["Location"] = place;
    }
    let mut all = Map::new();
    all.insert(row.does.status().to_string(), well);
    if let Gives::JsonOrTrial(_, trial) = row.gives {
        let content = json!({ "application/json": { "schema": trial(given) } });
        let about = "What would happen: a dry run, which writes nothing.";
        all.insert("200".into(), json!({ "description": about, "content": content }));
    }
    if row.does == Does::Read {
        all.insert(
            "304".into(),
            json!({ "description": "Nothing has changed.", "headers": etag }),
        );
    }
    if row.query.iter().any(|param| matches!(param.kind, ParamKind::Many(_))) {
        // The server's own answer, before anything of ours has seen the request.
        let about = "The query is too long for the head of a request. Say it in the file: rename the headings.";
        all.insert("431".into(), json!({ "description": about }));
    }
    let mut problem = |status: u16, about: &str| {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        let content = json!({ "application/problem+json": { "schema": schema } });
        all.insert(status.to_string(), json!({ "description": about, "content": content }));
    };
    problem(400, "It cannot be read.");
    if row.route.access == Access::Token {
        problem(401, "No token, or one that does not work.");
    }
    problem(404, "It is not there, or not for this user.");
    problem(408, "It did not arrive in time.");
    problem(421, "This box does not answer to that name.");
    problem(422, "Something in it is not accepted; `errors` names each field.");
    problem(500, "Something broke.");
    problem(503, "Busy just now, or nothing can be saved.");
    if row.route.method != Method::GET {
        problem(403, "Known to exist, and not this user's or this token's to do.");
        problem(409, "It does not fit what is there now, or is being done just now.");
        problem(429, "No more keys can be remembered.");
    }
    if matches!(row.does, Does::Change | Does::Delete) {
        problem(412, "It is not what the request was made for.");
    }
    match row.takes {
        Takes::Nothing => {}
        Takes::Json(_) => problem(415, "It is not JSON."),
        Takes::File => problem(415, "It is no file of these content types."),
    }
    if !matches!(row.takes, Takes::Nothing) {
        problem(413, "It is too large.");
    }
    Value::Object(all)
}

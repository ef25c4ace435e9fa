//! The description says what there is, and no more.

use super::DESCRIPTION;
use crate::support::Site;
use handyman_kpi::web::api::{self, Takes};
use handyman_kpi::web::{Access, Body};
use std::collections::BTreeSet;

#[test]
fn every_row_is_described_and_every_described_row_is_there() {
    let rows: BTreeSet<(String, String)> = api::rows()
        .map(|row| (row.route.path.to_owned(), row.route.method.as_str().to_lowercase()))
        .collect();
    let described: BTreeSet<(String, String)> = DESCRIPTION["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, operations)| {
            let methods = operations.as_object().unwrap().keys();
            methods.map(move |method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(rows, described);
    let in_table: BTreeSet<(String, String)> = handyman_kpi::web::table()
        .rows()
        .filter(|row| row.path.starts_with("/api/"))
        .map(|row| (row.path.to_owned(), row.method.as_str().to_lowercase()))
        .collect();
    assert_eq!(in_table, described, "nothing answers below /api that is not described");
}

#[test]
fn every_row_needs_a_token_but_the_description() {
    for row in api::rows() {
        let open = row.route.path == "/api/v1/openapi.json";
        let access = if open { Access::Public } else { Access::Token };
        assert_eq!(row.route.access, access, "{}", row.route.path);
        let takes = match row.takes {
            Takes::Nothing => row.route.body == Body::None,
            Takes::Json(_) => row.route.body == Body::Api,
            Takes::File => !row.route.body.kinds().is_empty() && row.route.body.limit() == 20_000_000,
        };
        assert!(takes, "{}", row.route.path);
        assert!(!row.summary.text.is_empty() && row.route.path.starts_with(api::BASE));
    }
}

#[test]
fn every_schema_is_one_and_every_reference_leads_somewhere() {
    let schemas = DESCRIPTION["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        // Two types of one name get numbers, as the pages of lists do.
        assert!(
            name.starts_with("Page") || !name.ends_with(|c: char| c.is_ascii_digit()),
            "{name}"
        );
    }
    let text = DESCRIPTION.to_string();
    for rest in text.split("\"$ref\":\"").skip(1) {
        let target = rest.split('"').next().unwrap();
        let name = target.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{target}");
    }
}

#[test]
fn the_description_is_served_to_anyone_as_it_is() {
    let site = Site::empty();
    let served = site.visitor().get("/api/v1/openapi.json");
    assert_eq!(served.is(200).json(), *DESCRIPTION);
    assert_eq!(served.json()["openapi"], "3.1.0");
}

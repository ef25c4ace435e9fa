//! Documents that are cut, changed, of another version, or say what is not so: refused with a
//! sentence, nothing taken over, and the box can be set up or take the true one afterwards.

use super::archive::taken;
use super::{sample_company, sign_in};
use crate::support::Site;
use crate::support::restoring::bring;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::{Read, State};
use serde_json::{Value, json};
use std::io::{BufReader, Read as _};

const NO_ARCHIVE: &str = "This is not an archive of Handyman KPI, or it is cut short or was changed.";
const CUT_SHORT: &str = "This archive is cut short: its end is missing.";

struct Box {
    site: Site,
}

impl Box {
    fn new() -> Self {
        Self { site: Site::empty() }
    }

    #[track_caller]
    fn refuses(&self, document: impl std::io::BufRead, because: &str, what: &str) {
        let mut start = Vec::new();
        document.take(64 << 20).read_to_end(&mut start).unwrap();
        let refused = bring(&self.site.app, &start).unwrap_err();
        assert!(refused.to_string().contains(because), "{what}: {refused}");
        assert!(!self.site.app.is_set_up(), "{what}");
        assert_eq!(self.site.app.store.state(), State::Saving, "{what}");
    }

    /// Nothing stayed behind, and the true one is taken.
    fn is_as_new(&self, document: &[u8]) {
        self.site.app.store.read().unwrap().verify().unwrap();
        bring(&self.site.app, document).unwrap();
        sign_in(&self.site, 0).get("/").is(200);
        self.site.app.store.read().unwrap().verify().unwrap();
    }
}

/// The document with another manifest.
fn with_manifest(document: &str, change: impl FnOnce(&mut Value)) -> String {
    let (first, rest) = document.split_once('\n').unwrap();
    let inside = first.strip_prefix("{\"manifest\":").unwrap().strip_suffix(',').unwrap();
    let mut manifest: Value = serde_json::from_str(inside).unwrap();
    change(&mut manifest);
    format!("{{\"manifest\":{manifest},\n{rest}")
}

fn table<'a>(manifest: &'a mut Value, name: &str) -> &'a mut Value {
    let tables = manifest["tables"].as_array_mut().unwrap();
    tables.iter_mut().find(|table| table["table"] == name).unwrap()
}

#[test]
fn a_document_that_is_cut_anywhere_is_refused() {
    let document = taken(&sample_company());
    let a_box = Box::new();
    let step = document.len() / 40;
    for cut in (0..40)
        .map(|n| n * step)
        .chain([document.len() - 1, document.len() - 3])
    {
        let because = if cut == 0 { "This file is empty." } else { CUT_SHORT };
        a_box.refuses(&document[..cut], because, &format!("cut at {cut}"));
    }
    a_box.is_as_new(&document);
}

#[test]
fn a_document_that_says_what_is_not_so_is_refused() {
    let document = String::from_utf8(taken(&sample_company())).unwrap();
    let first_employee = document
        .split("\"employees\":[\n")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let manifest = |change: fn(&mut Value)| with_manifest(&document, change);
    let lies = [
        ("more after the end", document.clone() + "{}\n"),
        ("another kind of JSON", "{\"a\":[1,2,3]}\n".into()),
        ("a letter", "Dear Sir or Madam,\nplease find enclosed".into()),
        (
            "a record changed",
            document.replacen("\"hire_date\":\"20", "\"hire_date\":\"19", 1),
        ),
        (
            "a record twice",
            document.replacen(&first_employee, &format!("{first_employee}\n{first_employee}"), 1),
        ),
        (
            "a record missing",
            document.replacen(&format!("{first_employee}\n"), "", 1),
        ),
        ("an id twice", document.replacen("\n[2,", "\n[1,", 1)),
        (
            "a count too high",
            manifest(|m| *table(m, "users") = json!({"table":"users","last":99,"records":9,"sum":"0"})),
        ),
        (
            "a count too low",
            manifest(|m| table(m, "employees")["records"] = json!(1)),
        ),
        (
            "more records than ids",
            manifest(|m| table(m, "events")["last"] = json!(0)),
        ),
        (
            "an id beyond all",
            manifest(|m| table(m, "users")["last"] = json!(u64::MAX)),
        ),
        (
            "a table twice",
            manifest(|m| {
                let one = m["tables"][0].clone();
                m["tables"].as_array_mut().unwrap().push(one);
            }),
        ),
        (
            "another order of tables",
            manifest(|m| m["tables"].as_array_mut().unwrap().swap(0, 1)),
        ),
        ("another end", document.replacen("\"end\":", "\"end\":1", 1)),
        ("schema 0", manifest(|m| m["schema"] = json!(0))),
        (
            "no settings",
            with_manifest(&document, |m| m["tables"] = json!([]))
                .split_once("\"records\"")
                .unwrap()
                .0
                .to_owned()
                + "\"records\":{\n},\n\"end\":0}\n",
        ),
        (
            "reformatted",
            serde_json::to_string_pretty(&serde_json::from_str::<Value>(&document).unwrap()).unwrap(),
        ),
    ];
    let a_box = Box::new();
    for (what, lie) in lies {
        assert_ne!(lie, document, "{what}");
        a_box.refuses(lie.as_bytes(), NO_ARCHIVE, what);
    }
    a_box.is_as_new(document.as_bytes());
}

#[test]
fn what_people_choose_by_mistake_is_named() {
    let a_box = Box::new();
    let packed = b"PK\x03\x04\x14\x00\x06\x00archive.json";
    for (document, because) in [
        (&b""[..], "This file is empty."),
        (packed, "This is a packed file (a zip or a workbook)"),
        (b"\x1f\x8b\x08\x00archive", "This is a packed file"),
        (b"%PDF-1.7\n1 0 obj\n", "This is a PDF, not an archive"),
    ] {
        a_box.refuses(document, because, because);
    }
    a_box.is_as_new(&taken(&sample_company()));
}

#[test]
fn records_that_fit_their_sum_and_are_no_company_are_refused() {
    let site = sample_company();
    let a_box = Box::new();
    let honest = taken(&site);
    // Made by the program itself from a store that is not one any more, so that every sum is right.
    let broken = |sql: &dyn Fn(&mut handyman_kpi::app::Change<'_>)| {
        let site = Site::empty();
        bring(&site.app, &honest).unwrap();
        site.app
            .change(&Actor::Program, |change| {
                sql(change);
                Ok(())
            })
            .unwrap();
        taken(&site)
    };
    let without_admin = broken(&|change| {
        for mut user in change.store.all::<handyman_kpi::domain::account::User>().unwrap() {
            user.active = false;
            change.put(&user).unwrap();
        }
    });
    a_box.refuses(&without_admin[..], NO_ARCHIVE, "nobody could sign in");
    let orphans = broken(&|change| {
        let first = change
            .store
            .all::<handyman_kpi::domain::evaluation::Evaluation>()
            .unwrap()
            .remove(0);
        change
            .store
            .delete::<handyman_kpi::domain::employee::Employee>(first.employee)
            .unwrap();
    });
    a_box.refuses(&orphans[..], NO_ARCHIVE, "evaluations of nobody");
    a_box.is_as_new(&honest);
}

#[test]
fn a_document_of_a_newer_version_says_which_one_to_install() {
    let document = String::from_utf8(taken(&sample_company())).unwrap();
    let a_box = Box::new();
    for (what, newer) in [
        (
            "version",
            with_manifest(&document, |m| (m["version"], m["needs"]) = (json!(2), json!("3.1.4"))),
        ),
        (
            "schema",
            with_manifest(&document, |m| (m["schema"], m["needs"]) = (json!(900), json!("3.1.4"))),
        ),
        (
            "table",
            with_manifest(&document, |m| {
                (table(m, "users")["table"], m["needs"]) = (json!("robots"), json!("3.1.4"))
            }),
        ),
    ] {
        a_box.refuses(newer.as_bytes(), "Install version 3.1.4 or newer.", what);
    }
}

#[test]
fn an_endless_line_and_an_endless_file_are_given_up() {
    let a_box = Box::new();
    let endless = BufReader::new(std::io::repeat(b'a').take(1 << 30));
    a_box.refuses(endless, NO_ARCHIVE, "an endless line");
    let endless = BufReader::new(b"{\"manifest\":".chain(std::io::repeat(b'a').take(1 << 30)));
    a_box.refuses(endless, NO_ARCHIVE, "an endless manifest");
    let document = taken(&sample_company());
    let first = document.iter().position(|byte| *byte == b'\n').unwrap();
    let endless = BufReader::new(document[..=first].chain(std::io::repeat(b'\n').take(1 << 20)));
    a_box.refuses(endless, NO_ARCHIVE, "empty lines");
}

#[test]
fn an_archive_saved_with_other_line_ends_is_still_one() {
    let document = String::from_utf8(taken(&sample_company()))
        .unwrap()
        .replace('\n', "\r\n");
    Box::new().is_as_new(document.as_bytes());
}

//! `/api/v1/exports`: the files of the pages, for programs.

use super::{Program, said_of, token};
use crate::evaluations::crew;
use crate::exports::{csv, sample_company, sign_in, xlsx};
use handyman_kpi::app::sample::SIGN_INS;
use handyman_kpi::domain::event::Event;
use handyman_kpi::store::Read;
use handyman_kpi::web::api;
use std::collections::BTreeSet;

#[test]
fn every_list_is_the_file_of_its_page_in_each_format() {
    let site = sample_company();
    let mut program = Program::of(&site, SIGN_INS[0].name);
    let mut browser = sign_in(&site, 0);
    let all = program.get("/exports").is(200).json();
    let all = all["items"].as_array().unwrap();
    assert_eq!(all.len(), 10);
    for list in all {
        let name = list["name"].as_str().unwrap();
        assert_eq!(list["path"], format!("/api/v1/exports/{name}"));
        for format in list["formats"].as_array().unwrap() {
            let path = format!("/exports/{name}?format={}", format.as_str().unwrap());
            let (ours, theirs) = (program.get(&path), browser.get(&path));
            ours.is(200);
            for header in ["content-type", "content-disposition", "content-length"] {
                assert_eq!(ours.header(header), theirs.header(header), "{path}");
            }
            match path.ends_with("xlsx") {
                true => assert_eq!(xlsx(&ours), xlsx(theirs.is(200)), "{path}"),
                false => assert!(ours.body == theirs.is(200).body, "{path}"),
            }
        }
    }
    let rows: BTreeSet<&str> = api::rows()
        .filter_map(|row| row.route.path.strip_prefix("/api/v1/exports/"))
        .filter(|name| *name != "everything")
        .collect();
    assert_eq!(rows, all.iter().map(|list| list["name"].as_str().unwrap()).collect());
    for filters in [
        "employees?status=all&sort=-hired&q=a&manager=none",
        "ratings?kind=manager&status=finalised&from=2025-01-01&sort=person",
        "tool-marks?to=2025-12-31&employee=1",
        "trend?tier=2&from=2025-06-01&to=2026-04-30",
        "skills?show=all&q=door",
    ] {
        let (ours, theirs) = (
            program.get(&format!("/exports/{filters}")),
            browser.get(&format!("/exports/{filters}")),
        );
        assert!(csv(ours.is(200)) == csv(theirs.is(200)), "{filters}");
    }
}

#[test]
fn a_filter_that_is_none_is_refused_and_a_list_nobody_has_is_not_there() {
    let site = sample_company();
    let mut program = Program::of(&site, SIGN_INS[0].name);
    for (query, field) in [
        ("employees?format=pdf", "format"),
        ("employees?page=2", "page"),
        ("employees?tier=6", "tier"),
        ("employees?manager=me", "manager"),
        ("employees?manager=9007199254740992", "manager"),
        ("ratings?rater=9007199254740992", "rater"),
        ("employees?sort=shoe", "sort"),
        ("ratings?from=yesterday", "from"),
        ("ratings?kind=self&kind=self", "kind"),
        ("skills?show=everything", "show"),
        ("targets?set=0", "set"),
        ("users?q=a", "q"),
    ] {
        said_of(program.get(&format!("/exports/{query}")).is(422), field);
    }
    program.get("/exports/targets?set=99").is(404);
    program.get("/exports/passwords").is(404);
    program.get("/exports/everything").is(405);
}

#[test]
fn each_gets_the_lists_and_the_rows_that_are_theirs() {
    let crew = crew();
    crew.finalised(crew.eli, "2026-05-02");
    let lists = |name: &str| -> Vec<String> {
        let json = Program::of(&crew.site, name).get("/exports").is(200).json();
        let items = json["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(lists("eli"), ["evaluations", "ratings", "tool-marks"]);
    assert_eq!(lists("max").len(), 6);
    let everything = lists("anna");
    assert_eq!(everything.len(), 10);
    for name in ["eli", "max", "anna"] {
        let mut program = Program::of(&crew.site, name);
        let offered = lists(name);
        for list in &everything {
            let answer = program.get(&format!("/exports/{list}"));
            let wanted = if offered.contains(list) { 200 } else { 404 };
            assert_eq!(answer.status, wanted, "{list} for {name}");
        }
    }
    let own = csv(Program::of(&crew.site, "eli").get("/exports/evaluations").is(200));
    assert!(
        !own.concat().iter().any(|cell| cell == "Ask for a raise."),
        "no private note"
    );
    assert!(
        csv(Program::of(&crew.site, "max").get("/exports/evaluations").is(200))
            .concat()
            .contains(&"Ask for a raise.".to_owned())
    );
    // A token that may only read reads.
    let (_, reading) = token(&crew.site, "anna", true, None);
    Program::with(crew.site.visitor(), &reading)
        .get("/exports/users?format=json")
        .is(200);
}

#[test]
fn only_an_admins_program_that_may_write_takes_everything_and_that_is_written_down() {
    let site = sample_company();
    let taken = || {
        let events: Vec<Event> = site.app.store.read().unwrap().all().unwrap();
        events.iter().filter(|one| one.what == "everything_exported").count()
    };
    for name in [SIGN_INS[1].name, SIGN_INS[2].name] {
        Program::of(&site, name).act("/exports/everything").is(404);
    }
    let (_, reading) = token(&site, SIGN_INS[0].name, true, None);
    Program::with(site.visitor(), &reading)
        .act("/exports/everything")
        .is(403);
    assert_eq!(taken(), 0);
    let mut program = Program::of(&site, SIGN_INS[0].name);
    said_of(program.act("/exports/everything?format=csv").is(422), "format");
    let answer = program.act("/exports/everything");
    let (text, name) = (answer.is(200).text(), answer.header("content-disposition").unwrap());
    assert!(name.contains("Everything") && name.contains(".json"), "{name}");
    assert_eq!(answer.header("content-length"), Some(text.len().to_string().as_str()));
    assert_eq!(taken(), 1);
    let empty = crate::support::Site::empty();
    crate::support::restoring::bring(&empty.app, text.as_bytes()).unwrap();
    assert_eq!(
        empty.app.projection().people().len(),
        site.app.projection().people().len()
    );
}

//! The way through the pages.

use super::{ready, troubled};
use crate::support::{Browser, Site};
use handyman_kpi::app::sample::{self, Plan};
use jiff::SignedDuration;

const FILE: &str = "Name,Hired,Tier\nAnn Lee,3/4/2021,2\nBo Berg,2021-01-01,1\n";

fn upload(browser: &mut Browser, file: &[u8]) -> String {
    browser.get("/imports/new").is(200);
    let answer = browser.upload("/imports/uploads", &[("kind", "employees")], ("file", "crew.csv", file));
    answer.header("location").expect("it leads on").to_owned()
}

#[test]
fn a_manager_uploads_says_what_is_asked_looks_imports_and_undoes() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let here = upload(&mut max, FILE.as_bytes());
    max.get(&here)
        .is(200)
        .shows("Hire date")
        .shows("What comes first?")
        .shows("3/4/2021");
    let columns = [("column_0", "name"), ("column_1", "hire_date"), ("column_2", "tier")];
    max.post(&here, &columns)
        .is(422)
        .shows("whether the day or the month comes first");
    let answered = [&columns[..], &[("order", "month")]].concat();
    let done = max.post(&here, &answered);
    done.leads_to(&format!("{here}/check"));
    max.follow(done).is(200).shows("Import 2 rows");
    // Going back keeps what was said.
    max.get(&here).is(200).shows("value=\"month\" checked");
    let done = max.post(&format!("{here}/import"), &[]);
    let page = done.header("location").unwrap().to_owned();
    max.follow(done).is(200).shows("crew.csv").shows("Undo this import");
    let people = site.app.projection();
    assert_eq!(people.people().len(), 3);
    assert_eq!(
        people.people_by_name().next().unwrap().employee.hire_date.to_string(),
        "2021-03-04"
    );
    max.get("/imports").is(200).shows("crew.csv");
    let undone = max.post(&format!("{page}/undo"), &[]);
    max.follow(undone).is(200).shows("2 records were removed");
    assert_eq!(site.app.projection().people().len(), 1);
    // The file is gone once it was imported.
    let late = max.get(&here);
    max.follow(late).is(200).shows("not kept any more");
}

#[test]
fn a_corrected_file_keeps_what_was_said_of_the_columns() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let here = upload(&mut max, b"Who,When\nAnn Lee,2021-01-01\nBo,2021-01-01\n");
    let columns = [("column_0", "name"), ("column_1", "hire_date"), ("tier", "2")];
    let done = max.post(&here, &columns);
    max.follow(done)
        .is(200)
        .shows("Line 3")
        .shows("only one word")
        .shows("Corrected file");
    let again = max.upload(
        &format!("{here}/file"),
        &[],
        (
            "file",
            "crew2.csv",
            b"Who,When\nAnn Lee,2021-01-01\nBo Berg,2021-01-01\n",
        ),
    );
    max.follow(again).is(200).shows("Import 2 rows").shows("crew2.csv");
    let bad = max.upload(&format!("{here}/file"), &[], ("file", "crew.pdf", b"%PDF-1.7"));
    max.follow(bad).is(200).shows("This is a PDF").shows("Import 2 rows");
}

#[test]
fn the_same_name_is_decided_on_the_page() {
    let site = Site::start();
    let known = site.add_employee("Ann", "Lee");
    let mut max = site.sign_in("max");
    let here = upload(&mut max, FILE.as_bytes());
    let columns = [
        ("column_0", "name"),
        ("column_1", "hire_date"),
        ("column_2", "tier"),
        ("order", "day"),
    ];
    let done = max.post(&here, &columns);
    max.follow(done)
        .is(200)
        .shows("One is still open")
        .shows("Change the one without a number")
        .hides("Import 2 rows");
    max.post(&format!("{here}/import"), &[])
        .is(409)
        .shows("rows to decide about");
    let decided = max.post(
        &format!("{here}/check"),
        &[("row_2", &known.to_string()), ("page", "1")],
    );
    max.follow(decided)
        .is(200)
        .shows("All are decided")
        .shows("Import 2 rows");
    max.post(&format!("{here}/import"), &[]).is(303);
    assert_eq!(site.app.projection().people().len(), 3);
}

#[test]
fn a_file_that_cannot_be_read_is_said_on_the_same_page() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    max.get("/imports/new");
    let mut send = |name: &str, file: &[u8]| {
        let answer = max.upload("/imports/uploads", &[("kind", "employees")], ("file", name, file));
        (answer.status, answer.text())
    };
    for (name, file, said) in [
        ("people.xlsx", &b"%PDF-1.7"[..], "This is a PDF"),
        ("people.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "older Office"),
        ("people.csv", b"Name,Hired\n\"Ann", "opens in line 2"),
        ("", b"", "Please choose a file."),
    ] {
        let (status, text) = send(name, file);
        assert_eq!(status, 422, "{name}");
        assert!(text.contains(said), "{name}: {text}");
    }
}

#[test]
fn a_file_waits_for_an_hour_for_its_user_and_for_nobody_else() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let here = upload(&mut max, FILE.as_bytes());
    let mut anna = site.sign_in("anna");
    let other = anna.get(&here);
    other.leads_to("/imports/new");
    site.sign_in("eli").get(&here).is(404);
    max.get(&here).is(200);
    site.wait(SignedDuration::from_mins(61));
    let late = max.get(&here);
    assert!(late.header("location").is_some(), "{}", late.status);
}

#[test]
fn the_sample_has_files_that_are_ready_and_files_that_are_not() {
    let site = Site::empty();
    sample::fill(&site.app, &Plan::default()).unwrap();
    let (manager, owner) = (sample::SIGN_INS[1].name, sample::SIGN_INS[0].name);
    let (good, bad) = (ready(&site, manager), troubled(&site, owner));
    let check = |user: &str, key: u64| {
        let upload = handyman_kpi::app::imports::waiting::get(&site.app, &site.actor(user), key).unwrap();
        let tiers = [("Craftsman".to_owned(), handyman_kpi::domain::tier::Tier::ALL[2])];
        handyman_kpi::app::imports::check(&site.app, &site.actor(user), &upload.source(&tiers)).unwrap()
    };
    let found = check(manager, good);
    assert!(found.is_ready(), "{found:?}");
    let found = check(owner, bad);
    assert!(!found.problems.is_empty() && found.open() == 1, "{found:?}");
}

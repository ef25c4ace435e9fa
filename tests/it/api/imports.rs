//! `/api/v1/imports`: tables and cards as bodies, what is found in them, and undoing.

use super::{Program, said_of, token};
use crate::score_cards::card::filled;
use crate::score_cards::company;
use crate::support::{Answer, Site};
use handyman_kpi::domain::import::{Import, Imported};
use handyman_kpi::store::Read;
use handyman_kpi::web::api::Described;
use serde_json::{Value, json};

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const PEOPLE: &str = "No,Name,Hired,Tier\n10,Nora Lindqvist,2021-01-01,1\n11,Omar Haddad,2023-02-01,3\n";
const PAST: &str =
    "Name,Date,Skill,Level\nEli Stone,2025-03-04,Hanging drywall,4\nEli Stone,2025-03-04,No such skill,3\n";
const SKILLS: &str = "Category,Skill\nPlumbing,Fix a leak\nPlumbing,Set a toilet\n";

/// A file that this row could take.
pub fn file(row: &Described) -> Vec<u8> {
    match row.name {
        "import_employees" => PEOPLE.into(),
        "import_catalogue" => SKILLS.into(),
        "import_evaluations" => PAST.into(),
        "import_score_cards" => filled(&[("B1", "Name: Eli Stone    Date: 5/1/2026"), ("A249", "Welding")]),
        other => panic!("which file for {other}?"),
    }
}

fn bring(program: &mut Program, path: &str, file: &str) -> Answer {
    program.raw("POST", &format!("/imports/{path}"), CSV, file.as_bytes())
}

/// What of the store an import could change.
fn recorded(site: &Site) -> (usize, usize, usize) {
    let reader = site.app.store.read().unwrap();
    let imports = reader.all::<Import>().unwrap().len();
    let written = reader.all::<Imported>().unwrap().len();
    (site.app.projection().people().len(), imports, written)
}

fn names(records: &Value) -> Vec<String> {
    let of = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
    records.as_array().unwrap().iter().map(of).collect()
}

#[test]
fn a_table_of_people_is_looked_at_imported_listed_and_undone() {
    let site = Site::start();
    let mut max = Program::of(&site, "max");
    let before = recorded(&site);
    let looked = bring(&mut max, "employees?dry_run=true", PEOPLE);
    let said = looked.is(200).json();
    assert_eq!(
        (&said["ready"], &said["rows"], &said["added"]),
        (&json!(true), &json!(2), &json!(2))
    );
    assert_eq!(recorded(&site), before, "a dry run writes nothing");

    let made = bring(&mut max, "employees?name=crew.csv", PEOPLE);
    let import = made.is(201).json();
    assert_eq!(made.header("location"), Some("/api/v1/imports/1"));
    assert_eq!(
        (&import["by"], &import["file"], &import["added"]),
        (&"max".into(), &"crew.csv".into(), &2.into())
    );
    assert_eq!(import["check"]["added"], 2);
    let shown = max.get("/imports/1");
    assert_eq!(shown.is(200).header("etag"), made.header("etag"));
    assert_eq!(names(&shown.json()["records"]), ["Nora Lindqvist", "Omar Haddad"]);
    assert_eq!(shown.json()["records"][1]["place"], "3");
    assert_eq!(shown.json()["records"][1]["on_undo"], "removed");

    // Somebody touches one of the two.
    let omar = shown.json()["records"][1]["id"].as_u64().unwrap();
    let call = json!({ "phone": "555-0100" });
    max.patch(&format!("/employees/{omar}"), call).is(200);
    let told = max.get("/imports/1").json();
    assert_eq!(told["records"][1]["on_undo"], "kept");
    assert_eq!(told["records"][1]["because"], "It was changed since.");

    let undone = max.act("/imports/1/undo");
    let told = undone.is(200).json();
    assert_eq!(names(&told["taken_back"]), ["Nora Lindqvist"]);
    assert_eq!(names(&told["records"]), ["Omar Haddad"]);
    assert_eq!(
        (&told["undone"]["removed"], &told["undone"]["by"]),
        (&1.into(), &"max".into())
    );
    assert_eq!(site.app.projection().people().len(), before.0 + 1);
    let twice = max.act("/imports/1/undo");
    assert!(twice.is(409).text().contains("undone already"), "{}", twice.text());
    let listed = max.get("/imports").is(200).json();
    assert_eq!(listed["items"][0]["undone"]["removed"], 1);
    assert!(listed["items"][0]["records"].is_null());
}

#[test]
fn past_evaluations_come_in_with_what_is_said_about_them() {
    let site = Site::start();
    site.add_catalogue();
    let skill = site.app.projection().catalogue.skills[0].clone();
    let wide = format!("Name,Date,{}\nEli Stone,2025-03-04,4\n", skill.name);
    let mut anna = Program::of(&site, "anna");
    let before = recorded(&site);
    let looked = bring(&mut anna, "evaluations?dry_run=true&kind=manager&rater=max", &wide);
    let said = looked.is(200).json();
    assert_eq!((&said["ready"], &said["added"]), (&json!(true), &json!(1)), "{said}");
    assert_eq!(recorded(&site), before);
    bring(&mut anna, "evaluations?rater=nobody", &wide).is(422);
    bring(&mut anna, "evaluations?form=round", &wide).is(422);
    assert_eq!(recorded(&site), before);
    bring(&mut anna, "evaluations?kind=manager&rater=max", &wide).is(201);
    let eli = site.app.projection().people().next().unwrap().employee.id;
    let levels = anna.get(&format!("/employees/{}/levels", eli.0)).is(200).json();
    let of_skill = |one: &&Value| one["skill_id"] == skill.id.0;
    let found = levels["levels"].as_array().unwrap().iter().find(of_skill).unwrap();
    assert_eq!((&found["level"], &found["date"]), (&4.into(), &"2025-03-04".into()));
}

#[test]
fn what_is_wrong_is_said_by_line_and_column_and_nothing_is_written() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    let before = recorded(&site);
    let file = "Name,Hired,Tier\nAnn Lee,2021-02-30,2\nEli Stone,2021-01-01,2\nBo Ek,2021-01-01,9\n";
    let refused = bring(&mut anna, "employees", file);
    refused.is(422);
    said_of(&refused, "rows.2.B (Hired)");
    said_of(&refused, "rows.4.C (Tier)");
    assert!(said_of(&refused, "rows.3").contains("row=3=new"), "{}", refused.text());
    let looked = bring(&mut anna, "employees?dry_run=true", file).is(200).json();
    assert_eq!(
        (&looked["ready"], &looked["problems_in_all"]),
        (&json!(false), &json!(2))
    );
    assert_eq!(
        (&looked["problems"][0]["line"], &looked["problems"][0]["column"]),
        (&json!(2), &json!("B (Hired)"))
    );
    assert_eq!(looked["to_decide"][0]["employees"][0]["id"], 1);
    assert_eq!(recorded(&site), before);

    let file = "Name,Hired,Tier\nEli Stone,2021-01-01,2\nAnn Lee,2021-02-20,2\n";
    let decided = bring(&mut anna, "employees?row=2=skip", file).is(201).json();
    assert_eq!(
        (&decided["added"], &decided["check"]["left_out"]),
        (&json!(1), &json!(1))
    );
    let changed = bring(
        &mut anna,
        "employees?row=2%3D1",
        "Name,Tier,Phone\nEli Stone,,555-0101\n",
    );
    assert_eq!(changed.is(201).json()["changed"], 1);
    let nothing = bring(&mut anna, "employees?row=2=1", "Name,Tier,Phone\nEli Stone,,555-0101\n");
    assert!(
        nothing.is(409).text().contains("nothing to import"),
        "{}",
        nothing.text()
    );
}

#[test]
fn what_the_headings_do_not_say_is_said_in_the_query() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    let file = "Who,Rung,When\nAnn Lee,3,04/05/2021\nBo Ek,,12/11/2022\n";
    let columns = "column=who=name&column=Rung=tier&column=When=hire_date";
    let unclear = bring(&mut anna, &format!("employees?{columns}&tier=1"), file);
    unclear.is(422);
    let done = bring(&mut anna, &format!("employees?{columns}&tier=1&first=day"), file);
    assert_eq!(done.is(201).json()["added"], 2);
    let people = anna.get("/employees?q=ann").json();
    assert_eq!(people["items"][0]["hire_date"], "2021-05-04");
    for (query, field) in [
        ("column=Rung=rank", "column"),
        ("column=Shoes=tier", "column"),
        ("column=Rung", "column"),
        ("first=year", "first"),
        ("tier=9", "tier"),
        ("hire_date=soon", "hire_date"),
        ("sheet=0", "sheet"),
        ("row=2=maybe", "row"),
        ("dry_run=yes", "dry_run"),
        ("rows=2", "rows"),
        ("name=a&name=b", "name"),
    ] {
        let refused = bring(&mut anna, &format!("employees?{query}"), file);
        assert_eq!(refused.status, 422, "{query}");
        said_of(&refused, field);
    }
    let many = "&column=a=tier".repeat(101);
    said_of(
        &bring(&mut anna, &format!("employees?dry_run=true{many}"), file),
        "column",
    );
}

#[test]
fn skills_and_tools_come_in_by_an_admins_program_alone() {
    let site = Site::start();
    let looked = bring(&mut Program::of(&site, "anna"), "catalogue?dry_run=true", SKILLS);
    // A category and its two skills.
    assert_eq!(
        (&looked.is(200).json()["rows"], &looked.json()["ready"]),
        (&json!(2), &json!(true))
    );
    assert!(site.app.projection().catalogue.skills.is_empty());
    bring(&mut Program::of(&site, "max"), "catalogue", SKILLS).is(404);
    bring(&mut Program::of(&site, "eli"), "employees", PEOPLE).is(404);
    let made = bring(&mut Program::of(&site, "anna"), "catalogue", SKILLS);
    assert_eq!(made.is(201).json()["added"], 3);
    let records = Program::of(&site, "anna").get("/imports/1").json()["records"].clone();
    assert_eq!(names(&records), ["Plumbing", "Fix a leak", "Set a toilet"]);
    assert_eq!(
        (&records[0]["kind"], &records[1]["kind"]),
        (&"skill_category".into(), &"skill".into())
    );
    // What one may not import one may not see or undo either.
    let mut max = Program::of(&site, "max");
    max.get("/imports/1").is(404);
    max.act("/imports/1/undo").is(404);
    assert_eq!(max.get("/imports").json()["items"], json!([]));
    let undone = Program::of(&site, "anna").act("/imports/1/undo").is(200).json();
    assert_eq!(undone["undone"]["removed"], 3);
    assert!(site.app.projection().catalogue.skills.is_empty());
}

#[test]
fn a_filled_card_becomes_a_self_evaluation_once_it_is_clear_whose_and_when() {
    let (site, rosa) = company();
    let mut max = Program::of(&site, "max");
    let mut card = |path: &str, file: &[u8]| max.raw("POST", &format!("/imports/score-cards{path}"), XLSX, file);
    let clear = filled(&[
        ("B1", "Name: Rosa Field    Date: 5/14/2024"),
        ("I218", "x"),
        ("C8", "x"),
    ]);
    let looked = card("?dry_run=true", &clear).is(200).json();
    assert_eq!(
        (&looked["ready"], &looked["cards"][0]["employee_id"]),
        (&json!(true), &json!(rosa.0))
    );
    assert_eq!(recorded(&site).1, 0, "a dry run writes nothing");
    let made = card("?name=rosa.xlsx", &clear);
    let import = made.is(201).json();
    assert_eq!(
        (&import["kind"], &import["file"]),
        (&"score-cards".into(), &"rosa.xlsx".into())
    );
    assert_eq!(import["cards"][0]["date"], "2024-05-14");
    // The same card again is of a day there is one of.
    assert!(said_of(&card("", &clear), "date").contains("already a self evaluation"));
    let again = card("?dry_run=true", &clear).is(200).json();
    assert_eq!(
        (&again["ready"], &again["missing"][0]["field"]),
        (&json!(false), &json!("date"))
    );

    let unclear = filled(&[
        ("B1", "Name: Nobody Known    Date: 5/4/2024"),
        ("C8", "x"),
        ("E8", "x"),
        ("C9", "x"),
    ]);
    let refused = card("", &unclear);
    refused.is(422);
    said_of(&refused, "employee_id");
    let whose = format!("?employee_id={}", rosa.0);
    said_of(&card(&whose, &unclear), "date");
    let known = format!("{whose}&first=month");
    said_of(&card(&known, &unclear), "without_unclear");
    let looked = card(&format!("{known}&dry_run=true"), &unclear).is(200).json();
    assert_eq!(looked["missing"][0]["field"], "without_unclear");
    assert!(looked["cards"][0]["problems"][0]["cells"].as_array().unwrap().len() > 1);
    let made = card(&format!("{known}&without_unclear=true&scale=1,1,1,1,1"), &unclear)
        .is(201)
        .json();
    assert_eq!(made["cards"][0]["date"], "2024-05-04");
    for (query, field) in [
        (format!("{whose}&new_person=true"), "new_person"),
        ("?scale=1,2,3".to_owned(), "scale"),
        ("?date=2024-13-01".to_owned(), "date"),
    ] {
        said_of(&card(&query, &unclear), field);
    }
    let added = card("?new_person=true&tier=2&date=2024-05-03&without_unclear=true", &unclear)
        .is(201)
        .json();
    assert_eq!(added["added"], 2, "the person, and what the person rated");
    assert!(said_of(&card("", b"%PDF-1.7"), "file").contains("PDF"));
    card("?employee_id=999", &clear).is(404);
    let undone = max.act(&format!("/imports/{}/undo", added["id"])).is(200).json();
    assert_eq!(undone["undone"]["removed"], 2);
    assert!(names(&undone["taken_back"]).contains(&"Nobody Known".to_owned()));
}

#[test]
fn a_body_of_another_kind_too_large_or_empty_is_refused() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let refused = anna.raw("POST", "/imports/employees", kind, PEOPLE.as_bytes());
        assert_eq!(refused.status, 415, "{kind}");
        assert!(refused.text().contains("text/csv"), "{}", refused.text());
    }
    anna.raw("POST", "/imports/score-cards", CSV, PEOPLE.as_bytes()).is(415);
    anna.raw(
        "POST",
        "/imports/employees",
        "Text/CSV; charset=utf-8",
        PEOPLE.as_bytes(),
    )
    .is(201);
    said_of(&anna.raw("POST", "/imports/employees", CSV, b""), "file");
    said_of(
        &anna.raw("POST", "/imports/employees", XLSX, b"PK\x03\x04 and no more"),
        "file",
    );
    let large = vec![b'x'; 20_000_001];
    anna.raw("POST", "/imports/employees", CSV, &large).is(413);
    let mut nobody = Program::with(site.visitor(), "");
    nobody.raw("POST", "/imports/employees", CSV, &large).is(401);
    let mut reading = Program::with(site.visitor(), &token(&site, "anna", true, None).1);
    bring(&mut reading, "employees?dry_run=true", PEOPLE).is(403);
    reading.get("/imports").is(200);
    // No kind, and one that is no table.
    anna.raw("POST", "/imports/users", CSV, PEOPLE.as_bytes()).is(405);
}

#[test]
fn the_same_file_with_the_same_key_is_imported_once() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    let mut keyed =
        |key: &str, path: &str, file: &str| anna.once_with("idempotency-key", key, |anna| bring(anna, path, file));
    // A dry run is no use of the key.
    keyed("k", "employees?dry_run=true", PEOPLE).is(200);
    let first = keyed("k", "employees", PEOPLE);
    first.is(201);
    let again = keyed("k", "employees", PEOPLE);
    again.is(201).has("idempotency-replayed", "true");
    assert_eq!(again.json(), first.json());
    assert_eq!(recorded(&site), (3, 1, 2));
    for (path, file) in [("employees?name=other", PEOPLE), ("employees", SKILLS)] {
        let other = keyed("k", path, file);
        assert_eq!(
            other.is(422).json()["type"],
            "urn:handyman-kpi:problem:other-request",
            "{path}"
        );
    }
    let undo = |anna: &mut Program| anna.once_with("idempotency-key", "u", |anna| anna.act("/imports/1/undo"));
    let undone = undo(&mut anna);
    assert_eq!(undo(&mut anna).is(200).json(), undone.is(200).json());
    assert_eq!(site.app.projection().people().len(), 1);
}

#[test]
fn imports_page_newest_first_and_a_cursor_is_of_its_list() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    for n in 0..5 {
        let file = format!("No,Name,Hired,Tier\n{n},Some One{n},2021-01-01,1\n");
        bring(&mut anna, "employees", &file).is(201);
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let page = anna.get(&format!("/imports?limit=2{next}")).is(200).json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["id"].as_u64().unwrap()),
        );
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    let cursor = anna.get("/imports?limit=1").json()["next"].as_str().unwrap().to_owned();
    for forged in [
        format!("/imports?kind=employees&cursor={cursor}"),
        format!("/users?cursor={cursor}"),
        "/imports?cursor=1".into(),
    ] {
        said_of(anna.get(&forged).is(422), "cursor");
    }
    assert_eq!(anna.get("/imports?kind=catalogue").json()["items"], json!([]));
    said_of(anna.get("/imports?kind=users").is(422), "kind");
    // A manager sees the own ones alone.
    let mut max = Program::of(&site, "max");
    bring(&mut max, "employees", PEOPLE).is(201);
    assert_eq!(max.get("/imports").json()["items"].as_array().unwrap().len(), 1);
    max.get("/imports/1").is(404);
    max.get("/imports/6").is(200);
    Program::of(&site, "eli").get("/imports/6").is(404);
}

#[test]
fn an_undo_for_another_state_than_the_present_one_changes_nothing() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    bring(&mut anna, "employees", PEOPLE).is(201);
    let read = anna.get("/imports/1");
    let etag = read.header("etag").unwrap().to_owned();
    let id = read.json()["records"][0]["id"].as_u64().unwrap();
    anna.patch(&format!("/employees/{id}"), json!({ "phone": "1" })).is(200);
    anna.once_with("if-match", &etag, |anna| anna.act("/imports/1/undo"))
        .is(412);
    assert_eq!(site.app.projection().people().len(), 3);
}

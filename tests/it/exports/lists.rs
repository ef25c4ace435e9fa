//! Every list as a file: what its page shows, to whom its page shows it.

use super::{as_text, csv, links, sample_company, sign_in, xlsx};
use crate::evaluations::crew;
use calamine::Data;
use handyman_kpi::domain::evaluation::{Evaluation, Holding, Status};
use handyman_kpi::store::Read;
use std::collections::{BTreeMap, BTreeSet};

/// Pages of lists, with filters, and how many links to files each has.
const PAGES: [(&str, usize); 13] = [
    ("/employees", 2),
    ("/employees?status=all&sort=-hired", 2),
    ("/employees?tier=2&sort=-name&q=a", 2),
    ("/evaluations", 6),
    (
        "/evaluations?kind=manager&status=finalised&sort=person&from=2025-01-01",
        6,
    ),
    ("/evaluations?kind=self&q=e", 6),
    ("/catalogue", 2),
    ("/catalogue?q=door&show=all", 2),
    ("/catalogue/tools?q=saw", 2),
    ("/targets", 2),
    ("/users", 2),
    ("/?tier=2&from=2025-06-01&to=2026-04-30", 4),
    ("/exports", 16),
];

#[test]
fn every_list_is_offered_on_its_page_and_both_files_hold_the_same_values() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    for (page, many) in PAGES {
        let links = links(owner.get(page).is(200));
        assert_eq!(links.len(), many, "{page}: {links:?}");
        for pair in links.chunks(2) {
            let [as_csv, as_xlsx] = pair else { unreachable!() };
            assert!(
                as_csv.ends_with("format=csv") && as_xlsx.ends_with("format=xlsx"),
                "{pair:?}"
            );
            let text = csv(owner.get(as_csv).is(200));
            let values = xlsx(owner.get(as_xlsx).is(200));
            assert_eq!(values.len(), text.len(), "{as_csv}");
            // Nobody of the sample marks tools on a self evaluation.
            let none = as_csv.starts_with("/exports/tool-marks?kind=self");
            assert_eq!(text.len() > 1, !none, "{as_csv} has rows");
            for (text, values) in text.iter().zip(&values) {
                let values: Vec<String> = values.iter().map(as_text).collect();
                let plain = text.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell));
                let plain: Vec<&str> = plain.collect();
                assert_eq!(values, plain, "{as_csv}");
            }
        }
    }
}

#[test]
fn a_list_as_a_file_has_the_rows_of_its_page_in_their_order_and_of_all_its_pages() {
    let site = sample_company();
    for n in 0..60 {
        site.add_employee(&format!("Pat{n}"), "Many");
    }
    let mut owner = sign_in(&site, 0);
    for query in ["q=many&sort=-name", "status=all&sort=tier", "tier=2"] {
        let names = |text: &str| -> Vec<String> {
            let rows = text.split("<th scope=\"row\"><a href=\"/employees/").skip(1);
            let name = |row: &str| Some(crate::support::plain(row.split_once('>')?.1.split_once('<')?.0));
            rows.filter_map(name).collect()
        };
        let mut shown = Vec::new();
        for page in 1..=2 {
            let text = owner.get(&format!("/employees?{query}&page={page}")).is(200).text();
            if shown.last() != names(&text).last() {
                shown.extend(names(&text));
            }
        }
        let rows = csv(owner.get(&format!("/exports/employees?{query}")).is(200));
        let taken: Vec<String> = rows[1..].iter().map(|row| format!("{} {}", row[1], row[2])).collect();
        assert_eq!(taken, shown, "{query}");
    }
}

#[test]
fn numbers_levels_and_days_are_values_and_text_is_never_a_formula() {
    let crew = crew();
    crew.edit_employee(crew.eli, |eli| {
        eli.first_name = "=cmd()|'/c calc'!A0".into();
        eli.phone = "+1 555 0100".into();
        eli.number = Some("007".into());
    });
    crew.finalised(crew.eli, "2026-05-02");
    let mut anna = crew.site.sign_in("anna");
    let text = csv(anna.get("/exports/employees").is(200));
    let of = |rows: &[Vec<String>]| rows.iter().find(|row| row[0] == "007").unwrap().clone();
    assert_eq!(of(&text)[1], "'=cmd()|'/c calc'!A0");
    assert_eq!(of(&text)[7], "'+1 555 0100");
    let values = xlsx(anna.get("/exports/employees?format=xlsx").is(200));
    let row = values.iter().find(|row| row[0] == Data::String("007".into())).unwrap();
    assert_eq!(row[1], Data::String("=cmd()|'/c calc'!A0".into()));
    assert_eq!(row[3], Data::Float(2.0), "the tier is a number");
    assert!(matches!(row[5], Data::DateTime(_)), "the day is a day: {:?}", row[5]);
    let ratings = xlsx(anna.get("/exports/ratings?format=xlsx").is(200));
    let levels: Vec<&Data> = ratings[1..].iter().map(|row| &row[12]).collect();
    let [five, three] = [5.0, 3.0].map(Data::Float);
    assert_eq!(levels, [&three, &Data::String("n/a".into()), &five]);
}

#[test]
fn the_wide_table_has_what_the_long_one_has() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    let wide = csv(owner.get("/exports/evaluations").is(200));
    let long = csv(owner.get("/exports/ratings").is(200));
    let column = |name: &str| {
        wide[0]
            .iter()
            .position(|head| head == name || head.strip_prefix('\'') == Some(name))
    };
    let mut found = 0;
    for row in long[1..].iter().filter(|row| !row[12].is_empty()) {
        let evaluation = wide[1..].iter().find(|one| one[0] == row[0]).unwrap();
        assert_eq!(evaluation[..9], row[..9]);
        let head = column(&row[11])
            .or_else(|| column(&format!("{} ({})", row[11], row[9])))
            .unwrap();
        assert_eq!(evaluation[head], row[12], "{row:?}");
        found += 1;
    }
    let cells = wide[1..]
        .iter()
        .flat_map(|row| &row[12..])
        .filter(|cell| !cell.is_empty());
    assert_eq!(cells.count(), found, "and nothing else");
    assert!(found > 1_000);
}

#[test]
fn tool_marks_are_one_a_row_with_what_was_asked_and_what_the_person_has() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    let rows = csv(owner.get("/exports/tool-marks").is(200));
    assert_eq!(
        rows[0][9..],
        [
            "Tool category",
            "Number of the tool",
            "Tool",
            "Can operate it",
            "Has it"
        ]
    );
    let projection = site.app.projection();
    let mut recorded = BTreeMap::new();
    let all: Vec<Evaluation> = site.app.store.read().unwrap().all().unwrap();
    for evaluation in all.iter().filter(|one| one.status == Status::Finalised) {
        for (tool, mark) in &evaluation.content.tools {
            let can = match mark.can_operate {
                Some(true) => "Yes",
                Some(false) => "No",
                None => "",
            };
            let has = match mark.holding {
                Holding::None => "",
                Holding::Owns => "Owns it",
                Holding::Truck => "Owns it, on the truck",
            };
            let tool = projection.catalogue.tool(*tool).unwrap();
            let category = projection.catalogue.tool_category(tool.category).unwrap();
            let key = (evaluation.id.to_string(), tool.id.to_string());
            recorded.insert(key, [&category.name, &tool.name, can, has].map(str::to_owned));
        }
    }
    let finalised = csv(owner.get("/exports/tool-marks?status=finalised").is(200));
    let told: BTreeMap<_, _> = finalised[1..]
        .iter()
        .map(|row| {
            let key = (row[0].clone(), row[10].clone());
            (key, [&row[9], &row[11], &row[12], &row[13]].map(String::clone))
        })
        .collect();
    assert_eq!(told, recorded);
    assert!(told.len() > 100 && told.len() == finalised.len() - 1);
    let late = csv(owner.get("/exports/tool-marks?from=2026-01-01").is(200));
    assert!((2..rows.len()).contains(&late.len()), "the filter leaves rows out");
    // Of what may only be known of there is no mark.
    let max = csv(sign_in(&site, 1).get("/exports/tool-marks").is(200));
    let ratings = csv(sign_in(&site, 1).get("/exports/ratings").is(200));
    let of = |rows: &[Vec<String>]| rows[1..].iter().map(|row| row[0].clone()).collect::<BTreeSet<_>>();
    assert!(of(&max).is_subset(&of(&ratings)));
}

#[test]
fn private_notes_are_in_a_file_only_for_whom_the_page_shows_them() {
    let crew = crew();
    crew.finalised(crew.eli, "2026-05-02");
    let head_and_row = |name: &str| csv(crew.site.sign_in(name).get("/exports/evaluations").is(200));
    for name in ["anna", "max"] {
        let rows = head_and_row(name);
        assert!(rows[0].contains(&"Private note".to_owned()) && rows[1].contains(&"Ask for a raise.".to_owned()));
    }
    let rows = head_and_row("eli");
    assert!(rows[1].contains(&"Good hands.".to_owned()));
    assert!(
        !rows
            .concat()
            .iter()
            .any(|cell| cell == "Private note" || cell == "Ask for a raise.")
    );
    // A manager reads nothing private about himself.
    crew.site.add_user("rita", "manager", None);
    let mut rita = crew.site.sign_in("rita");
    let id = crew.begin(&mut rita, crew.max, "2026-05-03");
    crate::evaluations::save(&mut rita, id, 1, 0, &[("r1", "3"), ("private", "Not for Max.")]).is(200);
    rita.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .is(303);
    assert!(!head_and_row("max").concat().contains(&"Not for Max.".to_owned()));
    assert!(head_and_row("anna").concat().contains(&"Not for Max.".to_owned()));
}

#[test]
fn a_file_is_named_after_company_list_and_day_and_only_for_whom_it_is() {
    let crew = crew();
    let mut anna = crew.site.sign_in("anna");
    let answer = anna.get("/exports/employees?format=xlsx");
    let named = answer.is(200).header("content-disposition").unwrap();
    assert!(
        named.contains("filename=\"Hammer _ Sons - Employees - 2026-05-04.xlsx\"")
            && named.contains("filename*=UTF-8''Hammer%20%26%20Sons%20-%20Employees%20-%202026-05-04.xlsx"),
        "{named}"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    for hidden in [
        "/exports",
        "/exports/employees",
        "/exports/users",
        "/exports/skills",
        "/exports/trend",
    ] {
        let answer = crew.site.sign_in("eli").get(hidden);
        assert_eq!(
            (answer.status, answer.header("content-disposition")),
            (404, None),
            "{hidden}"
        );
    }
    anna.get("/exports/employees?format=pdf").is(404);
    anna.get("/exports/targets?set=99").is(404);
    anna.get("/exports/trend?employee=99").is(404);
    anna.get("/exports/trend?from=2026-05-03&to=2026-05-01").is(422);
}

#[test]
fn heads_and_words_are_in_the_readers_language_and_programs_get_the_same_keys() {
    let crew = crew();
    let user = handyman_kpi::app::users::by_name(&crew.site.app, "anna")
        .unwrap()
        .unwrap();
    let mut anna = crew.site.sign_in("anna");
    let english: serde_json::Value = serde_json::from_slice(&anna.get("/exports/employees?format=json").body).unwrap();
    crew.site.edit_user(user.id, |user| user.language = Some("es".into()));
    let rows = csv(anna.get("/exports/employees").is(200));
    assert_eq!(rows[0][1], "Nombre");
    let spanish: serde_json::Value = serde_json::from_slice(&anna.get("/exports/employees?format=json").body).unwrap();
    assert_eq!(spanish["columns"][1]["key"], english["columns"][1]["key"]);
    for (spanish, english) in spanish["rows"]
        .as_array()
        .unwrap()
        .iter()
        .zip(english["rows"].as_array().unwrap())
    {
        assert_eq!(
            (&spanish["talk"], &spanish["tier"]),
            (&english["talk"], &english["tier"])
        );
    }
    assert_eq!(english["rows"][0]["talk"], "overdue");
    assert_eq!(english["rows"][0]["hired"], "2024-03-01");
    assert_eq!(english["rows"][0].get("left"), None, "what is empty is left out");
}

#[test]
fn looking_at_the_headers_of_a_file_gives_its_length_and_nothing_of_it() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    let whole = owner.get("/exports/ratings").is(200).clone();
    let length: usize = whole.header("content-length").unwrap().parse().unwrap();
    assert_eq!(length, whole.body.len());
    assert!(length > 300_000, "it goes out in several pieces: {length}");
    let head = owner.send("HEAD", "/exports/ratings", "", b"");
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some(length.to_string().as_str()))
    );
    assert!(head.body.is_empty());
}

//! Undoing takes back exactly what nobody touched since.

use super::{Way, try_import};
use crate::support::Site;
use handyman_kpi::app::projection::Projection;
use handyman_kpi::app::{Error, employees, evaluations, everything, imports, leaving};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::employee::facts::Facts;
use handyman_kpi::domain::evaluation::{Kind, Source};
use handyman_kpi::domain::import::{Import, Imported};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use std::collections::BTreeMap;

fn all(site: &Site) -> BTreeMap<String, Employee> {
    let people = site.app.projection();
    people
        .people()
        .map(|person| (person.employee.name(), person.employee.clone()))
        .filter(|(name, _)| name != "Eli Stone")
        .collect()
}

fn call(site: &Site, by: &str, who: &str, phone: &str) {
    let employee = all(site).remove(who).unwrap();
    let mut typed = employee.typed();
    typed.phone = phone.into();
    let facts = Facts::parse(&typed, site.app.today()).unwrap();
    employees::edit(&site.app, &site.actor(by), employee.id, &facts).unwrap();
}

#[test]
fn an_import_later_edits_by_two_users_and_undo() {
    let site = Site::start();
    site.add_catalogue();
    let (anna, max) = (site.actor("anna"), site.actor("max"));
    let first = "No,Name,Hired,Tier,Phone\n1,Old One,2020-01-01,2,555-1\n2,Old Two,2020-01-01,2,555-2\n";
    try_import(&site.app, &anna, first, |_| {}).unwrap();
    let before = all(&site);
    let file = "No,Name,Hired,Tier,Phone,Boss\n\
                1,,,3,555-91,\n\
                2,,,,555-92,\n\
                10,New Untouched,2021-01-01,1,,\n\
                11,New Edited,2021-01-01,1,,\n\
                12,New Rated,2021-01-01,1,,\n\
                13,New Boss,2021-01-01,1,,\n\
                14,New Edited Too,2021-01-01,1,,New Boss\n\
                15,New Free,2021-01-01,1,,New Untouched\n\
                16,New Put Back,2021-01-01,1,555-16,\n";
    let id = try_import(&site.app, &max, file, |_| {}).unwrap();
    call(&site, "anna", "New Edited", "555-77");
    call(&site, "max", "New Edited Too", "555-78");
    call(&site, "anna", "Old Two", "555-79");
    call(&site, "anna", "New Put Back", "1");
    call(&site, "max", "New Put Back", "555-16");
    let new = evaluations::New {
        employee: all(&site)["New Rated"].id,
        kind: Kind::Manager,
        date: site.app.today(),
        client_uuid: None,
        source: Source::Screen,
    };
    evaluations::begin(&site.app, &anna, &new).unwrap();

    let kept = imports::kept(&site.app, &max, id).unwrap();
    let named = |kept: Vec<imports::Kept>| -> Vec<(String, String)> {
        let why = |one: &imports::Kept| one.why.as_ref().map(ToString::to_string).unwrap_or_default();
        kept.iter()
            .map(|one| (one.name.as_ref().unwrap().to_string(), why(one)))
            .collect()
    };
    let expected = [
        ("Old Two", "It was changed since."),
        ("New Edited", "It was changed since."),
        ("New Rated", "This person was evaluated since."),
        ("New Boss", "New Edited Too reports to this person."),
        ("New Edited Too", "It was changed since."),
    ];
    let expected: Vec<(String, String)> = expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    assert_eq!(named(kept), expected);

    let undone = imports::undo(&site.app, &anna, id).unwrap();
    assert_eq!((undone.removed, undone.restored), (3, 1));
    let after = all(&site);
    assert_eq!(after["Old One"], before["Old One"], "as it was, to the last field");
    assert_eq!(after["Old Two"].phone, "555-79");
    let left: Vec<&str> = after.keys().map(String::as_str).collect();
    assert_eq!(
        left,
        [
            "New Boss",
            "New Edited",
            "New Edited Too",
            "New Rated",
            "Old One",
            "Old Two"
        ]
    );
    assert_eq!(
        named(imports::kept(&site.app, &max, id).unwrap()),
        expected,
        "still listed"
    );
    assert!(
        matches!(imports::undo(&site.app, &anna, id), Err(Error::Conflict(_))),
        "once"
    );

    let reader = site.app.store.read().unwrap();
    reader.verify().unwrap();
    assert!(Projection::build(&reader).unwrap() == *site.app.projection());
    // What was taken back is not kept in the import either.
    let noted: Vec<Imported> = reader.all().unwrap();
    assert_eq!(noted.iter().filter(|one| one.import == id).count(), 5);
}

#[test]
fn numbers_that_went_from_one_to_another_come_back() {
    let site = Site::start();
    let anna = site.actor("anna");
    let (a, b) = (site.add_employee("Ann", "Lee"), site.add_employee("Bo", "Berg"));
    let give = |numbers: [&str; 2]| {
        let file = format!("Name,No\nAnn Lee,{}\nBo Berg,{}\n", numbers[0], numbers[1]);
        let mut way = Way::of(&site.app, &anna, file.as_bytes());
        way.answers = [(2, imports::Answer::Update(a)), (3, imports::Answer::Update(b))].into();
        way.run(&site.app, &anna).unwrap()
    };
    let first = give(["A", "B"]);
    let second = give(["C", "A2"]);
    let refused = imports::kept(&site.app, &anna, first).unwrap();
    assert_eq!(refused.len(), 2, "the second import changed them");
    imports::undo(&site.app, &anna, second).unwrap();
    assert_eq!(all(&site)["Ann Lee"].number.as_deref(), Some("A"));
    imports::undo(&site.app, &anna, first).unwrap();
    assert_eq!(all(&site)["Ann Lee"].number, None);
    assert!(imports::kept(&site.app, &anna, first).unwrap().is_empty());
}

#[test]
fn anonymising_someone_takes_what_an_import_kept_of_them() {
    let site = Site::start();
    let anna = site.actor("anna");
    let file = "No,Name,Hired,Phone\n1,Zelda Quintessa,2020-01-01,555-4711\n";
    try_import(&site.app, &anna, file, |_| {}).unwrap();
    let id = try_import(&site.app, &anna, "No,Name,Phone\n1,Zelda Quint,555-4712\n", |_| {}).unwrap();
    let person = all(&site)["Zelda Quint"].id;
    let everything = everything::about(&site.app, &anna, person).unwrap();
    let everything: serde_json::Value = serde_json::from_slice(&everything).unwrap();
    assert_eq!(
        everything["imports"][1]["before"]["phone"], "555-4711",
        "what is kept belongs to the person's data"
    );
    assert_eq!(everything["imports"][0]["file"], "people.csv");
    let today = site.app.today();
    employees::deactivate(&site.app, &Actor::Program, person, today.yesterday().unwrap()).unwrap();
    leaving::anonymise(&site.app, &anna, person, "Zelda Quint").unwrap();
    let reader = site.app.store.read().unwrap();
    let kept = (reader.all::<Import>().unwrap(), reader.all::<Imported>().unwrap());
    let said = serde_json::to_string(&kept).unwrap();
    for secret in ["Zelda", "Quint", "4711", "people.csv"] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
    let stays = imports::kept(&site.app, &anna, id).unwrap();
    assert_eq!(stays.len(), 1);
    imports::undo(&site.app, &anna, id).unwrap();
    assert_eq!(all(&site).keys().next().unwrap(), &format!("Former employee {person}"));
}

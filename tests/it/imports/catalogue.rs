//! Skills and tools from a table.

use super::{Way, problems};
use crate::support::Site;
use handyman_kpi::app::projection::Projection;
use handyman_kpi::app::{Error, catalogue, evaluations, imports};
use handyman_kpi::domain::evaluation::{Content, Kind as Evaluation, Rating, Source};
use handyman_kpi::domain::import::Kind;
use handyman_kpi::domain::level::Level;

fn way(site: &Site, file: &str) -> Way {
    Way::of_kind(Kind::Catalogue, &site.app, &site.actor("anna"), file.as_bytes())
}

fn named(site: &Site) -> Vec<String> {
    let now = site.app.projection();
    let catalogue = &now.catalogue;
    let skills = catalogue.skill_categories.iter().flat_map(|category| {
        let inside = catalogue.skills_of(category.id);
        inside
            .iter()
            .map(|skill| format!("{}/{} {} {}", category.name, skill.name, skill.weight, skill.critical))
            .collect::<Vec<_>>()
    });
    let tools = catalogue.tool_categories.iter().flat_map(|category| {
        let inside = catalogue.tools_of(category.id);
        inside
            .iter()
            .map(|tool| format!("tool {}/{} {}", category.name, tool.name, tool.description))
            .collect::<Vec<_>>()
    });
    skills.chain(tools).collect()
}

const FILE: &str = "Category;Skill or tool;Type;Description;Weight;Critical\n\
    Plumbing;Fix a leak;skill;Stops water;3;yes\n\
    Plumbing;Set a toilet;;;;\n\
    plumbing;Pipe wrench;tool;14 inch;;\n\
    Roofing;Patch shingles;Habilidad;;0;no\n";

#[test]
fn a_catalogue_comes_in_by_category_changes_and_goes_again() {
    let site = Site::start();
    let anna = site.actor("anna");
    let first = way(&site, FILE);
    assert_eq!(first.check(&site.app, &anna).unwrap().new, 4);
    let id = first.run(&site.app, &anna).unwrap();
    let expected = [
        "Plumbing/Fix a leak 3 true",
        "Plumbing/Set a toilet 1 false",
        "Roofing/Patch shingles 0 false",
        "tool plumbing/Pipe wrench 14 inch",
    ];
    assert_eq!(named(&site), expected);
    let again = way(&site, FILE).check(&site.app, &anna).unwrap();
    assert_eq!((again.same, again.new, again.changed), (4, 0, 0));

    let second = way(
        &site,
        "Category,Skill,Weight,Description\nPLUMBING,fix a LEAK,5,\nPlumbing,Sweat copper,,\n",
    );
    let changed = second.run(&site.app, &anna).unwrap();
    assert_eq!(
        named(&site)[0],
        "Plumbing/Fix a leak 5 true",
        "what is empty stays, and the name is as recorded"
    );
    assert_eq!(
        imports::kept(&site.app, &anna, id).unwrap().len(),
        2,
        "what was changed, and what holds it"
    );
    imports::undo(&site.app, &anna, changed).unwrap();
    assert_eq!(named(&site), expected, "as it was");

    imports::undo(&site.app, &anna, id).unwrap();
    assert_eq!(named(&site), [""; 0]);
    let reader = site.app.store.read().unwrap();
    reader.verify().unwrap();
    assert!(Projection::build(&reader).unwrap() == *site.app.projection());
}

#[test]
fn what_was_rated_since_stays_with_its_category() {
    let site = Site::start();
    let anna = site.actor("anna");
    let id = way(&site, FILE).run(&site.app, &anna).unwrap();
    let person = site.add_employee("Ann", "Lee");
    let leak = site.app.projection().catalogue.skills[0].id;
    let whole = evaluations::Whole {
        new: evaluations::New {
            employee: person,
            kind: Evaluation::Manager,
            date: site.app.today(),
            client_uuid: None,
            source: Source::Screen,
        },
        content: Content {
            ratings: [(leak, Rating::level(Level::new(3).unwrap()))].into(),
            ..Content::default()
        },
        then: evaluations::Then::Finalise,
    };
    evaluations::create(&site.app, &anna, &whole).unwrap();
    let kept = imports::kept(&site.app, &anna, id).unwrap();
    let why: Vec<String> = kept
        .iter()
        .map(|one| format!("{}: {}", one.name.as_ref().unwrap(), one.why.as_ref().unwrap()))
        .collect();
    assert_eq!(
        why,
        [
            "Plumbing: It holds something that stays.",
            "Fix a leak: It stands in an evaluation."
        ]
    );
    imports::undo(&site.app, &anna, id).unwrap();
    assert_eq!(named(&site), ["Plumbing/Fix a leak 3 true"]);
    let rebuilt = Projection::build(&site.app.store.read().unwrap()).unwrap();
    assert!(rebuilt == *site.app.projection());
}

#[test]
fn wrong_rows_and_what_is_archived_are_said() {
    let site = Site::start();
    let anna = site.actor("anna");
    way(&site, FILE).run(&site.app, &anna).unwrap();
    let leak = site.app.projection().catalogue.skills[0].id;
    catalogue::archive::<handyman_kpi::domain::catalogue::Skill>(&site.app, &anna, leak).unwrap();
    let wrong = way(
        &site,
        "Category,Name,Type,Weight,Critical\nPlumbing,Fix a leak,,,\n,Nowhere,,,\nA,,,,\nA,B,thing,,\nA,C,,101,\nA,D,,,perhaps\nA,E,,,\na,e,,,\n",
    );
    let said = problems(&wrong.check(&site.app, &anna).unwrap());
    assert_eq!(
        said,
        [
            "2 B (Name): “Fix a leak” is archived. Restore it in the catalogue first.",
            "3 A (Category): Please fill this in.",
            "4 B (Name): Please fill this in.",
            "5 C (Type): Please write skill or tool.",
            "6 D (Weight): Please enter a whole number from 0 to 100.",
            "7 E (Critical): Please write yes or no.",
            "9 B (Name): “e” stands in line 8 already.",
        ]
    );
    assert!(wrong.run(&site.app, &anna).is_err());
    assert_eq!(named(&site).len(), 4, "nothing was written");
    let max = site.actor("max");
    assert!(matches!(
        imports::remembered(&site.app, &max, Kind::Catalogue),
        Err(Error::NotFound)
    ));
}

//! `/catalogue`: adding, changing, archiving, ordering, from the browser's side.

use crate::support::{Browser, Site};
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::starter_catalogue::starter_catalogue;
use handyman_kpi::domain::policy::Actor;

fn stocked() -> Site {
    let site = Site::start();
    let draft = starter_catalogue();
    site.app
        .change(&Actor::Program, |change| {
            install(change, &draft, jiff::civil::date(2026, 1, 5))
        })
        .unwrap();
    site
}

fn skill<'a>(name: &'a str, category: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("category", category),
        ("weight", "1"),
        ("coverage_target", "2"),
    ]
}

/// With the token of a page.
fn anna(site: &Site) -> Browser {
    let mut anna = site.sign_in("anna");
    anna.get("/catalogue").is(200);
    anna
}

#[test]
fn an_empty_catalogue_says_what_to_do_next() {
    let site = Site::start();
    let mut anna = anna(&site);
    anna.get("/catalogue")
        .is(200)
        .shows("Nothing to rate yet")
        .shows("Add the first category");
    anna.get("/catalogue/tools").is(200).shows("No tools yet");
    anna.get("/catalogue/certifications")
        .is(200)
        .shows("No certifications yet");
}

#[test]
fn categories_are_listed_in_order_and_a_search_finds_what_is_in_them() {
    let site = stocked();
    let mut anna = anna(&site);
    anna.get("/catalogue")
        .is(200)
        .shows("14 categories with 116 skills")
        .shows("Crew Leadership & Training");
    anna.get("/catalogue/tools")
        .is(200)
        .shows("12 categories with 97 tools")
        .shows("General Hand Tools");
    anna.get("/catalogue?q=TOILET")
        .is(200)
        .shows("Toilet repair and replacement")
        .shows("“TOILET”")
        .hides("Crown and compound");
    anna.get("/catalogue?q=no+such+thing")
        .is(200)
        .shows("Nothing fits these filters");
    anna.get("/catalogue?show=nonsense")
        .is(200)
        .shows("Safety & Site Practice");
    anna.get("/catalogue/skill-categories/1")
        .is(200)
        .shows("PPE selection and use")
        .shows("Must have");
    anna.get("/catalogue/tool-categories/1")
        .is(200)
        .shows("Claw and finish hammer");
    anna.get("/catalogue/certifications")
        .is(200)
        .shows("First aid / CPR / AED");
    for gone in [
        "/catalogue/skill-categories/999",
        "/catalogue/skills/0/edit",
        "/catalogue/skills/x/edit",
    ] {
        anna.get(gone).is(404);
    }
}

#[test]
fn a_skill_is_added_changed_archived_and_restored() {
    let site = stocked();
    let mut anna = anna(&site);
    anna.get("/catalogue/skills/new?category=3")
        .is(200)
        .shows("Add a skill");
    anna.post("/catalogue/skills", &skill("Barn doors", "3"))
        .leads_to("/catalogue/skill-categories/3#skills-117");
    anna.get("/catalogue/skill-categories/3")
        .shows("Barn doors")
        .shows("“Barn doors” is added.");

    let version = anna.get("/catalogue/skills/117/edit").is(200).field("version").unwrap();
    let mut fields = skill("Barn doors and rails", "3");
    fields.extend([
        ("version", version.as_str()),
        ("critical", "on"),
        ("certification", "2"),
    ]);
    anna.post("/catalogue/skills/117/edit", &fields).is(303);
    anna.get("/catalogue/skill-categories/3")
        .shows("Barn doors and rails")
        .shows("Critical")
        .shows("EPA RRP certified renovator");

    anna.post("/catalogue/skills/117/archiving", &[])
        .leads_to("/catalogue/skill-categories/3");
    anna.get("/catalogue/skill-categories/3")
        .shows("is archived")
        .shows("Undo")
        .shows("Show one that is archived");
    anna.get("/catalogue/skill-categories/3").hides("Barn doors and rails");
    anna.get("/catalogue?show=archived").shows("Barn doors and rails");
    anna.post("/catalogue/skills/117/archiving/undo", &[]).is(303);
    anna.get("/catalogue/skill-categories/3").shows("Barn doors and rails");
}

#[test]
fn nothing_typed_is_lost_when_something_is_not_accepted() {
    let site = stocked();
    let mut anna = anna(&site);
    let mut fields = skill("  ", "3");
    fields.extend([
        ("description", "Typed <b>with care</b>"),
        ("weight", "101"),
        ("critical", "on"),
    ]);
    fields.retain(|field| *field != ("weight", "1"));
    anna.post("/catalogue/skills", &fields)
        .is(422)
        .shows("2 things need your attention")
        .shows("Please fill this in.")
        .shows("whole number from 0 to 100")
        .shows("Typed <b>with care</b>")
        .shows("value=\"101\"");
    for bad in ["\u{200B} \u{3000}", &"x".repeat(10_000)] {
        anna.post("/catalogue/skills", &skill(bad, "3"))
            .is(422)
            .shows("One thing needs your attention");
    }
    anna.post("/catalogue/skills", &skill("Toilet repair and replacement", "7"))
        .is(422)
        .shows("is there already");
    anna.post("/catalogue/skills", &skill("New", "999"))
        .is(422)
        .shows("choose a category");
}

#[test]
fn names_with_script_emoji_and_right_to_left_text_are_shown_as_they_are() {
    let site = stocked();
    let mut anna = anna(&site);
    for name in [
        "<script>alert(1)</script>",
        "Tile 🛠",
        "ריצוף וקרמיקה",
        "a\" onfocus=\"x",
    ] {
        anna.post("/catalogue/skills", &skill(name, "3")).is(303);
        let page = anna.get("/catalogue/skill-categories/3");
        page.is(200).shows(name);
        assert!(!page.text().contains("<script>alert"), "escaped");
        assert!(!page.text().contains("\" onfocus=\""), "escaped in attributes");
    }
}

#[test]
fn two_tabs_saving_the_second_is_told_and_can_save_again() {
    let site = stocked();
    let mut anna = anna(&site);
    let version = anna.get("/catalogue/skill-categories/1/edit").field("version").unwrap();
    let form = |name: &'static str, version: String| {
        move |anna: &mut Browser| {
            let fields = [("name", name), ("weight", "1"), ("version", version.as_str())];
            anna.post("/catalogue/skill-categories/1/edit", &fields)
        }
    };
    form("First", version.clone())(&mut anna).is(303);
    let told = form("Second", version)(&mut anna);
    told.is(409)
        .shows("was changed while you had it open")
        .shows("value=\"Second\"");
    form("Second", told.field("version").unwrap())(&mut anna).is(303);
    anna.get("/catalogue").shows("Second");
}

#[test]
fn the_arrows_move_a_row_without_a_script() {
    let site = stocked();
    let mut anna = anna(&site);
    anna.post("/catalogue/skill-categories/2/position", &[("to", "up")])
        .leads_to("/catalogue#skill-categories-2");
    let names = |site: &Site| -> Vec<u64> {
        site.app
            .projection()
            .catalogue
            .skill_categories
            .iter()
            .map(|c| c.id.0)
            .take(3)
            .collect()
    };
    assert_eq!(names(&site), [2, 1, 3]);
    anna.post("/catalogue/skill-categories/2/position", &[("to", "up")])
        .is(303);
    assert_eq!(names(&site), [2, 1, 3], "it is first already");
    anna.post("/catalogue/skill-categories/2/position", &[("to", "sideways")])
        .is(400);
    anna.post("/catalogue/tools/1/position", &[("to", "down")])
        .leads_to("/catalogue/tool-categories/1#tools-1");
}

#[test]
fn managers_and_employees_find_nothing_there() {
    let site = stocked();
    for name in ["max", "eli"] {
        let mut browser = site.sign_in(name);
        browser.get("/nowhere");
        for path in ["/catalogue", "/catalogue/skills/1/edit", "/targets", "/targets/new"] {
            browser.get(path).is(404);
        }
        browser.post("/catalogue/skills", &skill("Mine", "3")).is(404);
        browser.post("/catalogue/skills/1/archiving", &[]).is(404);
        browser.post("/targets/1/removal", &[]).is(404);
    }
    assert_eq!(site.app.projection().catalogue.skills.len(), 116);
}

//! `/imports/score-cards` and `handyman-kpi import score-card`.

pub mod card;
mod shell;

use crate::support::{Answer, Browser, Site};
use card::filled;
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::app::imports::score_cards;
use handyman_kpi::app::score_card;
use handyman_kpi::domain::catalogue::SkillCategory;
use handyman_kpi::domain::evaluation::{Content, Evaluation, Kind, Rating, Source, Status};
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::import::Import;
use handyman_kpi::domain::level::Level;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use jiff::civil::{Date, date};

/// A company that rates what is on the card. Rosa and Eli work there, Max manages; today is 4 May 2026.
pub fn company() -> (Site, EmployeeId) {
    let site = Site::start();
    let catalogue = score_card::embedded_catalogue();
    let from = date(2024, 1, 1);
    site.app
        .change(&Actor::Program, |change| install(change, &catalogue, from))
        .unwrap();
    let rosa = site.add_employee("Rosa", "Field");
    (site, rosa)
}

/// Cards that were read and wait, for pictures of the page.
pub fn waiting(site: &Site, user: &str) -> u64 {
    let actor = site.actor(user);
    let projection = site.app.projection();
    let name = projection.people().next().unwrap().employee.name();
    let known = format!("Name: {name}    Date: 5/14/2024");
    let files = [
        (
            "one.xlsx",
            filled(&[
                ("B1", &known),
                ("I218", "x"),
                ("C8", "x"),
                ("E8", "x"),
                ("D9", "?"),
                ("A249", "Welding"),
            ]),
        ),
        (
            "two.xlsx",
            filled(&[("B1", "Name: Nia New    Date: 5/4/2024"), ("A236", "Plank cutter")]),
        ),
        ("three.xlsx", b"%PDF-1.7".to_vec()),
    ];
    let files = files.iter().map(|(name, content)| (*name, content.as_slice()));
    let entries = score_cards::entries(files).unwrap();
    score_cards::waiting::keep(&site.app, &actor, entries).unwrap()
}

/// Sends files as one form, and gives the address of the page that shows them.
fn sent(browser: &mut Browser, files: &[(&str, Vec<u8>)]) -> Answer {
    browser.get("/imports/score-cards").is(200);
    let mut body = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"form_token\"\r\n\r\n{}\r\n",
        browser.token
    )
    .into_bytes();
    for (name, content) in files {
        body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    browser.send(
        "POST",
        "/imports/score-cards",
        "multipart/form-data; boundary=cut",
        &body,
    )
}

/// The address of the page that shows the cards.
fn shown(answer: &Answer) -> String {
    answer.is(303).header("location").unwrap().to_owned()
}

const SCALE: [(&str, &str); 6] = [
    ("scale_1", "1"),
    ("scale_2", "2"),
    ("scale_3", "2"),
    ("scale_4", "3"),
    ("scale_5", "4"),
    ("tier", "2"),
];

fn with(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let all = SCALE.iter().chain(fields.iter());
    all.map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn import(browser: &mut Browser, path: &str, fields: &[(&'static str, &str)]) -> Answer {
    let fields = with(fields);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.get(path).is(200);
    browser.post(path, &fields)
}

fn evaluations(site: &Site) -> Vec<Evaluation> {
    site.app.store.read().unwrap().all::<Evaluation>().unwrap()
}

fn rosas(day: &str) -> Vec<u8> {
    let name = format!("Name: Rosa Field      Date: {day}");
    filled(&[
        ("B1", &name),
        ("D8", "x"),
        ("F9", "X"),
        ("I8", "Y"),
        ("K9", "TS"),
        ("A249", "Welding"),
        ("A236", "Plank cutter"),
    ])
}

fn skill(site: &Site, name: &str) -> handyman_kpi::domain::id::SkillId {
    let projection = site.app.projection();
    projection.catalogue.skills.iter().find(|s| s.name == name).unwrap().id
}

#[test]
fn two_cards_at_once_become_self_evaluations_with_the_marks_of_the_card_beside_the_levels() {
    let (site, rosa) = company();
    let mut max = site.sign_in("max");
    let eli = site.actor("eli");
    let Actor::User(eli) = eli else { panic!("eli is a user") };
    let elis = filled(&[("B1", "Name: ELI  Date: 2026-04-02"), ("B8", "x")]);
    let path = shown(&sent(
        &mut max,
        &[("rosa.xlsx", rosas("4/14/2026")), ("eli.xlsx", elis)],
    ));
    max.get(&path)
        .is(200)
        .shows("2 cards were read.")
        .shows("2 skills are marked · 2 tools · 2 lines of notes");
    let rosa_text = rosa.to_string();
    let eli_text = eli.employee.unwrap().to_string();
    let fields = [
        ("person_0", rosa_text.as_str()),
        ("date_0", "2026-04-14"),
        ("person_1", eli_text.as_str()),
        ("date_1", "2026-04-02"),
    ];
    let answer = import(&mut max, &path, &fields);
    max.follow(answer).is(200).shows("Paper score cards");
    let all = evaluations(&site);
    assert_eq!(all.len(), 2);
    for one in &all {
        assert_eq!(
            (one.kind, one.status, one.source),
            (Kind::SelfRating, Status::Submitted, Source::PaperCard)
        );
        assert!(one.import.is_some());
    }
    let of_rosa = all.iter().find(|one| one.employee == rosa).unwrap();
    let (siding, framing) = (skill(&site, "Skirting/siding"), site.app.projection());
    let framing = framing
        .catalogue
        .skills
        .iter()
        .find(|s| s.name == "Wall Framing")
        .unwrap()
        .id;
    let content = &of_rosa.content;
    assert_eq!(content.ratings[&siding], Rating::level(Level::new(2).unwrap()));
    assert_eq!(content.ratings[&framing], Rating::level(Level::new(4).unwrap()));
    assert_eq!((content.paper_marks[&siding], content.paper_marks[&framing]), (3, 5));
    assert_eq!(content.ratings.len(), 2);
    assert_eq!(content.special_skills[0].name, "Welding");
    assert!(content.shared_notes.contains("Plank cutter"));
    assert_eq!(of_rosa.date, date(2026, 4, 14));
    // The person who has an account gave it; for Rosa, who has none, Max entered it.
    assert_eq!(all.iter().find(|one| one.employee != rosa).unwrap().rater, eli.user);
}

#[test]
fn a_card_is_hidden_from_the_manager_until_the_own_evaluation_and_then_says_where_it_comes_from() {
    let (site, rosa) = company();
    let mut max = site.sign_in("max");
    let path = shown(&sent(&mut max, &[("rosa.xlsx", rosas("2026-04-14"))]));
    import(
        &mut max,
        &path,
        &[("person_0", &rosa.to_string()), ("date_0", "2026-04-14")],
    )
    .is(303);
    let id = evaluations(&site)[0].id;
    max.get(&format!("/evaluations/{id}")).is(404);
    max.get("/evaluations").hides("Rosa Field");
    let siding = skill(&site, "Skirting/siding");
    let whole = Whole {
        new: New {
            employee: rosa,
            kind: Kind::Manager,
            date: date(2026, 5, 1),
            client_uuid: None,
            source: Source::Screen,
        },
        content: Content {
            ratings: [(siding, Rating::level(Level::ALL[2]))].into(),
            ..Content::default()
        },
        then: Then::Submit,
    };
    evaluations::create(&site.app, &site.actor("max"), &whole).unwrap();
    max.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("A paper card, imported.")
        .shows("3 on the card");
}

#[test]
fn what_is_missing_or_does_not_fit_is_said_at_its_card_and_nothing_is_written_or_lost() {
    let (site, rosa) = company();
    let mut max = site.sign_in("max");
    let unknown = filled(&[("B1", "Name: Nobody Here  Date: 5/4/2025"), ("B8", "x")]);
    let files = [
        ("rosa.xlsx", rosas("2026-04-14")),
        ("who.xlsx", unknown),
        ("no.pdf", b"%PDF-1.7".to_vec()),
    ];
    let path = shown(&sent(&mut max, &files));
    max.get(&path).shows("5 Apr 2025").is(200);
    let page = max.get(&path);
    page.shows("4 May 2025").shows("This is a PDF, whatever its name says.");
    let rosa = rosa.to_string();
    let day = |day| [("person_0", rosa.as_str()), ("date_0", day)];
    import(&mut max, &path, &day("2026-04-14"))
        .is(422)
        .shows("Please say whose card this is.")
        .shows("Please say of which day this card is.");
    let left_out = |day| [("person_0", rosa.as_str()), ("date_0", day), ("person_1", "nobody")];
    import(&mut max, &path, &left_out("2026-05-05"))
        .is(422)
        .shows("is in the future");
    import(&mut max, &path, &left_out("2024-02-29"))
        .is(422)
        .shows("was hired on");
    import(&mut max, &path, &left_out("2025-02-30"))
        .is(422)
        .shows("There is no 30 February");
    let twice = [
        ("person_0", rosa.as_str()),
        ("date_0", "2026-04-14"),
        ("person_1", rosa.as_str()),
        ("date_1", "2026-04-14"),
    ];
    import(&mut max, &path, &twice)
        .is(422)
        .shows("Two of these cards are of Rosa Field");
    let nobody = [("person_0", "nobody"), ("person_1", "nobody")];
    import(&mut max, &path, &nobody).is(409).shows("No card is chosen");
    assert!(evaluations(&site).is_empty());
    assert!(site.app.store.read().unwrap().all::<Import>().unwrap().is_empty());
    import(&mut max, &path, &left_out("2026-04-14")).is(303);
    assert_eq!(evaluations(&site).len(), 1);
    // Imported once: the cards are gone, and the same card again is refused.
    max.get(&path).leads_to("/imports/score-cards");
    let again = shown(&sent(&mut max, &[("rosa.xlsx", rosas("2026-04-14"))]));
    import(&mut max, &again, &day("2026-04-14"))
        .is(422)
        .shows("There is already a self evaluation of Rosa Field of 14 Apr 2026.");
}

#[test]
fn marks_that_are_not_certain_are_named_and_left_out_only_when_that_is_said() {
    let (site, rosa) = company();
    let mut max = site.sign_in("max");
    let card = filled(&[
        ("B1", "Name: Rosa Field Date: 2026-04-14"),
        ("C8", "x"),
        ("E8", "x"),
        ("F9", "x"),
        ("B218", "x"),
        ("J218", "x"),
    ]);
    let path = shown(&sent(&mut max, &[("rosa.xlsx", card)]));
    max.get(&path)
        .shows("C8, E8: “Skirting/siding” has more than one mark. Leave one.")
        .shows("B218, J218: these marks for “Calculator” contradict each other.");
    let rosa = rosa.to_string();
    let fields = [("person_0", rosa.as_str()), ("date_0", "2026-04-14")];
    import(&mut max, &path, &fields)
        .is(422)
        .shows("Some marks on this card could not be read for sure.");
    let without = [
        ("person_0", rosa.as_str()),
        ("date_0", "2026-04-14"),
        ("without_0", "on"),
    ];
    import(&mut max, &path, &without).is(303);
    assert_eq!(evaluations(&site)[0].content.ratings.len(), 1);
}

#[test]
fn the_scale_can_be_changed_and_a_new_person_is_added_and_undone_with_the_card() {
    let (site, _) = company();
    let people = || site.app.projection().people().count();
    let before = people();
    let mut max = site.sign_in("max");
    let card = filled(&[
        ("B1", "Name: Nia New  Date: 2026-04-14"),
        ("B4", "Phone #: 555-0134"),
        ("F8", "x"),
    ]);
    let path = shown(&sent(&mut max, &[("nia.xlsx", card)]));
    max.get(&path).shows("Add Nia New as a new employee");
    let mut fields = with(&[("person_0", "new"), ("date_0", "2026-04-14")]);
    fields
        .iter_mut()
        .filter(|(name, _)| *name == "scale_5")
        .for_each(|field| field.1 = "5".into());
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = max.post(&path, &fields);
    let import = shown(&done);
    assert_eq!(people(), before + 1);
    let one = &evaluations(&site)[0];
    assert_eq!(
        one.content.ratings.values().next().unwrap(),
        &Rating::level(Level::new(5).unwrap())
    );
    let projection = site.app.projection();
    let nia = &projection.person(one.employee).unwrap().employee;
    assert_eq!(
        (nia.name().as_str(), nia.phone.as_str(), nia.hire_date),
        ("Nia New", "555-0134", date(2026, 4, 14))
    );
    max.get(&import).is(200);
    max.post(&format!("{import}/undo"), &[]).is(303);
    assert!(evaluations(&site).is_empty());
    assert_eq!(people(), before);
}

#[test]
fn nobody_else_gets_at_the_cards_and_after_an_hour_they_are_gone() {
    let (site, _) = company();
    let mut max = site.sign_in("max");
    let path = shown(&sent(&mut max, &[("rosa.xlsx", rosas("2026-04-14"))]));
    site.sign_in("anna").get(&path).leads_to("/imports/score-cards");
    site.sign_in("eli").get(&path).is(404);
    site.sign_in("eli").get("/imports/score-cards").is(404);
    site.wait(jiff::SignedDuration::from_mins(61));
    max.get(&path).leads_to("/imports/score-cards");
    sent(&mut max, &[]).is(422).shows("Please choose at least one file.");
}

#[test]
fn a_trade_that_was_renamed_is_found_and_one_that_is_gone_gives_no_skill_to_another() {
    let (site, rosa) = company();
    let change = |name: &str, change: &dyn Fn(&mut SkillCategory)| {
        let projection = site.app.projection();
        let found = projection.catalogue.skill_categories.iter().find(|c| c.name == name);
        let mut category = found.unwrap().clone();
        change(&mut category);
        site.app
            .change(&Actor::Program, |change| change.put(&category))
            .unwrap();
    };
    // "Wall Framing" is a skill of two trades, "Garage/Sheds" the other one.
    change("Crawl space", &|category| category.name = "Below the floor".into());
    change("Drywall", &|category| category.archived_on = Some(date(2026, 4, 1)));
    let card = filled(&[
        ("B1", "Name: Rosa Field Date: 2026-04-14"),
        ("D9", "x"),
        ("E157", "x"),
        ("C109", "x"),
        ("A11", "Insulating the roof"),
        ("B11", "x"),
    ]);
    let mut max = site.sign_in("max");
    let path = shown(&sent(&mut max, &[("rosa.xlsx", card)]));
    max.get(&path)
        .shows("B11: “Insulating the roof” under “Crawl space” is no skill of the catalogue.")
        .shows("C109: “Hang Drywall Board” was archived by the date of this card.");
    let rosa = rosa.to_string();
    let fields = [
        ("person_0", rosa.as_str()),
        ("date_0", "2026-04-14"),
        ("without_0", "on"),
    ];
    import(&mut max, &path, &fields).is(303);
    let projection = site.app.projection();
    let marks: Vec<(String, u8)> = evaluations(&site)[0]
        .content
        .paper_marks
        .iter()
        .map(|(id, mark)| {
            let skill = projection.catalogue.skill(*id).unwrap();
            let trade = projection.catalogue.skill_category(skill.category).unwrap();
            (format!("{}: {}", trade.name, skill.name), *mark)
        })
        .collect();
    let wanted = [
        ("Below the floor: Wall Framing".into(), 3),
        ("Garage/Sheds: Truss & Roof Framing Install".into(), 4),
    ];
    assert_eq!(marks, wanted);
}

/// So that the day in these tests is read as written.
#[test]
fn a_day_on_the_card_is_included() {
    let (site, rosa) = company();
    let mut max = site.sign_in("max");
    let today: Date = site.app.today();
    let path = shown(&sent(&mut max, &[("rosa.xlsx", rosas(&today.to_string()))]));
    import(
        &mut max,
        &path,
        &[("person_0", &rosa.to_string()), ("date_0", &today.to_string())],
    )
    .is(303);
    assert_eq!(evaluations(&site)[0].date, today);
}

#[test]
fn a_column_somebody_added_to_the_card_is_named_as_not_read() {
    let (site, _) = company();
    let mut max = site.sign_in("max");
    let with_more = filled(&[
        ("B1", "Name: Rosa Field      Date: 4/14/2026"),
        ("G7", "Since &lt;year&gt;"),
        ("G8", "2019"),
        ("D8", "x"),
    ]);
    let path = shown(&sent(&mut max, &[("rosa.xlsx", with_more)]));
    max.get(&path)
        .is(200)
        .shows("Not read, because the card has no such column: Since <year>")
        .shows("One skill is marked");
    let plain = shown(&sent(&mut max, &[("rosa.xlsx", rosas("4/14/2026"))]));
    max.get(&plain).is(200).hides("Not read, because");
}

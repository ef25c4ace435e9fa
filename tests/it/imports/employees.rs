//! What the rows of a table of employees become.

use super::{DAY_FIRST, NEW, Way, day, problems, try_import};
use crate::support::Site;
use handyman_kpi::app::Error;
use handyman_kpi::app::imports::{self, Answer};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::import::Kind;
use handyman_kpi::domain::settings::ManagersSee;
use handyman_kpi::domain::tier::Tier;
use handyman_kpi::store::Read;

/// Everyone but the one who is there from the start.
fn people(site: &Site) -> Vec<Employee> {
    let people = site.app.projection();
    let all = people.people().map(|person| person.employee.clone());
    all.filter(|one| one.name() != "Eli Stone").collect()
}

fn named<'a>(people: &'a [Employee], name: &str) -> &'a Employee {
    people
        .iter()
        .find(|one| one.name() == name)
        .unwrap_or_else(|| panic!("nobody is called {name}"))
}

#[test]
fn new_people_come_in_with_all_they_have() {
    let site = Site::start();
    let anna = site.actor("anna");
    let file = "Employee #,Name,Hired on,Tier,Reports to,Phone,E-mail,Notes\n\
                7,Bo Berg,2020-05-04,Lead Craftsman,,555-0100,bo@example.com,Knows the old boilers\n\
                8,\"Lee, Ann\",31/12/2021,Tier 2,Bo Berg,,,\n\
                9,Carla de la Cruz,1/2/2022,,7,,,\n";
    let id = try_import(&site.app, &anna, file, |_| {}).unwrap();
    let people = people(&site);
    let bo = named(&people, "Bo Berg");
    assert_eq!(
        (bo.number.as_deref(), bo.tiers[0].tier, bo.import),
        (Some("7"), Tier::ALL[4], Some(id))
    );
    assert_eq!((bo.phone.as_str(), bo.email.as_str()), ("555-0100", "bo@example.com"));
    assert_eq!(bo.notes, "Knows the old boilers");
    let ann = named(&people, "Ann Lee");
    assert_eq!((ann.hire_date, ann.tiers[0].tier), (day("2021-12-31"), Tier::ALL[1]));
    assert_eq!(ann.manager_on(site.app.today()), Some(bo.id));
    let carla = named(&people, "Carla de la Cruz");
    assert_eq!(
        (carla.hire_date, carla.last_name.as_str()),
        (day("2022-02-01"), "de la Cruz")
    );
    assert_eq!(carla.tiers[0].tier, Tier::ALL[0], "the tier for rows that have none");
    assert_eq!(carla.manager_on(site.app.today()), Some(bo.id));
    let events: Vec<Event> = site.app.store.read().unwrap().all().unwrap();
    let last = events.last().unwrap();
    assert_eq!(
        (last.what.as_str(), last.subject.as_ref().unwrap().1),
        ("employees_imported", id.0)
    );
    let said = serde_json::to_string(&events).unwrap();
    assert!(
        !said.contains("Carla") && !said.contains("boilers"),
        "events hold no personal values"
    );
}

#[test]
fn a_number_says_who_it_is_and_what_is_empty_stays() {
    let site = Site::start();
    let anna = site.actor("anna");
    try_import(
        &site.app,
        &anna,
        "No,Name,Hired,Tier,Phone\nA-17,Ann Lee,2020-01-01,2,555-0101\n",
        |_| {},
    )
    .unwrap();
    let before = named(&people(&site), "Ann Lee").clone();
    let way = Way::of(&site.app, &anna, b"No,Name,Phone,Tier\na-17,Ann Lee-Berg,,3\n");
    let check = way.check(&site.app, &anna).unwrap();
    assert_eq!((check.changed, check.new, check.renamed.len()), (1, 0, 1));
    way.run(&site.app, &anna).unwrap();
    let after = named(&people(&site), "Ann Lee-Berg").clone();
    assert_eq!(
        (after.id, after.phone.clone(), after.hire_date),
        (before.id, before.phone, before.hire_date)
    );
    assert_eq!(after.tier_on(site.app.today()), Some(Tier::ALL[2]));
    let again = Way::of(&site.app, &anna, b"No,Name,Phone,Tier\nA-17,Ann Lee-Berg,,3\n");
    let check = again.check(&site.app, &anna).unwrap();
    assert_eq!((check.same, check.changed), (1, 0));
    assert!(
        matches!(again.run(&site.app, &anna), Err(Error::Conflict(_))),
        "nothing to import"
    );
}

#[test]
fn the_same_name_is_asked_row_by_row_and_never_decided_by_itself() {
    let site = Site::start();
    let anna = site.actor("anna");
    let known = site.add_employee("Ann", "Lee");
    let file =
        b"Name,Hired,Phone\nAnn Lee,2020-01-01,1\nann  lee,2021-01-01,2\nBo Berg,2020-01-01,3\nBo Berg,2020-01-01,4\n";
    let mut way = Way::of(&site.app, &anna, file);
    way.mapping.tier = Some(Tier::ALL[1]);
    let check = way.check(&site.app, &anna).unwrap();
    let asked: Vec<(u32, usize, Option<u32>)> = check
        .questions
        .iter()
        .map(|q| (q.line, q.others.len(), q.twin))
        .collect();
    assert_eq!(asked, [(2, 1, None), (3, 1, Some(2)), (5, 0, Some(4))]);
    assert_eq!((check.open(), check.is_ready()), (3, false));
    let refused = way.run(&site.app, &anna).unwrap_err();
    assert!(refused.to_string().contains("decide about"), "{refused}");
    assert_eq!(people(&site).len(), 1, "nothing was written");

    way.answers = [(2, Answer::Update(known)), (3, NEW), (5, Answer::Skip)].into();
    let check = way.check(&site.app, &anna).unwrap();
    assert_eq!((check.changed, check.new, check.skipped, check.open()), (1, 2, 1, 0));
    way.run(&site.app, &anna).unwrap();
    let people = people(&site);
    assert_eq!(people.len(), 3);
    assert_eq!(people.iter().find(|one| one.id == known).unwrap().phone, "1");

    // Someone else cannot be named as the one to change.
    let mut way = Way::of(&site.app, &anna, b"Name,Hired,Tier\nBo Berg,2020-01-01,2\n");
    way.answers = [(2, Answer::Update(known))].into();
    assert_eq!(way.check(&site.app, &anna).unwrap().open(), 1);
}

#[test]
fn everything_wrong_is_listed_by_line_and_column_and_nothing_is_written() {
    let site = Site::start();
    let anna = site.actor("anna");
    let file = "Our crew in 2024\n\nNo,Name,Hire date,Tier,E-mail,Boss\n\
                1,Ann,30/02/2024,2,,\n\
                2,Bo Berg,1/1/2024,9,nobody,\n\
                1,Cy Dean,1/1/2024,1,,Nobody Here\n\
                4,Di East,soon,1,,\n\
                5,=cmd()|'/C calc'!A0,1/1/2024,1,,\n\
                6,Flo Gray,1/1/2124,1,,\n\
                7,Gil Hall,1/1/2024,1,,Gil Hall\n";
    let mut way = Way::of(&site.app, &anna, file.as_bytes());
    way.mapping.order = DAY_FIRST;
    let said = problems(&way.check(&site.app, &anna).unwrap()).join("\n");
    insta::assert_snapshot!(said, @r"
    4 C (Hire date): There is no 30 February in the year 2024. Please check the date.
    4 B (Name): This is only one word. Please write first and last name.
    5 D (Tier): “9” is no tier. Write a number from 1 to 5, or one of: Apprentice, Handyman, Craftsman, Master Craftsman, Lead Craftsman.
    5 E (E-mail): An e-mail address looks like name@example.com.
    6 A (No): Line 4 has this employee number as well.
    7 C (Hire date): This is not a date that can be read. Write it as year-month-day, for example 2024-05-31.
    9 C (Hire date): This is more than a year ahead. Please check the year.
    10 F (Boss): Nobody reports to themselves. Please choose someone else.
    ");
    assert!(way.run(&site.app, &anna).is_err());
    assert_eq!(people(&site).len(), 0);
}

#[test]
fn a_column_of_days_that_could_be_read_two_ways_is_asked_about() {
    let site = Site::start();
    let anna = site.actor("anna");
    let mut way = Way::of(
        &site.app,
        &anna,
        b"Name,Hired,Tier\nAnn Lee,3/4/2021,1\nBo Berg,5/6/2021,1\n",
    );
    assert_eq!(way.mapping.unclear_days(&way.table), [1]);
    let check = way.check(&site.app, &anna).unwrap();
    assert_eq!(check.problems.len(), 2, "never guessed");
    way.mapping.order = DAY_FIRST;
    way.run(&site.app, &anna).unwrap();
    assert_eq!(named(&people(&site), "Ann Lee").hire_date, day("2021-04-03"));
}

#[test]
fn reporting_lines_of_a_table_have_no_circles() {
    let site = Site::start();
    let anna = site.actor("anna");
    let way = Way::of(
        &site.app,
        &anna,
        b"Name,Hired,Tier,Boss\nAnn Lee,2020-01-01,1,Bo Berg\nBo Berg,2020-01-01,1,Cy Dean\nCy Dean,2020-01-01,1,Ann Lee\n",
    );
    let said = problems(&way.check(&site.app, &anna).unwrap());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("4 D (Boss): Ann Lee reports to Cy Dean"),
        "{said:?}"
    );
}

#[test]
fn what_headings_meant_is_remembered_for_the_next_import() {
    let site = Site::start();
    let anna = site.actor("anna");
    let file = "Who,Hired,Rung\nAnn Lee,2020-01-01,3\n";
    try_import(&site.app, &anna, file, |way| {
        assert_eq!(way.mapping.columns, [None, Some("hire_date"), None]);
        way.mapping.columns = vec![Some("name"), Some("hire_date"), Some("tier")];
    })
    .unwrap();
    let next = Way::of(&site.app, &anna, b"Rung,Who,Hired\n3,Bo Berg,2020-01-01\n");
    assert_eq!(next.mapping.columns, [Some("tier"), Some("name"), Some("hire_date")]);
}

#[test]
fn a_manager_who_sees_only_own_reports_brings_in_only_those() {
    let site = Site::start();
    let mine = site.add_employee("Max", "Stone");
    site.edit_user(site_user(&site, "max"), |user| user.employee = Some(mine));
    let hidden = site.add_employee("Hidden", "Person");
    let (anna, _) = (site.actor("anna"), hidden);
    try_import(
        &site.app,
        &anna,
        "No,Name,Hired\nS-1,Secret Person,2020-01-01\n",
        |_| {},
    )
    .unwrap();
    let mut settings = (*site.app.projection().settings).clone();
    settings.managers_see = ManagersSee::OwnReports;
    site.app.change(&anna, |change| change.put(&settings)).unwrap();
    let max = site.actor("max");
    let way = {
        let mut way = Way::of(&site.app, &max, b"No,Name,Hired,Boss\nS-1,Taken Number,2020-01-01,\nS-2,Hidden Person,2020-01-01,\nS-3,Cy Dean,2020-01-01,Hidden Person\n");
        way.mapping.tier = Some(Tier::ALL[0]);
        way
    };
    let check = way.check(&site.app, &max).unwrap();
    assert!(check.questions.is_empty(), "a name one does not see is not there");
    let said = problems(&check);
    assert!(said[0].contains("Someone already has this number"), "{said:?}");
    assert!(
        said[1].contains("You see only the people who report to you"),
        "{said:?}"
    );
    let id = try_import(&site.app, &max, "No,Name,Hired\nS-9,Ed Fox,2020-01-01\n", |_| {}).unwrap();
    assert_eq!(named(&people(&site), "Ed Fox").manager_on(site.app.today()), Some(mine));
    assert!(imports::import(&site.app, &max, id).is_ok());
}

#[test]
fn employees_import_nothing_and_see_no_import() {
    let site = Site::start();
    let id = try_import(
        &site.app,
        &site.actor("anna"),
        "Name,Hired\nAnn Lee,2020-01-01\n",
        |_| {},
    )
    .unwrap();
    let (eli, max) = (site.actor("eli"), site.actor("max"));
    assert!(matches!(
        imports::remembered(&site.app, &eli, Kind::Employees),
        Err(Error::NotFound)
    ));
    assert!(matches!(imports::import(&site.app, &eli, id), Err(Error::NotFound)));
    assert!(matches!(imports::undo(&site.app, &eli, id), Err(Error::NotFound)));
    assert!(
        matches!(imports::undo(&site.app, &max, id), Err(Error::NotFound)),
        "another's import"
    );
    assert!(imports::list(&site.app, &max).unwrap().is_empty());
}

#[test]
fn what_was_changed_between_the_look_and_the_import_is_looked_at_again() {
    let site = Site::start();
    let anna = site.actor("anna");
    let mut way = Way::of(&site.app, &anna, b"Name,Hired\nAnn Lee,2020-01-01\n");
    way.mapping.tier = Some(Tier::ALL[0]);
    assert!(way.check(&site.app, &anna).unwrap().is_ready());
    site.add_employee("Ann", "Lee");
    assert!(way.run(&site.app, &anna).is_err(), "now somebody has the name");
    assert_eq!(people(&site).len(), 1);
}

fn site_user(site: &Site, name: &str) -> handyman_kpi::domain::id::UserId {
    handyman_kpi::app::users::by_name(&site.app, name).unwrap().unwrap().id
}

#[test]
fn a_last_day_in_the_list_ends_the_employment_and_an_empty_one_changes_nothing() {
    let site = Site::start();
    let anna = site.actor("anna");
    let before = "No,Name,Hired,Tier\n7,Bo Berg,2020-05-04,2\n8,Ann Lee,2021-01-01,2\n9,Cy Dean,2022-01-01,2\n";
    try_import(&site.app, &anna, before, |_| {}).unwrap();
    let list = "No,Name,Hired,Tier,Fecha de baja\n\
                7,Bo Berg,2020-05-04,2,31/03/2026\n\
                8,Ann Lee,2021-01-01,2,\n\
                10,Gone Before,2019-01-01,1,15/12/2020\n";
    let id = try_import(&site.app, &anna, list, |_| {}).unwrap();
    let last_day = |name: &str| named(&people(&site), name).last_day();
    assert_eq!(last_day("Bo Berg"), Some(day("2026-03-31")));
    assert_eq!(last_day("Gone Before"), Some(day("2020-12-15")));
    assert_eq!((last_day("Ann Lee"), last_day("Cy Dean")), (None, None));
    let again = Way::of(&site.app, &anna, list.as_bytes())
        .check(&site.app, &anna)
        .unwrap();
    assert_eq!((again.same, again.new, again.changed), (3, 0, 0));
    // Nobody comes back because a list does not say that they left.
    let older = Way::of(&site.app, &anna, before.as_bytes())
        .check(&site.app, &anna)
        .unwrap();
    assert_eq!((older.same, older.changed), (3, 0));

    let wrong = "No,Name,Hired,Tier,Left\n\
                 7,Bo Berg,2020-05-04,2,2026-04-01\n\
                 8,Ann Lee,2021-01-01,2,2026-05-04\n\
                 9,Cy Dean,2022-01-01,2,2021-01-01\n\
                 11,New One,2022-01-01,2,soon\n";
    let said = problems(
        &Way::of(&site.app, &anna, wrong.as_bytes())
            .check(&site.app, &anna)
            .unwrap(),
    );
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(
        said[0].starts_with("2 E (Left): Bo Berg is not active any more"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with("3 E (Left): The last day can be 3 May 2026 at the latest"),
        "{said:?}"
    );
    assert!(
        said[2].starts_with("4 E (Left): Cy Dean started on 1 Jan 2022"),
        "{said:?}"
    );
    assert!(said[3].starts_with("5 E (Left): This is not a date"), "{said:?}");

    imports::undo(&site.app, &anna, id).unwrap();
    assert_eq!(last_day("Bo Berg"), None);
    assert!(people(&site).iter().all(|one| one.name() != "Gone Before"));
}

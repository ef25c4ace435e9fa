//! What is wrong in a table, each with its line and column; nothing of it is written.

use super::crew;
use crate::imports::problems;
use handyman_kpi::app::Error;
use handyman_kpi::app::imports::waiting;
use handyman_kpi::domain::import::Kind;
use handyman_kpi::domain::policy::Actor;
use rust_xlsxwriter::{Formula, Workbook};

#[test]
fn a_byte_order_mark_and_semicolons_are_no_trouble() {
    let crew = crew();
    let file = format!("\u{feff}Number;Date;{}\r\n7;2024-12-31;3\r\n", crew.skill(0));
    assert_eq!((crew.wrong(&file).len(), crew.check(&file).new), (0, 1));
}

#[test]
fn headings_of_a_wide_table_may_stand_in_line_5() {
    let crew = crew();
    let file = format!(
        "Ratings\n\nof last year\n\nNumber,Date,{}\n7,2024-12-31,9\n",
        crew.skill(0)
    );
    let wrong = crew.wrong(&file);
    assert!(wrong[0].starts_with("6 C ("), "{wrong:?}");
}

#[test]
fn what_is_no_rating_is_named_by_its_cell_and_nothing_is_written() {
    let crew = crew();
    let file = format!(
        "Number,Date,{},{},{}\n7,2024-12-31,3.5,0,6\n7,2025-01-31,3?,x,5\n",
        crew.skill(0),
        crew.skill(1),
        crew.skill(2)
    );
    let wrong = crew.wrong(&file);
    let cells: Vec<&str> = wrong.iter().map(|said| said.split(" (").next().unwrap()).collect();
    assert_eq!(cells, ["2 C", "2 D", "2 E", "3 C", "3 D"], "{wrong:?}");
    assert!(
        wrong[3].contains("“3?” is no rating. Write a level from 1 to 5"),
        "{wrong:?}"
    );
    let refused = crew.way("max", &file).run(&crew.site.app, &crew.site.actor("max"));
    assert!(matches!(refused, Err(Error::Conflict(_))));
    assert!(crew.evaluations().is_empty());
}

#[test]
fn two_columns_of_one_skill_are_refused_by_name() {
    let crew = crew();
    let file = format!("Number,Date,{0},{0}\n7,2024-12-31,3,4\n", crew.skill(0));
    let way = crew.way("max", &file);
    let refused = way.check(&crew.site.app, &crew.site.actor("max")).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.starts_with("The columns C (") && said.contains(" and D (") && said.contains("the same skill"),
        "{said}"
    );
    let mut way = way;
    way.mapping.evaluations.skills.remove(&3);
    let check = way.check(&crew.site.app, &crew.site.actor("max")).unwrap();
    assert_eq!((check.new, check.left_out.len()), (1, 1), "what is left out is said");
}

#[test]
fn of_a_formula_its_value_is_taken_and_one_that_failed_is_said() {
    let crew = crew();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["Number", "Date", &crew.skills[0], &crew.skills[1]])
        .unwrap();
    sheet.write_row(1, 0, ["7", "2024-12-31"]).unwrap();
    sheet.write_formula(1, 2, Formula::new("=1+2").set_result("3")).unwrap();
    sheet
        .write_formula(1, 3, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    let file = book.save_to_buffer().unwrap();
    let (app, max) = (&crew.site.app, crew.site.actor("max"));
    let way = super::Way::of_kind(Kind::Evaluations, app, &max, &file);
    let wrong = problems(&way.check(app, &max).unwrap());
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(
        wrong[0].starts_with("2 D (") && wrong[0].contains("#N/A"),
        "never not applicable: {wrong:?}"
    );
}

#[test]
fn two_rows_of_one_person_and_day_name_each_other() {
    let crew = crew();
    let file = format!(
        "Number,Name,Date,Rated by,{}\n7,,2024-12-31,max,3\n,Ann Lee,31.12.2024,anna,4\n",
        crew.skill(0)
    );
    let wrong = crew.wrong(&file);
    assert_eq!(wrong.len(), 1);
    assert!(
        wrong[0].starts_with("3 -: Line 2 is an evaluation of Ann Lee of the same day as well"),
        "{wrong:?}"
    );
}

#[test]
fn one_skill_rated_twice_names_both_lines() {
    let crew = crew();
    let file = format!(
        "Number,Date,Skill,Level\n7,2024-12-31,{0},3\n7,2024-12-31,{1},2\n7,2024-12-31,{0},4\n7,2024-12-31,{0},3\n",
        crew.skill(0),
        crew.skill(1)
    );
    let wrong = crew.wrong(&file);
    assert_eq!(wrong.len(), 1, "the same again is no trouble: {wrong:?}");
    assert!(wrong[0].starts_with("4 D (Level): Line 2 rates "), "{wrong:?}");
}

#[test]
fn a_skill_that_is_not_there_or_could_be_two_is_named_with_its_line() {
    let crew = crew();
    let file = "Number,Date,Category,Skill,Level\n7,2024-12-31,,Juggling,3\n7,2024-12-31,Circus,Juggling,3\n7,2024-12-31,,,3\n";
    let wrong = crew.wrong(file);
    assert_eq!(
        wrong,
        [
            "2 D (Skill): There is no skill Juggling in the catalogue.",
            "3 D (Skill): There is no skill Juggling in a category Circus in the catalogue.",
            "4 D (Skill): Please fill this in."
        ]
    );
}

#[test]
fn days_that_are_missing_not_there_too_early_or_in_the_future_are_refused() {
    let crew = crew();
    let file = format!(
        "Number,Date,{}\n7,,3\n7,30/02/2025,3\n7,2024-02-29,3\n7,2026-05-05,3\n7,2026-05-04,3\n",
        crew.skill(0)
    );
    let wrong = crew.wrong(&file);
    insta::assert_snapshot!(wrong.join("\n"), @r"
    2 B (Date): Please give a date.
    3 B (Date): There is no 30 February in the year 2025. Please check the date.
    4 B (Date): Ann Lee was hired on 1 Mar 2024. Please choose that day or a later one.
    5 B (Date): 5 May 2026 is in the future. Please choose today or an earlier day.
    ");
}

#[test]
fn a_rater_nobody_knows_is_named_and_nobody_rates_themselves_as_a_manager() {
    let crew = crew();
    let max = crew.site.actor("max");
    let Actor::User(account) = &max else { panic!("a user") };
    crew.site.edit_user(account.user, |user| user.employee = Some(crew.bo));
    let file = format!(
        "Number,Name,Date,Rated by,{}\n7,,2024-12-31,Nobody Known,3\n,Bo Berg,2024-12-31,anna,3\n",
        crew.skill(0)
    );
    let wrong = crew.wrong(&file);
    assert_eq!(wrong.len(), 2);
    assert!(
        wrong[0].starts_with("2 D (Rated by): No user is called Nobody Known."),
        "{wrong:?}"
    );
    assert!(
        wrong[1].starts_with("3 -: What managers wrote about yourself"),
        "{wrong:?}"
    );
    // Somebody else may, but not with the person as the rater.
    let way = crew.way("anna", &file.replace("anna", "max"));
    let wrong = problems(&way.check(&crew.site.app, &crew.site.actor("anna")).unwrap());
    assert!(
        wrong[1].starts_with("3 D (Rated by): Bo Berg cannot be the rater of Bo Berg"),
        "{wrong:?}"
    );
}

#[test]
fn sixteen_thousand_columns_and_an_empty_file_are_refused_with_the_reason() {
    let refused = |file: &[u8]| waiting::read(Kind::Evaluations, file, None).unwrap_err().to_string();
    let wide = format!("{}\n", "x,".repeat(16_383) + "x");
    assert!(refused(wide.as_bytes()).contains("more than 1000 columns"));
    assert_eq!(refused(b""), "This file is empty.");
    assert!(refused(b"\n\n").contains("nothing in this table"));
    assert!(refused(b"Number,Date,Skill\n").contains("no rows below the headings"));
    let long = format!("Number,Date,Skill,Level\n{}", "7,2024-12-31,x,3\n".repeat(40_001));
    assert!(refused(long.as_bytes()).contains("more than 40000 rows"));
}

#[test]
fn what_the_columns_have_to_say_is_asked_for() {
    let crew = crew();
    let refused = |file: &str| {
        let way = crew.way("max", file);
        way.check(&crew.site.app, &crew.site.actor("max"))
            .unwrap_err()
            .to_string()
    };
    let said = refused("Who,When,What\nAnn,2024-01-01,3\n");
    for part in [
        "the employee number or the name",
        "holds the date",
        "which skill it holds",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

//! What rows become, in both shapes.

use super::crew;
use crate::imports::{DAY_FIRST, day};
use handyman_kpi::app::imports;
use handyman_kpi::domain::evaluation::{Evaluation, Kind, Source, Status};
use handyman_kpi::domain::import::columns::Shape;
use handyman_kpi::domain::level::Mark;

/// The marks in the order of skills: `3`, `n`.
fn marks(evaluation: &Evaluation) -> String {
    let mark = |mark: Mark| mark.level().map_or("n".to_owned(), |level| level.to_string());
    let ratings = evaluation.content.ratings.values();
    ratings.map(|rating| mark(rating.mark)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_row_of_a_wide_table_is_a_finished_evaluation_of_its_own_day() {
    let crew = crew();
    let file = format!(
        "Employee;Employee number;Date;Rated by;Notes;{};{};{};Shoe size\n\
         Lee, Ann;;31/12/2024;anna;Good year;3;n/a;;44\n\
         ;7;1/2/2025;;;4;;5;44\n",
        crew.skill(0),
        crew.skill(1),
        crew.skill(2)
    );
    let check = crew.check(&file);
    assert_eq!(
        (check.new, check.rows, check.left_out.as_slice()),
        (2, 2, &["I (Shoe size)".to_owned()][..])
    );
    let id = crew.import(&file);
    let all = crew.evaluations();
    let first = &all[0];
    let anna = crew.site.actor("anna");
    assert_eq!(
        (first.employee, first.date, first.kind),
        (crew.ann, day("2024-12-31"), Kind::Manager)
    );
    assert_eq!(
        (first.status, first.source, first.import),
        (Status::Finalised, Source::Import, Some(id))
    );
    assert_eq!(
        (marks(first).as_str(), first.content.shared_notes.as_str()),
        ("3 n", "Good year")
    );
    let user = |actor: &handyman_kpi::domain::policy::Actor| match actor {
        handyman_kpi::domain::policy::Actor::User(account) => account.user,
        _ => panic!("a user"),
    };
    assert_eq!(first.rater, user(&anna), "whom the row names");
    assert_eq!(all[1].rater, user(&crew.site.actor("max")), "else whoever imports");
    assert_eq!((all[1].date, marks(&all[1]).as_str()), (day("2025-02-01"), "4 5"));
    let reader = crew.site.app.store.read().unwrap();
    let built = handyman_kpi::app::projection::Projection::build(&reader).unwrap();
    assert!(built == *crew.site.app.projection(), "in memory is what is stored");
    let undone = imports::undo(&crew.site.app, &anna, id).unwrap();
    assert_eq!((undone.removed, crew.evaluations().len()), (2, 0));
}

#[test]
fn rows_of_a_long_table_of_one_person_day_kind_and_rater_are_one_evaluation() {
    let crew = crew();
    let categories: Vec<String> = {
        let projection = crew.site.app.projection();
        let names = projection.catalogue.skill_categories.iter();
        names.map(|category| category.name.clone()).collect()
    };
    let file = format!(
        "Our ratings\n\n\nkept since 2024\nName,When,Category,Skill,Level,Note\n\
         Ann Lee,2024-12-31,\"{}\",{},3,Slow\n\
         Bo Berg,2024-12-31,,{},2,\n\
         ann lee,31 December 2024,\"{}\",{},N/A,\n\
         Ann Lee,2024-12-31,,{},,Never tried\n",
        categories[0],
        crew.skill(0).to_uppercase(),
        crew.skill(0),
        categories[1],
        crew.skill(3),
        crew.skill(4)
    );
    let mut way = crew.way("max", &file);
    assert_eq!(
        way.mapping.evaluations.shape,
        Shape::Long,
        "guessed from the headings in line 5"
    );
    way.mapping.columns[1] = Some("date");
    let actor = crew.site.actor("max");
    let check = way.check(&crew.site.app, &actor).unwrap();
    assert_eq!((check.new, check.rows), (2, 4), "{check:?}");
    way.run(&crew.site.app, &actor).unwrap();
    let all = crew.evaluations();
    let of = |id| all.iter().find(|one| one.employee == id).unwrap();
    assert_eq!(
        (marks(of(crew.ann)).as_str(), marks(of(crew.bo)).as_str()),
        ("3 n", "2")
    );
    let content = &of(crew.ann).content;
    assert_eq!(content.ratings.values().next().unwrap().note, "Slow");
    assert_eq!(content.unrated_notes.values().collect::<Vec<_>>(), ["Never tried"]);
    // What the headings meant is remembered.
    let again = crew.way("max", &file.replace("2024-12-31", "2025-01-31"));
    assert_eq!(again.mapping.columns[1], Some("date"));
}

#[test]
fn the_shape_can_be_chosen_and_days_that_do_not_tell_are_asked_about() {
    let crew = crew();
    let file = format!("Name,Date,Skill,Level\nAnn Lee,3/4/2024,{},3\n", crew.skill(0));
    let actor = crew.site.actor("max");
    let table = imports::waiting::read(handyman_kpi::domain::import::Kind::Evaluations, file.as_bytes(), None).unwrap();
    let wide = imports::suggested(
        &crew.site.app,
        &actor,
        handyman_kpi::domain::import::Kind::Evaluations,
        &table,
        Some(Shape::Wide),
    )
    .unwrap();
    assert_eq!(wide.columns, [Some("name"), Some("date"), None, None]);
    let mut way = crew.way("max", &file);
    assert_eq!(way.mapping.unclear_days(&way.table), [1]);
    way.mapping.order = DAY_FIRST;
    way.run(&crew.site.app, &actor).unwrap();
    assert_eq!(crew.evaluations()[0].date, day("2024-04-03"));
}

#[test]
fn a_skill_is_found_by_its_heading_or_said_by_hand_and_remembered() {
    let crew = crew();
    let projection = crew.site.app.projection();
    let (skill, other) = (&projection.catalogue.skills[0], &projection.catalogue.skills[1]);
    let category = projection.catalogue.skill_category(skill.category).unwrap();
    let file = format!(
        "Number,Date,\"{}: {}\",What we call it\n7,2024-12-31,3,4\n",
        category.name.to_uppercase(),
        skill.name.to_lowercase()
    );
    let mut way = crew.way("max", &file);
    assert_eq!(way.mapping.evaluations.skills, [(2, skill.id)].into());
    way.mapping.evaluations.skills.insert(3, other.id);
    way.run(&crew.site.app, &crew.site.actor("max")).unwrap();
    assert_eq!(crew.evaluations()[0].content.ratings.len(), 2);
    let next = crew.way("max", "Number,Date,what we call it\n7,2025-12-31,3\n");
    assert_eq!(next.mapping.evaluations.skills, [(2, other.id)].into());
}

#[test]
fn drafts_and_rows_that_rate_nothing_are_left_out_and_counted() {
    let crew = crew();
    let file = format!(
        "Number,Date,State,Kind,{}\n\
         7,2024-12-31,Draft,manager,3\n\
         7,2025-01-31,Submitted,manager,3\n\
         7,2025-02-28,Finalised,manager,\n\
         7,2025-03-31,Submitted,self,4\n",
        crew.skill(0)
    );
    let check = crew.check(&file);
    assert_eq!((check.unfinished, check.unrated, check.new), (2, 1, 1), "{check:?}");
    crew.import(&file);
    let all = crew.evaluations();
    assert_eq!(
        (all.len(), all[0].kind, all[0].status),
        (1, Kind::SelfRating, Status::Submitted)
    );
}

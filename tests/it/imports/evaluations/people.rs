//! Whose evaluation a row is: by number, by name, never by guessing.

use super::{crew, number};
use handyman_kpi::app::imports::{Answer, Why};
use handyman_kpi::domain::settings::ManagersSee;

#[test]
fn people_nobody_knows_are_named_with_their_line() {
    let crew = crew();
    let file = format!(
        "Number,Name,Date,{}\n99,,2024-12-31,3\n,Carla Nobody,2024-12-31,3\n,,2024-12-31,3\n7,Bo Berg,2024-12-31,3\n",
        crew.skill(0)
    );
    assert_eq!(
        crew.wrong(&file),
        [
            "2 A (Number): Nobody here has the number 99.",
            "3 B (Name): Nobody here is called Carla Nobody.",
            "4 A (Number): Please write who was evaluated: the employee number or the name.",
            "5 B (Name): The number 7 is that of Ann Lee here. Correct one of them, or leave the column of names out.",
        ]
    );
}

#[test]
fn two_people_of_one_name_are_asked_about_row_by_row() {
    let crew = crew();
    let other = crew.site.add_employee("Ann", "Lee");
    number(&crew.site, other, "8");
    let file = format!(
        "First name,Last name,Date,{}\nAnn,Lee,2024-12-31,3\nAnn,Lee,2025-12-31,4\nAnn,Lee,2025-06-30,4\n",
        crew.skill(0)
    );
    let actor = crew.site.actor("max");
    let mut way = crew.way("max", &file);
    let check = way.check(&crew.site.app, &actor).unwrap();
    assert_eq!((check.open(), check.new, check.is_ready()), (3, 0, false));
    assert!(
        check
            .questions
            .iter()
            .all(|one| one.why == Why::WhichPerson && one.others.len() == 2)
    );
    way.answers = [
        (2, Answer::Update(other)),
        (3, Answer::Update(crew.ann)),
        (4, Answer::New),
    ]
    .into();
    assert_eq!(
        way.check(&crew.site.app, &actor).unwrap().open(),
        1,
        "nobody new comes with an evaluation"
    );
    way.answers.insert(4, Answer::Skip);
    way.run(&crew.site.app, &actor).unwrap();
    let whose: Vec<_> = crew.evaluations().iter().map(|one| one.employee).collect();
    assert_eq!(whose, [other, crew.ann]);
    // Someone of another name cannot be chosen.
    let mut way = crew.way("max", &file);
    way.answers = [(2, Answer::Update(crew.bo))].into();
    assert_eq!(way.check(&crew.site.app, &actor).unwrap().open(), 3);
}

#[test]
fn in_a_long_table_such_a_person_is_asked_about_once_an_evaluation() {
    let crew = crew();
    crew.site.add_employee("Ann", "Lee");
    let file = format!(
        "Name,Date,Skill,Level\nAnn Lee,2024-12-31,{0},3\nAnn Lee,2024-12-31,{1},4\n",
        crew.skill(0),
        crew.skill(1)
    );
    assert_eq!(crew.check(&file).questions.len(), 1);
}

#[test]
fn whoever_sees_only_own_reports_imports_only_theirs() {
    let crew = crew();
    let boss = crew.site.add_employee("Max", "Stone");
    let max = handyman_kpi::app::users::by_name(&crew.site.app, "max")
        .unwrap()
        .unwrap();
    crew.site.edit_user(max.id, |user| user.employee = Some(boss));
    let mut settings = (*crew.site.app.projection().settings).clone();
    settings.managers_see = ManagersSee::OwnReports;
    let anna = crew.site.actor("anna");
    crew.site.app.change(&anna, |change| change.put(&settings)).unwrap();
    let file = format!(
        "Number,Name,Date,{}\n7,,2024-12-31,3\n,Bo Berg,2024-12-31,3\n",
        crew.skill(0)
    );
    assert_eq!(
        crew.wrong(&file),
        [
            "2 A (Number): Nobody here has the number 7.",
            "3 B (Name): Nobody here is called Bo Berg."
        ]
    );
    let eli = crew.site.actor("eli");
    assert!(
        crew.way("max", &file).check(&crew.site.app, &eli).is_err(),
        "an employee imports nothing"
    );
}

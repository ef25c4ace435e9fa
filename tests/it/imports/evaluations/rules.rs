//! What is there already, what was archived, and who wrote a self evaluation.

use super::crew;
use crate::imports::problems;
use handyman_kpi::app::Error;
use handyman_kpi::app::imports::{self, Answer, Why};
use handyman_kpi::domain::catalogue::Skill;
use handyman_kpi::domain::evaluation::Kind;
use handyman_kpi::domain::id::UserId;
use handyman_kpi::domain::policy::Actor;

fn user(actor: &Actor) -> UserId {
    match actor {
        Actor::User(account) => account.user,
        _ => panic!("a user"),
    }
}

#[test]
fn the_same_file_twice_adds_nothing() {
    let crew = crew();
    let file = format!(
        "Number,Date,Kind,{0}\n7,2024-12-31,manager,3\n7,2024-12-31,self,4\n",
        crew.skill(0)
    );
    // Max may read the self evaluation, as he wrote his own of that day.
    crew.import(&file);
    let check = crew.check(&file);
    assert_eq!((check.same, check.new, check.questions.len()), (2, 0, 0), "{check:?}");
    let refused = crew.way("max", &file).run(&crew.site.app, &crew.site.actor("max"));
    assert!(matches!(refused, Err(Error::Conflict(_))));
    assert_eq!(crew.evaluations().len(), 2);
}

#[test]
fn another_evaluation_of_a_day_is_left_out_unless_somebody_decides_to_write_it() {
    let crew = crew();
    let file = |manager: u8, own: u8| {
        format!(
            "Number,Date,Kind,{0}\n7,2024-12-31,manager,{manager}\n7,2024-12-31,self,{own}\n7,2025-12-31,self,1\n",
            crew.skill(0)
        )
    };
    crew.import(&file(3, 4).replace("7,2025-12-31,self,1\n", ""));
    let actor = crew.site.actor("max");
    let mut way = crew.way("max", &file(2, 5));
    let check = way.check(&crew.site.app, &actor).unwrap();
    assert_eq!(
        (check.new, check.skipped, check.open()),
        (1, 2, 0),
        "left out by default"
    );
    let why: Vec<(u32, Kind, bool)> = check
        .questions
        .iter()
        .map(|one| match one.why {
            Why::Recorded { kind, another, .. } => (one.line, kind, another),
            _ => panic!("{one:?}"),
        })
        .collect();
    assert_eq!(why, [(2, Kind::Manager, false), (3, Kind::SelfRating, true)]);
    way.answers = [(2, Answer::New), (3, Answer::New)].into();
    let check = way.check(&crew.site.app, &actor).unwrap();
    assert_eq!((check.new, check.skipped), (2, 1), "of managers only one counts a day");
    way.run(&crew.site.app, &actor).unwrap();
    assert_eq!(crew.evaluations().len(), 4);
}

#[test]
fn a_dry_run_tells_nothing_of_a_self_evaluation_that_may_not_be_read_yet() {
    let crew = crew();
    let file = |level: u8| format!("Number,Date,Kind,{}\n7,2025-12-31,self,{level}\n", crew.skill(0));
    crew.import(&file(4));
    for level in [4, 5] {
        let check = crew.check(&file(level));
        assert_eq!(
            (check.same, check.questions.len()),
            (0, 1),
            "{level} cannot be told from another"
        );
    }
}

#[test]
fn what_was_archived_by_the_day_cannot_be_rated() {
    let crew = crew();
    let skill = crew.site.app.projection().catalogue.skills[0].clone();
    let archived = Skill {
        archived_on: Some(crate::imports::day("2025-06-01")),
        ..skill.clone()
    };
    crew.site
        .app
        .change(&Actor::Program, |change| change.put(&archived))
        .unwrap();
    let file = format!(
        "Number,Date,{}\n7,2025-05-31,3\n7,2025-06-01,3\n7,2025-07-01,\n",
        crew.skill(0)
    );
    let wrong = crew.wrong(&file);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(
        wrong[0].starts_with("3 C (") && wrong[0].contains("was archived on"),
        "{wrong:?}"
    );
    let long = format!("Number,Date,Skill,Level\n7,2025-06-02,{0},3\n", crew.skill(0));
    assert!(
        crew.wrong(&long)[0].starts_with("2 C (Skill)"),
        "{:?}",
        crew.wrong(&long)
    );
}

#[test]
fn a_self_evaluation_is_by_the_person_or_by_whoever_enters_it() {
    let crew = crew();
    let eli = user(&crew.site.actor("eli"));
    crew.site.edit_user(eli, |user| user.employee = Some(crew.ann));
    let file = format!(
        "Name,Date,{}\nAnn Lee,2024-12-31,3\nBo Berg,2024-12-31,3\n",
        crew.skill(0)
    );
    let max = crew.site.actor("max");
    let mut way = crew.way("max", &file);
    way.mapping.evaluations.kind = Kind::SelfRating;
    way.run(&crew.site.app, &max).unwrap();
    let raters: Vec<UserId> = crew.evaluations().iter().map(|one| one.rater).collect();
    assert_eq!(raters, [eli, user(&max)]);
}

#[test]
fn at_the_shell_somebody_has_to_be_named_as_the_rater() {
    let crew = crew();
    let shell = Actor::Shell { uid: 0, sudo_uid: None };
    let mut way = crew.way("max", &format!("Number,Date,{}\n7,2024-12-31,3\n", crew.skill(0)));
    let refused = way.check(&crew.site.app, &shell).unwrap_err().to_string();
    assert!(refused.contains("do not say who rated"), "{refused}");
    let anna = user(&crew.site.actor("anna"));
    way.mapping.evaluations.rater = Some(anna);
    way.run(&crew.site.app, &shell).unwrap();
    assert_eq!(crew.evaluations()[0].rater, anna);
    assert_eq!(crew.evaluations()[0].finalised.as_ref().unwrap().by, anna);
    way.mapping.evaluations.rater = Some(UserId(999));
    assert!(way.check(&crew.site.app, &shell).is_err());
}

#[test]
fn undoing_leaves_what_somebody_answered() {
    let crew = crew();
    let file = format!("Number,Date,{}\n7,2024-12-31,3\n7,2025-12-31,4\n", crew.skill(0));
    let id = crew.import(&file);
    let eli = crew.site.actor("eli");
    crew.site.edit_user(user(&eli), |user| user.employee = Some(crew.ann));
    let first = &crew.evaluations()[0];
    handyman_kpi::app::evaluations::acknowledge(&crew.site.app, &crew.site.actor("eli"), first.id, first.revision, "")
        .unwrap();
    let max = crew.site.actor("max");
    let undone = imports::undo(&crew.site.app, &max, id).unwrap();
    assert_eq!((undone.removed, crew.evaluations().len()), (1, 1));
    let kept = imports::kept(&crew.site.app, &max, id).unwrap();
    assert_eq!(kept[0].why.as_ref().unwrap().to_string(), "It was answered since.");
    assert_eq!(problems(&crew.check(&file)), [""; 0]);
    assert_eq!((crew.check(&file).same, crew.check(&file).new), (1, 1));
}

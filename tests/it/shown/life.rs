//! An evaluation as its subject, its rater and its manager read it from one state to the next.

use super::keep::{LANGUAGES, Pages, speaking};
use crate::support::Site;
use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::app::users;
use handyman_kpi::domain::evaluation::{Content, Kind, Rating, Source};
use handyman_kpi::domain::id::EvaluationId;
use handyman_kpi::domain::level::{Level, Mark};

/// Of Eli by this user, with one level on every skill.
fn evaluate(site: &Site, user: &str, kind: Kind, level: Level, then: Then) -> EvaluationId {
    let projection = site.app.projection();
    let rating = || Rating {
        mark: Mark::Level(level),
        note: String::new(),
    };
    let whole = Whole {
        new: New {
            employee: users::by_name(&site.app, "eli").unwrap().unwrap().employee.unwrap(),
            kind,
            date: site.app.today(),
            client_uuid: None,
            source: Source::Screen,
        },
        content: Content {
            ratings: projection
                .catalogue
                .skills
                .iter()
                .map(|skill| (skill.id, rating()))
                .collect(),
            ..Content::default()
        },
        then,
    };
    evaluations::create(&site.app, &site.actor(user), &whole).unwrap()
}

#[test]
fn an_evaluation_says_what_is_kept_from_its_draft_to_its_second_revision() {
    let site = Site::start();
    site.add_catalogue();
    let mut pages = Pages::of(&site);
    let mut look = |user: &str, path: &str, name: &str| {
        for language in LANGUAGES {
            pages.add(name, language, speaking(&site, user, language).get(path).is(200));
        }
    };
    look("eli", "/me", "me-first-day");
    look("eli", "/evaluations", "evaluations-first-day");
    let own = evaluate(&site, "eli", Kind::SelfRating, Level::ALL[4], Then::Keep);
    look("eli", "/me", "me-begun");
    evaluations::submit(&site.app, &site.actor("eli"), own).unwrap();
    look("eli", &format!("/evaluations/{own}"), "evaluation-self-not-read-yet");

    let of_max = evaluate(&site, "max", Kind::Manager, Level::ALL[1], Then::Finalise);
    let path = format!("/evaluations/{of_max}");
    look("eli", "/me", "me-to-answer");
    look("eli", &path, "evaluation-to-answer");
    look("max", &format!("{path}/comparison"), "comparison-far-apart");
    let mut eli = site.sign_in("eli");
    eli.get(&path);
    let answer = [("revision", "1"), ("how", "refused"), ("comment", "I was ill.")];
    eli.post(&format!("{path}/acknowledgement"), &answer).is(303);
    eli.post(
        &format!("{path}/statements"),
        &[("revision", "1"), ("statement", "I built the stairs alone.")],
    )
    .is(303);
    look("eli", &path, "evaluation-answered");
    look("max", &path, "evaluation-answered-to-its-rater");

    evaluations::reopen(
        &site.app,
        &site.actor("max"),
        of_max,
        1,
        "It was about the wrong month.",
    )
    .unwrap();
    look("eli", "/evaluations", "evaluations-being-revised");
    look("eli", &format!("{path}/revisions/1"), "evaluation-withdrawn");
    look("max", &format!("{path}/rate"), "rate-second-revision");
    evaluations::submit_and_finalise(&site.app, &site.actor("max"), of_max).unwrap();
    look("eli", &path, "evaluation-revised");
    pages.compare();
}

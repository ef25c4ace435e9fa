//! What a box exports comes into another with the same people and catalogue, with nothing to say by
//! hand, and every level and figure is the same.

use super::Way;
use crate::exports::archive::{brought, taken};
use crate::exports::{sample_company, sign_in};
use crate::imports::problems;
use crate::support::Site;
use handyman_kpi::app::sample::SIGN_INS;
use handyman_kpi::app::{dashboard, figures, users};
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::id::EvaluationId;
use handyman_kpi::domain::import::Kind;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;

/// The company without its evaluations.
fn emptied(document: &[u8]) -> Site {
    let (site, _) = brought(document);
    let all: Vec<EvaluationId> = site
        .app
        .store
        .read()
        .unwrap()
        .all::<Evaluation>()
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    site.app
        .change(&Actor::Program, |change| {
            all.iter().try_for_each(|id| change.delete::<Evaluation>(*id))
        })
        .unwrap();
    site
}

/// Certificates stand among special skills, which are not in these files: no skill needs one.
fn without_certifications(site: &Site) {
    let skills = site.app.projection().catalogue.skills.clone();
    site.app
        .change(&Actor::Program, |change| {
            skills.into_iter().try_for_each(|mut skill| {
                skill.certification = None;
                change.put(&skill)
            })
        })
        .unwrap();
}

/// Every official level as of every month, and the dashboard without what the files do not hold:
/// tools, self evaluations, and the ids of evaluations.
fn figures(site: &Site) -> (Vec<String>, String) {
    let (projection, today) = (site.app.projection(), site.app.today());
    let mut levels = Vec::new();
    for person in projection.people() {
        for months in 0..24 {
            let day = today.checked_sub(jiff::Span::new().months(months)).unwrap();
            let as_of = person.as_of(day);
            let skills = 0..projection.catalogue.skills.len();
            levels.push(format!(
                "{} {day} {:?}",
                person.id(),
                skills.map(|slot| as_of.skill(slot)).collect::<Vec<_>>()
            ));
        }
    }
    let owner = site.actor(SIGN_INS[0].name);
    let shown = dashboard::show(&site.app, &owner, &figures::Filter::last_year(today)).unwrap();
    let dashboard = format!(
        "{:#?}",
        (
            (
                shown.active,
                shown.given,
                shown.average,
                shown.over_ratings,
                shown.categories,
                shown.trend
            ),
            (
                shown.tiers,
                shown.strongest,
                shown.weakest,
                shown.skills_without_enough,
                shown.attention
            ),
        )
    );
    (levels, dashboard)
}

#[test]
fn exported_evaluations_come_in_again_with_the_same_levels_and_figures() {
    let before = sample_company();
    without_certifications(&before);
    let document = taken(&before);
    let expected = figures(&before);
    assert!(
        expected.0.iter().any(|levels| levels.contains("Level")),
        "there is something to lose"
    );
    let owner = before.actor(SIGN_INS[0].name);
    for (language, list, format) in [
        ("en", "evaluations", "csv"),
        ("en", "ratings", "xlsx"),
        ("es", "evaluations", "xlsx"),
        ("es", "ratings", "csv"),
    ] {
        users::set_language(&before.app, &owner, Some(language)).unwrap();
        let file = sign_in(&before, 0).get(&format!("/exports/{list}?status=finalised&format={format}"));
        let after = emptied(&document);
        let actor = after.actor(SIGN_INS[0].name);
        let way = Way::of_kind(Kind::Evaluations, &after.app, &actor, &file.body);
        let check = way.check(&after.app, &actor).unwrap();
        assert_eq!(problems(&check), [""; 0], "{language} {list}");
        assert!(
            check.is_ready() && check.unrated == 0 && check.unfinished == 0,
            "{language} {list}: {check:?}"
        );
        assert_eq!(check.new, counted(&before), "{language} {list}");
        way.run(&after.app, &actor).unwrap();
        let found = figures(&after);
        assert!(
            found.0 == expected.0,
            "{language} {list}: every level as of every month"
        );
        let other = found
            .1
            .lines()
            .zip(expected.1.lines())
            .find(|(found, expected)| found != expected);
        assert_eq!(other, None, "{language} {list}");
        assert_eq!(found.1.len(), expected.1.len());
        let again = Way::of_kind(Kind::Evaluations, &after.app, &actor, &file.body);
        let check = again.check(&after.app, &actor).unwrap();
        assert_eq!(
            (check.same, check.new),
            (counted(&before), 0),
            "{language} {list}: nothing twice"
        );
    }
}

fn counted(site: &Site) -> usize {
    let all: Vec<Evaluation> = site.app.store.read().unwrap().all().unwrap();
    all.iter().filter(|one| one.counts()).count()
}

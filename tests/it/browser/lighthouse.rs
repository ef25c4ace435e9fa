//! Lighthouse, which judges a page as a search engine's company would: a drill, because it takes
//! minutes and wants the machine for itself. Its command is named by HANDYMAN_KPI_LIGHTHOUSE.

use super::chromium::{FLAGS, key_hash};
use super::pages::{Company, Who};
use crate::support::{PASSWORD, Site};
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::app::score_card::embedded_catalogue;
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::app::users;
use handyman_kpi::domain::evaluation::{Content, Kind, Rating, Source};
use handyman_kpi::domain::id::{EvaluationId, SkillId};
use handyman_kpi::domain::level::{Level, Mark};
use handyman_kpi::domain::policy::Actor;
use jiff::ToSpan;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::Command;

/// Of 100, in each category.
const ENOUGH: f64 = 95.0;
/// The machine may be busy, which only ever makes a page slower: the best of so many counts.
const RUNS: usize = 3;
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

#[test]
fn lighthouse_gives_the_pages_of_a_phone_95_of_100_in_every_category() {
    let Some(lighthouse) = std::env::var_os("HANDYMAN_KPI_LIGHTHOUSE") else {
        println!("skipped: appliance/drills.sh fetches Lighthouse and names it in HANDYMAN_KPI_LIGHTHOUSE");
        return;
    };
    let judge = Judge { lighthouse };
    let mut wrong = Vec::new();
    let mut look = |site: &Site, user: &str, session: &str, path: &str| {
        for language in ["en", "es"] {
            users::set_language(&site.app, &site.actor(user), Some(language)).unwrap();
            let best = judge.best(site, session, path);
            println!("{path} in {language}: {}", best.scores());
            wrong.extend(best.wrong().map(|line| format!("{path} in {language}: {line}")));
        }
    };

    let card = Site::start();
    let draft = fill(&card);
    look(&card, "eli", &session(&card, "eli"), "/me");
    look(
        &card,
        "max",
        &session(&card, "max"),
        &format!("/evaluations/{draft}/rate"),
    );
    drop(card);
    let company = Company::start();
    look(
        &company.site,
        Who::Owner.sign_in().name,
        &company.session(Who::Owner),
        "/",
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn session(site: &Site, user: &str) -> String {
    let from = From {
        device: "Chrome on Android",
        address: "127.0.0.1",
    };
    sessions::sign_in(&site.app, user, PASSWORD, &from).unwrap().unwrap()
}

/// The whole score card, Eli rated on all of it four times, and max rating him once more.
fn fill(site: &Site) -> EvaluationId {
    let from = jiff::civil::date(2024, 1, 1);
    site.app
        .change(&Actor::Program, |change| install(change, &embedded_catalogue(), from))
        .unwrap();
    for quarters_ago in (1..=4).rev() {
        evaluate(site, quarters_ago, levels(site, quarters_ago), Then::Finalise);
    }
    evaluate(site, 0, BTreeMap::new(), Then::Keep)
}

/// A level on every skill, another one each time.
fn levels(site: &Site, time: usize) -> BTreeMap<SkillId, Rating> {
    let projection = site.app.projection();
    let mark = |at: usize| Mark::Level(Level::ALL[(at + time) % Level::ALL.len()]);
    let rating = |at: usize| Rating {
        mark: mark(at),
        note: String::new(),
    };
    let skills = projection.catalogue.skills.iter().enumerate();
    skills.map(|(at, skill)| (skill.id, rating(at))).collect()
}

/// Of Eli by max.
fn evaluate(site: &Site, quarters_ago: usize, ratings: BTreeMap<SkillId, Rating>, then: Then) -> EvaluationId {
    let whole = Whole {
        new: New {
            employee: users::by_name(&site.app, "eli").unwrap().unwrap().employee.unwrap(),
            kind: Kind::Manager,
            date: site.app.today() - (quarters_ago as i64 * 13).weeks(),
            client_uuid: None,
            source: Source::Screen,
        },
        content: Content {
            ratings,
            ..Content::default()
        },
        then,
    };
    evaluations::create(&site.app, &site.actor("max"), &whole).unwrap()
}

/// What Lighthouse says of one page.
struct Report(Value);

impl Report {
    /// 0 of a look that failed, as when the browser was too slow to paint.
    fn score(&self, category: &str) -> f64 {
        let score = self.0["categories"][category]["score"].as_f64();
        (score.unwrap_or(0.0) * 100.0).round()
    }

    fn lowest(&self) -> f64 {
        CATEGORIES
            .iter()
            .map(|category| self.score(category))
            .fold(100.0, f64::min)
    }

    fn scores(&self) -> String {
        let scores = CATEGORIES.map(|category| format!("{category} {}", self.score(category)));
        scores.join(", ")
    }

    /// A line for each category that is not good enough, with what was found.
    fn wrong(&self) -> impl Iterator<Item = String> {
        let wrong = CATEGORIES.into_iter().filter(|category| self.score(category) < ENOUGH);
        wrong.map(|category| format!("{category} {:?}", self.lost(category)))
    }

    /// The audits that cost this category points.
    fn lost(&self, category: &str) -> Vec<String> {
        let audits = self.0["categories"][category]["auditRefs"].as_array().unwrap();
        let counts = audits.iter().filter(|audit| audit["weight"].as_f64() > Some(0.0));
        let all = counts.map(|audit| &self.0["audits"][audit["id"].as_str().unwrap()]);
        let lost = all.filter(|audit| audit["score"].as_f64().is_some_and(|score| score < 0.9));
        let line = |audit: &Value| {
            format!(
                "{} {} {}",
                audit["id"], audit["displayValue"], audit["details"]["items"]
            )
            .chars()
            .take(400)
            .collect()
        };
        let failed = self.0["runtimeError"]["message"].as_str().map(str::to_owned);
        failed.into_iter().chain(lost.map(line)).collect()
    }
}

/// Lighthouse's command.
struct Judge {
    lighthouse: OsString,
}

impl Judge {
    /// The best of a few looks at the page, none more than needed.
    fn best(&self, site: &Site, session: &str, path: &str) -> Report {
        let mut best = self.look(site, session, path);
        for _ in 1..RUNS {
            if best.lowest() >= ENOUGH {
                break;
            }
            let next = self.look(site, session, path);
            if next.lowest() > best.lowest() {
                best = next;
            }
        }
        best
    }

    /// Opens the page as Lighthouse's phone on a slow network.
    fn look(&self, site: &Site, session: &str, path: &str) -> Report {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        let url = format!("https://localhost:{}{path}", site.address.port());
        let trusted = format!("--ignore-certificate-errors-spki-list={}", key_hash(&site.leaf));
        let cookie = json!({ "Cookie": format!("__Host-session={session}") });
        let done = Command::new(&self.lighthouse)
            .arg(&url)
            .args(["--quiet", "--output=json", "--no-enable-error-reporting"])
            .arg(format!("--output-path={}", file.display()))
            .arg(format!("--only-categories={}", CATEGORIES.join(",")))
            .arg(format!("--extra-headers={cookie}"))
            .arg(format!("--chrome-flags={} {trusted}", FLAGS.join(" ")))
            .env("CHROME_PATH", "/usr/bin/chromium")
            .env("HOME", folder.path())
            .env("TMPDIR", folder.path())
            .output()
            .unwrap_or_else(|cause| panic!("{}: {cause}", self.lighthouse.display()));
        let report =
            std::fs::read(&file).unwrap_or_else(|_| panic!("{path}: {}", String::from_utf8_lossy(&done.stderr)));
        let report: Value = serde_json::from_slice(&report).unwrap();
        assert_eq!(
            report["finalDisplayedUrl"], url,
            "it looked at this page, not at another"
        );
        Report(report)
    }
}

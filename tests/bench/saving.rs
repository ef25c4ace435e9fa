//! Saving an evaluation of 60 ratings, beside one durable commit with the product's own settings.

use super::Extent;
use super::client::Connection;
use super::company::{Company, open};
use super::process::Server;
use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::app::{App, sample, users};
use handyman_kpi::domain::evaluation::{Content, Kind, Rating, Source};
use handyman_kpi::domain::level::Level;
use handyman_kpi::domain::policy::{Account, Actor};
use handyman_kpi::store::Options;
use jiff::ToSpan;
use std::path::Path;
use std::time::Instant;

pub fn measure(extent: &Extent, company: &Company) {
    println!(
        "\nSaving an evaluation of {} ratings, one after the other",
        extent.ratings
    );
    let app = open(company.folder.path());
    let actor = owner(&app);
    let reference = Reference::open(company.folder.path());
    let (mut saves, mut commits) = (Vec::new(), Vec::new());
    let people: Vec<_> = app
        .projection()
        .people()
        .map(|person| person.employee.clone())
        .collect();
    let days = (1..).flat_map(|back| people.iter().map(move |person| (back, person)));
    for (back, person) in days.take(extent.saves * 4) {
        let date = app.today().saturating_sub(back.days());
        let whole = Whole {
            new: New {
                employee: person.id,
                kind: Kind::Manager,
                date,
                client_uuid: None,
                source: Source::Screen,
            },
            content: content(&app, extent.ratings),
            then: Then::Finalise,
        };
        let began = Instant::now();
        let done = evaluations::create(&app, &actor, &whole);
        let took = began.elapsed().as_secs_f64() * 1e3;
        // Some were not there on that day, or have an evaluation of it.
        if done.is_ok() {
            saves.push(took);
            commits.push(reference.commit());
        }
        if saves.len() >= extent.saves {
            break;
        }
    }
    assert!(saves.len() * 2 >= extent.saves, "most saves pass");
    drop(app);
    let over_https = over_https(extent, company);
    line("one durable commit of one record", &mut commits);
    let reference = commits[commits.len() / 2];
    line("app call: begin, rate, submit, finalise", &mut saves);
    println!(
        "  that is × {:.2} at p50 (at most 3)",
        saves[saves.len() / 2] / reference
    );
    let mut times = over_https;
    line("a draft's save with 60 fields over HTTPS", &mut times);
}

fn line(name: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    println!("  {name:<42} p50 {:>6.2} ms   p99 {:>6.2} ms", at(0.5), at(0.99));
}

/// The first user of the sample, who may do everything.
pub fn owner(app: &App) -> Actor {
    let user = users::by_name(app, sample::SIGN_INS[0].name).unwrap().unwrap();
    Actor::User(Account {
        user: user.id,
        role: user.role,
        employee: user.employee,
        via: None,
    })
}

fn content(app: &App, ratings: usize) -> Content {
    let catalogue = &app.projection().catalogue;
    let skills = catalogue
        .skills
        .iter()
        .filter(|skill| skill.archived_on.is_none())
        .take(ratings);
    Content {
        ratings: skills
            .map(|skill| (skill.id, Rating::level(Level::new(3).unwrap())))
            .collect(),
        ..Content::default()
    }
}

fn over_https(extent: &Extent, company: &Company) -> Vec<f64> {
    let server = Server::start(company.folder.path());
    let mut connection = Connection::open(&server.target(company)).unwrap();
    let page = connection.get(&company.rate).unwrap();
    assert_eq!(page.status, 200, "{}", page.head);
    let token = page
        .text()
        .split("name=\"form-token\" content=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let headers = format!("content-type: application/json\r\nsec-fetch-site: same-origin\r\nx-form-token: {token}\r\n");
    let path = company.rate.replace("/rate", "/saves");
    let mut seen = 0;
    (1..=extent.saves)
        .map(|number| {
            let changes: Vec<_> = company
                .skills
                .iter()
                .take(extent.ratings)
                .map(|skill| serde_json::json!({ "field": format!("r{skill}"), "value": format!("{}", number % 5 + 1), "base": seen }))
                .collect();
            let save = serde_json::json!({ "device": "benchmark", "number": number, "revision": 1, "seen": seen, "changes": changes });
            let began = Instant::now();
            let answer = connection.post(&path, &headers, save.to_string().as_bytes()).unwrap();
            let took = began.elapsed().as_secs_f64() * 1e3;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let answer: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
            seen = answer["edit"].as_u64().unwrap();
            took
        })
        .collect()
}

/// A database of its own on the same disk.
struct Reference {
    database: redb::Database,
}

impl Reference {
    const TABLE: redb::TableDefinition<'static, u64, &'static [u8]> = redb::TableDefinition::new("reference");

    fn open(folder: &Path) -> Self {
        let mut builder = redb::Database::builder();
        builder.set_cache_size(Options::default().cache);
        Self {
            database: builder.create(folder.join("reference.redb")).unwrap(),
        }
    }

    fn commit(&self) -> f64 {
        let began = Instant::now();
        let mut write = self.database.begin_write().unwrap();
        write.set_two_phase_commit(true);
        let key = u64::from(began.elapsed().subsec_nanos());
        write
            .open_table(Self::TABLE)
            .unwrap()
            .insert(key, &[7; 200][..])
            .unwrap();
        write.commit().unwrap();
        began.elapsed().as_secs_f64() * 1e3
    }
}

//! From the shell, with the service running and without it.

use super::card::filled;
use crate::cli::{Running, run};
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::{App, score_card};
use handyman_kpi::domain::evaluation::{Evaluation, Kind, Source};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::clock::SystemClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Read, Store};
use std::path::Path;
use std::sync::Arc;

fn open(at: &Path) -> App {
    let store = Store::open(at, Options::default()).unwrap();
    App::start(store, Arc::new(SystemClock), Passwords::start(Strength::STRONG)).unwrap()
}

/// A company that rates what is on the card, with two people hired long ago.
fn company(at: &Path) {
    let app = open(at);
    let catalogue = score_card::embedded_catalogue();
    app.change(&Actor::Program, |change| {
        install(change, &catalogue, jiff::civil::date(2020, 1, 1))
    })
    .unwrap();
    for (first, last) in [("Rosa", "Field"), ("Sam", "Stone")] {
        let typed = handyman_kpi::domain::employee::facts::Typed {
            first_name: first.into(),
            last_name: last.into(),
            hire_date: "2020-01-01".into(),
            ..Default::default()
        };
        let new = handyman_kpi::app::employees::New {
            facts: handyman_kpi::domain::employee::facts::Facts::parse(&typed, app.today()).unwrap(),
            tier: handyman_kpi::domain::tier::Tier::ALL[1],
            manager: None,
        };
        handyman_kpi::app::employees::create(&app, &Actor::Program, &new).unwrap();
    }
}

#[test]
fn a_card_and_a_folder_of_cards_are_imported_with_and_without_a_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    company(&data);
    run(&data, &["user", "add", "max", "--role", "manager"]).well();
    let cards = folder.path().join("cards");
    std::fs::create_dir(&cards).unwrap();
    let card = |name: &str, cells: &[(&str, &str)]| std::fs::write(cards.join(name), filled(cells)).unwrap();
    card(
        "rosa.xlsx",
        &[
            ("B1", "Name: Rosa Field Date: 5/4/2024"),
            ("C8", "x"),
            ("D9", "x"),
            ("E9", "x"),
        ],
    );
    card("sam.xlsx", &[("B1", "Name: Stone, Sam Date: 2024-05-06"), ("B8", "✓")]);
    card("~$sam.xlsx", &[]);
    let at = cards.to_str().unwrap();

    let dry = run(&data, &["import", "score-card", at, "--dry-run", "--json"])
        .well()
        .json();
    assert_eq!(dry["ready"], false);
    assert_eq!(dry["cards"][0]["problems"][0]["cells"][1], "E9", "{dry}");
    let refused = run(&data, &["import", "score-card", at]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("rosa.xlsx: Please say of which day this card is."),
        "{}",
        refused.err
    );

    let running = Running::start(&data);
    let all = [
        "import",
        "score-card",
        at,
        "--date-order",
        "month",
        "--without-unclear",
        "--entered-by",
        "max",
    ];
    let done = run(&data, &all).well().out;
    assert!(done.contains("rosa.xlsx: Rosa Field, 2024-05-04, 1 skills"), "{done}");
    let again = run(&data, &all);
    assert!(
        again.err.contains("There is already a self evaluation of Rosa Field"),
        "{}",
        again.err
    );
    running.stop();

    let sam = cards.join("sam.xlsx");
    let one = [
        "import",
        "score-card",
        sam.to_str().unwrap(),
        "--date",
        "2024-06-01",
        "--employee",
        "sam stone",
        "--scale",
        "5,2,2,3,4",
    ];
    let no_rater = run(&data, &one);
    assert!(no_rater.err.contains("Sam Stone has no account"), "{}", no_rater.err);
    run(&data, &[&one[..], &["--entered-by", "max", "--json"]].concat()).well();

    let app = open(&data);
    let evaluations = app.store.read().unwrap().all::<Evaluation>().unwrap();
    assert_eq!(evaluations.len(), 3);
    assert!(
        evaluations
            .iter()
            .all(|e| e.kind == Kind::SelfRating && e.source == Source::PaperCard)
    );
    let level = evaluations[2].content.ratings.values().next().unwrap();
    assert_eq!(level.mark.level().unwrap().get(), 5);
    assert_eq!(evaluations[2].content.paper_marks.values().next(), Some(&1));
}

#[test]
fn files_that_are_no_cards_and_wrong_flags_are_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("card.xlsx");
    std::fs::write(&file, b"%PDF-1.7").unwrap();
    let file = file.to_str().unwrap();
    let said = |args: &[&str]| run(folder.path(), &[&["import", "score-card"], args].concat());
    assert!(said(&[file]).err.contains("This is a PDF"));
    assert!(said(&["/nowhere/card.xlsx"]).err.contains("cannot be read"));
    std::fs::write(folder.path().join("card.xlsx"), filled(&[("B8", "x")])).unwrap();
    assert!(
        said(&[file, "--date", "2024-02-30"])
            .err
            .contains("There is no 30 February")
    );
    assert!(
        said(&[file, "--scale", "1,2,3"])
            .err
            .contains("--scale takes five levels")
    );
    assert!(
        said(&[file, file, "--date", "2024-02-03"])
            .err
            .contains("go with one card")
    );
    assert_eq!(said(&[file, "--date-order", "year"]).code, 2);
}

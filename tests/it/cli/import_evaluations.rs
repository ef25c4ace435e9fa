use super::{Running, run};
use std::fs;
use std::path::Path;

/// A box with a catalogue of Drywall (Taping, Repair) and Plumbing (Repair), Ann Lee (7), and the
/// users maria, an admin, and pat, a manager.
fn box_at(at: &Path) {
    run(at, &["user", "add", "maria", "--role", "admin"]).well();
    run(at, &["user", "add", "pat", "--role", "manager"]).well();
    let file = at.join("crew.csv");
    fs::write(&file, "No,Name,Hired\n7,Ann Lee,2021-01-01\n").unwrap();
    run(at, &["import", "employees", file.to_str().unwrap(), "--tier", "2"]).well();
    let file = at.join("skills.csv");
    fs::write(
        &file,
        "Category,Skill\nDrywall,Taping\nDrywall,Repair\nPlumbing,Repair\n",
    )
    .unwrap();
    run(at, &["import", "catalogue", file.to_str().unwrap()]).well();
}

fn import(at: &Path, file: &Path, more: &[&str]) -> super::Said {
    run(at, &[&["import", "evaluations", file.to_str().unwrap()], more].concat())
}

#[test]
fn past_evaluations_come_in_and_go_again_with_and_without_a_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    box_at(at);
    let file = at.join("ratings.csv");
    fs::write(
        &file,
        "Number,Date,Taping,Repair,Pipes\n7,2024-05-31,3,4,2\n7,2024-11-30,6,,\n",
    )
    .unwrap();
    let running = Running::start(at);
    let refused = import(at, &file, &[]);
    assert!(
        refused.code == 1 && refused.err.contains("do not say who rated"),
        "{}",
        refused.err
    );
    let refused = import(at, &file, &["--rater", "pat"]);
    for said in [
        "Line 3, column C (Taping): “6” is no rating",
        "Columns left out: D (Repair), E (Pipes).",
        "Nothing was written.",
    ] {
        assert!(refused.err.contains(said), "{said}: {}", refused.err);
    }
    fs::write(
        &file,
        "Number,Date,Taping,Repair,Pipes\n7,2024-05-31,3,4,2\n7,2024-11-30,4,,\n",
    )
    .unwrap();
    let columns = [
        "--rater",
        "pat",
        "--column",
        "Repair=Drywall: Repair",
        "--column",
        "E=Repair (Plumbing)",
    ];
    let looked = import(at, &file, &[&columns[..], &["--dry-run", "--json"]].concat())
        .well()
        .json();
    assert_eq!(
        (looked["added"].as_u64(), looked["import"].is_null()),
        (Some(2), true),
        "{looked}"
    );
    let done = import(at, &file, &columns).well().out;
    assert!(
        done.contains("2 rows: 2 added") && done.contains("import undo 3"),
        "{done}"
    );

    let same = import(at, &file, &["--rater", "pat", "--json"]);
    assert_eq!(
        (same.code, same.json()["same"].as_u64()),
        (1, Some(2)),
        "what the columns were is remembered"
    );
    let listed = run(at, &["import", "list"]).well().out;
    assert!(
        listed.lines().next().unwrap().starts_with("3  ") && listed.contains("Past evaluations  ratings.csv"),
        "{listed}"
    );
    let undone = run(at, &["import", "undo", "3"]).well().out;
    for said in [
        "The import is undone, but for what somebody",
        "2 records were removed.",
        "0 are as they were before.",
    ] {
        assert!(undone.contains(said), "{said}: {undone}");
    }
    running.kill();

    let again = run(at, &["import", "undo", "3"]);
    assert!(again.code == 1 && again.err.contains("undone already"), "{}", again.err);
    let listed = run(at, &["import", "list", "--json"]).well().json();
    assert_eq!(listed["items"][0]["kind"], "evaluations");
    assert!(listed["items"][0]["undone_at"].is_string() && listed["items"][1]["undone_at"].is_null());
    let wrong = run(at, &["import", "undo", "99"]);
    assert!(
        wrong.code == 1 && wrong.err.contains("There is no import 99"),
        "{}",
        wrong.err
    );
}

#[test]
fn undoing_at_the_shell_names_what_stays_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    box_at(at);
    let file = at.join("ratings.csv");
    fs::write(&file, "Number,Date,Skill,Level\n7,2024-05-31,Taping,3\n").unwrap();
    import(at, &file, &["--kind", "manager", "--rater", "pat", "--form", "long"]).well();
    // Without the evaluation, which came later, the person would go.
    let undone = run(at, &["import", "undo", "1"]).well().out;
    assert!(
        undone.contains("One record stayed:\n  Ann Lee: This person was evaluated since."),
        "{undone}"
    );
    let undone = run(at, &["import", "undo", "2", "--json"]).well().json();
    let kept: Vec<&str> = undone["kept"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(kept, ["Drywall", "Taping"], "{undone}");
    assert_eq!(undone["removed"], 3);
}

#[test]
fn flags_that_cannot_be_are_refused_with_what_can() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    box_at(at);
    let file = at.join("ratings.csv");
    fs::write(&file, "Number,Date,Taping\n7,2024-05-31,3\n").unwrap();
    for (args, said) in [
        (&["--form", "broad"][..], "is wide or long"),
        (&["--rater", "nobody"], "There is no user nobody"),
        (&["--column", "Taping=Roofing"], "no one skill is called so"),
        (&["--column", "Taping=Repair"], "no one skill is called so"),
        (&["--kind", "boss"], "possible values: manager, self"),
    ] {
        let refused = import(at, &file, args);
        assert!(
            refused.code != 0 && refused.err.contains(said),
            "{args:?}: {}",
            refused.err
        );
    }
    assert_eq!(
        run(at, &["import", "list", "--json"]).well().json()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

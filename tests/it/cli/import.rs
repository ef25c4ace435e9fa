use super::{Running, run};
use std::fs;
use std::path::Path;

fn import(at: &Path, file: &Path, more: &[&str]) -> super::Said {
    let args = [&["import", "employees", file.to_str().unwrap()], more].concat();
    run(at, &args)
}

/// The same commands, with the service running and without it.
#[test]
fn employees_are_imported_from_the_shell_with_and_without_a_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    run(at, &["user", "add", "maria", "--role", "admin"]).well();
    let file = at.join("crew.csv");
    fs::write(
        &file,
        "No,Name,Hired\n1,Ann Lee,3/4/2021\n2,Bo Berg,2021-01-01\n3,Cy,2021-02-30\n",
    )
    .unwrap();

    let running = Running::start(at);
    let refused = import(at, &file, &["--tier", "2"]);
    assert_eq!(refused.code, 1);
    for said in [
        "Line 2, column C (Hired): This can be two different days",
        "Line 4, column C (Hired): There is no 30 February",
        "Line 4, column B (Name): This is only one word",
        "Nothing was written.",
    ] {
        assert!(refused.err.contains(said), "{said}: {}", refused.err);
    }
    // Larger than a command may be long.
    let mut large = String::from("No,Name,Hired,Notes\n");
    for n in 0..4_000 {
        large += &format!("{n},First{n} Last{n},2021-01-01,{}\n", "x".repeat(300));
    }
    fs::write(&file, &large).unwrap();
    let looked = import(at, &file, &["--tier", "2", "--dry-run", "--json"]).well().json();
    assert_eq!(
        (looked["added"].as_u64(), looked["import"].is_null()),
        (Some(4_000), true),
        "{looked}"
    );
    let done = import(at, &file, &["--tier", "2"]).well().out;
    assert!(
        done.contains("4000 rows: 4000 added, 0 changed, 0 as recorded already"),
        "{done}"
    );
    running.kill();

    let same = import(at, &file, &["--json"]);
    assert_eq!(same.code, 1);
    assert_eq!(same.json()["same"], 4_000);
    fs::write(&file, "Name,Hired\nFirst7 Last7,2021-01-01\nNew One,2021-01-01\n").unwrap();
    let asked = import(at, &file, &["--tier", "1"]);
    assert!(
        asked
            .err
            .contains("Line 2: First7 Last7 has the same name as person 8 (number 7"),
        "{}",
        asked.err
    );
    let done = import(at, &file, &["--tier", "1", "--row", "2=skip"]).well().out;
    assert!(done.contains("1 added") && done.contains("1 left out"), "{done}");
}

#[test]
fn columns_are_named_and_what_is_no_table_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let file = at.join("crew.csv");
    fs::write(&file, "Who,Rung,When\nAnn Lee,3,2021-01-01\n").unwrap();
    let columns = [
        "--column",
        "who=name",
        "--column",
        "Rung=tier",
        "--column",
        "When=hire_date",
    ];
    let looked = import(at, &file, &[&columns[..], &["--dry-run"]].concat()).well().out;
    assert!(looked.contains("1 added") && looked.contains("dry run"), "{looked}");
    for (args, said) in [
        (
            &["--column", "Rung=rank"][..],
            "“rank” is no field. There are: name, first_name",
        ),
        (&["--column", "Shoes=tier"], "no column with the heading “Shoes”"),
        (&["--first", "year"], "What comes first in dates is day or month"),
        (&["--row", "2=maybe"], "“2=maybe” is no decision"),
        (&["--sheet", "0"], "counted from 1"),
        (&["--tier", "9"], "one of the five tiers"),
    ] {
        let refused = import(at, &file, args);
        assert!(
            refused.code == 1 && refused.err.contains(said),
            "{args:?}: {}",
            refused.err
        );
    }
    fs::write(&file, "%PDF-1.7").unwrap();
    assert!(import(at, &file, &[]).err.contains("This is a PDF"));
    let missing = import(at, &at.join("no.csv"), &[]);
    assert!(missing.err.contains("no.csv cannot be read"), "{}", missing.err);
}

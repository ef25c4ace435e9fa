//! A backup of every schema so far is restored by this version; one of a newer is refused with the version
//! to install.

use super::forged::Forged;
use crate::cli::run;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// A backup and what was exported from where it was made.
fn fixture(schema: u64) -> (PathBuf, PathBuf) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/restore");
    (
        folder.join(format!("schema-{schema}.backup")),
        folder.join(format!("schema-{schema}.csv.zst")),
    )
}

fn figures(folder: &Path) -> String {
    let out = folder.join("evaluations.csv");
    run(
        folder,
        &["export", "evaluations", "--overwrite", "-o", out.to_str().unwrap()],
    )
    .well();
    fs::read_to_string(out).unwrap()
}

/// A company made now, and a backup of it.
fn company(folder: &Path) -> Vec<u8> {
    run(folder, &["demo", "--no-serve", "--employees", "3", "--years", "1"]).well();
    let made = run(folder, &["backup", "create", "--json"]).well().json();
    fs::read(made["path"].as_str().unwrap()).unwrap()
}

/// `KPI_WRITE_FIXTURE=1` makes the backup of today's schema, once, when a schema is new.
#[test]
fn a_backup_of_every_schema_is_restored_with_the_same_figures() {
    let here = tempfile::tempdir().unwrap();
    let backup = company(here.path());
    let today = Forged::of(&backup).manifest["schema"].as_u64().unwrap();
    let (file, csv) = fixture(today);
    if std::env::var_os("KPI_WRITE_FIXTURE").is_some() && !file.exists() {
        fs::write(&file, backup).unwrap();
        let packed = zstd::encode_all(figures(here.path()).as_bytes(), 19);
        fs::write(&csv, packed.unwrap()).unwrap();
    }
    for schema in 1..=today {
        let (file, csv) = fixture(schema);
        assert!(
            file.exists() && csv.exists(),
            "schema {schema} has no backup beside this test: KPI_WRITE_FIXTURE=1 makes one"
        );
        let held = Forged::of(&fs::read(&file).unwrap());
        assert_eq!(held.manifest["schema"], schema, "it is one of that schema");
        run(here.path(), &["restore", file.to_str().unwrap(), "--yes"]).well();
        let now = figures(here.path());
        assert!(now.lines().count() > 4, "{now}");
        let then = zstd::decode_all(fs::read(csv).unwrap().as_slice()).unwrap();
        assert!(now.as_bytes() == then, "schema {schema}: {now}");
    }
}

#[test]
fn one_of_a_newer_schema_or_with_what_came_later_names_the_version_to_install() {
    let here = tempfile::tempdir().unwrap();
    let backup = company(here.path());
    let file = here.path().join("newer.backup");
    let mut schema = Forged::of(&backup);
    schema.manifest["schema"] = json!(4711);
    schema.manifest["needs"] = json!("9.8.7");
    let mut format = Forged::of(&backup);
    format.manifest["version"] = json!(2);
    format.manifest["needs"] = json!("9.8.7");
    // A table that came later raises no schema.
    let mut table = Forged::of(&backup);
    table.manifest["written_by"] = json!("9.8.7");
    table.says_of("employees")["table"] = json!("crews_of_later");
    for newer in [schema, format, table] {
        fs::write(&file, newer.text()).unwrap();
        for how in ["--preview", "--yes"] {
            let said = run(here.path(), &["restore", file.to_str().unwrap(), how]);
            assert_eq!(said.code, 1);
            assert!(said.err.contains("Install version 9.8.7 or newer"), "{}", said.err);
        }
    }
}

use super::{command, run, said};
use serde_json::json;
use std::path::Path;

#[test]
fn show_says_every_value_and_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["config", "show", "--json"]).well().json();
    assert_eq!(said["data_dir"]["origin"], "flag");
    assert_eq!(said["listen"]["value"], "[::]:443");
    assert_eq!(said["listen"]["origin"], "default");
    let text = run(folder.path(), &["config", "show"]).well().out;
    assert!(text.contains("http_listen") && text.contains("nothing runs"), "{text}");
}

#[test]
fn a_wrong_value_is_named_with_its_place_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, "listen = \"everywhere\"").unwrap();
    let said = run(folder.path(), &["config", "check", "--config", file.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    assert!(
        said.err
            .contains("listen is \"everywhere\" (from file): please give an address"),
        "{}",
        said.err
    );
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let said = run(Path::new("/tmp"), &["status", "--config", "/nonexistent.toml"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("/nonexistent.toml cannot be read"), "{}", said.err);
}

#[test]
fn an_unknown_command_is_a_usage_error() {
    assert_eq!(run(Path::new("/tmp"), &["serv"]).code, 2);
}

#[test]
fn when_backups_are_made_and_how_long_they_stay_is_set_in_every_layer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, "backup_time = \"22:30\"\nbackup_days = 7\nbackup_space = 500\n").unwrap();
    let named = ["--config", file.to_str().unwrap()];
    let show = |days: Option<&str>| {
        let mut show = command(folder.path(), &["config", "show", "--json"]);
        show.args(named);
        days.map(|days| show.env("BACKUP_RETENTION_DAYS", days));
        said(&mut show)
    };
    let shown = show(None).well().json();
    assert_eq!(shown["backup_time"], json!({ "value": "22:30", "origin": "file" }));
    assert_eq!(shown["backup_days"], json!({ "value": "7", "origin": "file" }));
    assert_eq!(shown["backup_weeks"], json!({ "value": "8", "origin": "default" }));
    let shown = show(Some("30")).well().json();
    assert_eq!(shown["backup_days"], json!({ "value": "30", "origin": "environment" }));
    let refused = show(Some("0"));
    assert!(
        refused.err.contains("(from environment): Please give a number"),
        "{}",
        refused.err
    );
    for (flag, value, says) in [
        ("--backup-time", "25:00", "backup_time is \"25:00\" (from flag)"),
        ("--backup-weeks", "1.5", "backup_weeks is \"1.5\" (from flag)"),
        ("--backup-space=-5", "", "backup_space is \"-5\" (from flag)"),
        ("--backup-folder", "usb", "backup_folder is \"usb\" (from flag)"),
    ] {
        let flag = [flag, value].into_iter().filter(|part| !part.is_empty());
        let args: Vec<&str> = ["serve"].into_iter().chain(flag).chain(named).collect();
        let refused = run(folder.path(), &args);
        assert!(refused.code == 1 && refused.err.contains(says), "{}", refused.err);
    }
}

use super::run;
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

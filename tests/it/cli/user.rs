use super::{Running, run};

/// The same commands, with the service running and without it.
#[test]
fn users_are_kept_from_the_shell_with_and_without_a_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let first = run(at, &["user", "add", "maria", "--role", "admin", "--json"])
        .well()
        .json();
    assert_eq!(first["first_password"].as_str().unwrap().len(), 23);

    let running = Running::start(at);
    run(at, &["user", "add", "sam", "--role", "manager"]).well();
    let list = run(at, &["user", "list"]).well().out;
    assert!(
        list.contains("maria  admin") && list.contains("sam    manager"),
        "{list}"
    );
    let again = run(at, &["user", "add", "MARIA"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("already a user of this name"), "{}", again.err);
    run(at, &["user", "role", "sam", "employee"]).well();
    run(at, &["user", "deactivate", "sam"]).well();
    let only = run(at, &["user", "deactivate", "maria"]);
    assert!(only.err.contains("only active admin"), "{}", only.err);
    running.kill();

    let list = run(at, &["user", "list", "--json"]).well().json();
    assert_eq!(list["items"][1]["active"], false, "{list}");
    run(at, &["user", "reactivate", "sam"]).well();
    let link = run(at, &["user", "reset-password", "sam", "--json"]).well().json();
    assert!(link["urls"][0].as_str().unwrap().contains("/reset#"));
    assert_eq!(
        run(at, &["user", "sessions", "sam"]).well().out.trim(),
        "sam is signed in nowhere."
    );
}

#[test]
fn a_user_who_does_not_exist_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["user", "role", "nobody", "admin"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("There is no user nobody. See all with: handyman-kpi user list"),
        "{}",
        said.err
    );
}

#[test]
fn a_role_that_does_not_exist_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["user", "add", "maria", "--role", "king"]);
    assert!(said.err.contains("choose a role"), "{}", said.err);
}

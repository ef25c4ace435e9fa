use super::{Running, run};
use crate::api::Program;
use crate::support::Process;

/// The same commands, with the service running and without it.
#[test]
fn tokens_are_kept_from_the_shell_with_and_without_a_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    run(at, &["user", "add", "maria", "--role", "admin"]).well();
    let create = ["token", "create", "--user", "MARIA", "--name", "payroll"];
    let said = run(at, &[&create[..], &["--read-only", "--expires", "30"]].concat())
        .well()
        .out;
    assert!(
        said.contains("may read what maria may") && said.contains("hkpi_"),
        "{said}"
    );

    let process = Process::start(at);
    let made = run(at, &[&create[..], &["--json"]].concat()).well().json();
    let token = made["token"].as_str().unwrap();
    let mut program = Program::with(process.visitor(), token);
    assert_eq!(program.get("/me").is(200).json()["token"]["id"], made["id"]);
    let list = run(at, &["token", "list"]).well().out;
    assert!(!list.contains(token) && list.contains("“payroll”"), "{list}");
    assert!(
        list.contains("reads, never used, until ") && list.contains("reads and writes, last used "),
        "{list}"
    );
    run(at, &["token", "revoke", "2"]).well();
    program.get("/me").is(401);
    process.running.kill();

    let list = run(at, &["token", "list", "--json"]).well().json();
    assert_eq!(
        (&list["items"][0]["works"], &list["items"][1]["works"]),
        (&false.into(), &true.into()),
        "{list}"
    );
    run(at, &["token", "revoke", "1"]).well();
    run(at, &["token", "revoke", "1"]).well();
}

#[test]
fn a_token_for_nobody_without_a_name_or_for_no_days_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    run(at, &["user", "add", "maria", "--role", "admin"]).well();
    run(at, &["user", "add", "sam"]).well();
    run(at, &["user", "deactivate", "sam"]).well();
    for (args, code, sentence) in [
        (&["--user", "nobody", "--name", "x"][..], 1, "There is no user nobody"),
        (&["--user", "maria", "--name", "  "], 1, "Please fill this in."),
        (&["--user", "sam", "--name", "x"], 1, "sam is not active"),
        (&["--user", "maria", "--name", "x", "--expires", "0"], 2, "0"),
        (&["--user", "maria"], 2, "--name"),
    ] {
        let said = run(at, &[&["token", "create"][..], args].concat());
        assert_eq!(said.code, code, "{args:?}: {}", said.err);
        assert!(said.err.contains(sentence), "{}", said.err);
    }
    let said = run(at, &["token", "revoke", "7"]);
    assert!(said.code == 1 && said.err.contains("token list"), "{}", said.err);
    let none = Running::start(at);
    assert!(run(at, &["token", "list"]).well().out.contains("There are no tokens"));
    assert_eq!(none.stop(), 0);
}

use super::{Running, run};
use std::net::TcpListener;

#[test]
fn a_new_box_serves_says_so_and_needs_setting_up() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path());
    let status = run(folder.path(), &["status"]);
    assert_eq!(status.code, 1, "{}", status.err);
    assert!(
        status
            .out
            .contains("not set up yet. Make the link for it with: handyman-kpi setup-link"),
        "{}",
        status.out
    );
    let json = run(folder.path(), &["status", "--json"]).json();
    assert_eq!(json["running"], true);
    assert_eq!(json["urls"][0], format!("https://localhost:{}/", running.port()));
    assert_eq!(running.stop(), 0);
    assert!(!folder.path().join("control.sock").exists());
    let json = run(folder.path(), &["status", "--json"]).json();
    assert_eq!(json["running"], false);
}

#[test]
fn a_command_that_looks_at_the_data_just_then_does_not_keep_the_service_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let lock = std::fs::File::create(folder.path().join("kpi.lock")).unwrap();
    lock.lock().unwrap();
    let looking = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        drop(lock);
    });
    let running = Running::start(folder.path());
    assert!(looking.is_finished(), "it came in while the data was another's");
    assert_eq!(running.stop(), 0);
}

#[test]
fn a_socket_left_over_by_a_pulled_plug_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    Running::start(folder.path()).kill();
    assert!(folder.path().join("control.sock").exists());
    assert!(
        run(folder.path(), &["user", "list"])
            .well()
            .out
            .contains("no users yet")
    );
    let again = Running::start(folder.path());
    assert_eq!(run(folder.path(), &["status", "--json"]).json()["running"], true);
    drop(again);
}

#[test]
fn a_port_that_is_taken_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = run(folder.path(), &["serve", "--listen", &address, "--http-listen", "off"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("is taken") && said.err.contains("choose another port"),
        "{}",
        said.err
    );
}

#[test]
fn a_second_service_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Running::start(folder.path());
    let said = run(
        folder.path(),
        &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
    );
    assert_eq!(said.code, 1);
    assert!(said.err.contains("in use by another Handyman KPI"), "{}", said.err);
}

#[test]
fn a_data_folder_that_is_a_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data");
    std::fs::write(&file, "not a folder").unwrap();
    let said = run(&file, &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("data"), "{}", said.err);
}

#[test]
fn a_setup_link_is_never_printed_where_the_output_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path());
    assert!(!running.ready.contains('#'));
    let then = running.next_line();
    assert!(
        then.contains("Make the link for it with") && !then.contains('#'),
        "{then}"
    );
    let link = run(folder.path(), &["setup-link", "--json"]).well().json();
    let url = link["urls"][0].as_str().unwrap();
    assert!(
        url.contains("/setup#") && url.rsplit('#').next().unwrap().len() == 43,
        "{url}"
    );
}

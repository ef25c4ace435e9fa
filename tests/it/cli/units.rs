//! The units: how much of the box the service could reach if somebody took it over.

use std::fs;
use std::path::Path;
use std::process::Command;

fn unit(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd").join(name)).unwrap()
}

/// What `systemd-analyze security` says of the service with a drop-in; `None`, and a word, without the tool.
fn exposure(drop_in: &str) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("handyman-kpi.service");
    fs::write(&file, unit("handyman-kpi.service") + "\n" + drop_in).unwrap();
    let said = Command::new("systemd-analyze")
        .args(["security", "--no-pager", "--offline=true"])
        .arg(&file)
        .output();
    let Ok(said) = said else {
        eprintln!("SKIPPED: systemd-analyze is not there; it is in the package systemd");
        return None;
    };
    let text = String::from_utf8(said.stdout).unwrap();
    let Some((_, level)) = text.split_once("Overall exposure level for handyman-kpi.service: ") else {
        let why = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(why.contains("offline"), "{text}{why}");
        eprintln!("SKIPPED: this systemd-analyze is too old to look at a file");
        return None;
    };
    Some(level.split_whitespace().next().unwrap().parse().unwrap())
}

#[test]
fn with_the_ports_of_the_socket_the_exposure_is_at_most_1_0() {
    if let Some(level) = exposure(&unit("through-socket.conf")) {
        assert!(level <= 1.0, "{level}");
    }
}

#[test]
fn with_its_own_ports_the_exposure_is_at_most_1_4() {
    if let Some(level) = exposure(&unit("own-ports.conf")) {
        assert!(level <= 1.4, "{level}");
    }
}

#[test]
fn the_monitor_is_not_blinded_and_what_is_left_open_is_explained() {
    let service = unit("handyman-kpi.service");
    let set = |directive: &str| service.lines().find_map(|line| line.strip_prefix(directive));
    assert_eq!(set("ProcSubset="), None);
    assert_eq!(set("ProtectProc="), Some("invisible"));
    assert_eq!(set("LimitCORE="), Some("0"));
    assert_eq!(
        set("RestrictAddressFamilies="),
        Some("AF_INET AF_INET6 AF_UNIX AF_NETLINK")
    );
    for open in [
        "PrivateNetwork=",
        "ProcSubset=pid",
        "AF_UNIX",
        "AF_NETLINK",
        "RootDirectory=",
    ] {
        assert!(
            service.contains(&format!("# - {open}")),
            "{open} is left open without a word"
        );
    }
    for unit in ["handyman-kpi.service", "handyman-kpi.socket"] {
        // install and uninstall tell their own by it.
        assert!(self::unit(unit).starts_with("# Written by handyman-kpi install"));
    }
}

#![allow(clippy::unwrap_used)]
use super::*;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{ServerName, UnixTime};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

fn at(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn wanted(chosen: &[&str], found: &[&str]) -> Wanted {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Wanted {
        chosen: owned(chosen),
        found: owned(found),
    }
}

const BOX: &[&str] = &["localhost", "box", "box.local", "192.168.1.20"];

/// Whether a device that trusts `root` takes what is shown for `name`.
fn takes(root: &Root, authority: &Authority, name: &str, now: Timestamp) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(root.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .unwrap();
    let Some(leaf) = authority.leaves.iter().find(|leaf| leaf.facts.covers(name)) else {
        return false;
    };
    let certified = leaf.certified();
    let (own, rest) = certified.cert.split_first().unwrap();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now.as_second().try_into().unwrap()));
    verifier
        .verify_server_cert(own, rest, &ServerName::try_from(name.to_owned()).unwrap(), &[], now)
        .is_ok()
}

#[test]
fn the_second_start_has_what_the_first_made() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2026-01-05");
    let (first, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), now).unwrap();
    assert_eq!(done, [Done::RootMade, Done::Issued]);
    let (second, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-06-05")).unwrap();
    assert_eq!(done, []);
    assert_eq!(first.root.facts, second.root.facts);
    assert_eq!(first.leaves[0].facts, second.leaves[0].facts);
    for name in BOX {
        assert!(takes(&first.root, &second, name, now), "{name}");
    }
    let days = first.leaves[0]
        .facts
        .until
        .duration_since(first.leaves[0].facts.from)
        .as_hours()
        / 24;
    assert!((360..=365).contains(&days), "{days}");
}

#[test]
fn nobody_else_may_read_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let tls = folder.path().join("tls");
    Authority::keep(&tls, None, &wanted(&[], BOX), at("2026-01-05")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&tls), 0o700);
    for file in fs::read_dir(&tls).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[test]
fn a_new_address_gets_a_new_certificate_of_the_same_root() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2026-01-05");
    let (first, _) = Authority::keep(folder.path(), None, &wanted(&[], BOX), now).unwrap();
    let moved = wanted(&[], &["localhost", "box", "box.local", "10.1.2.3", "203.0.113.9"]);
    let (second, done) = Authority::keep(folder.path(), Some(&first), &moved, now).unwrap();
    assert_eq!(done, [Done::Issued]);
    assert_eq!(first.root.facts, second.root.facts);
    assert!(takes(&first.root, &second, "10.1.2.3", now));
    assert!(!takes(&first.root, &second, "192.168.1.20", now));
    assert_eq!(
        second.left_out,
        ["203.0.113.9"],
        "an address of the internet needs no new root by itself"
    );
}

#[test]
fn a_name_the_root_may_not_issue_for_gets_a_new_root_and_old_devices_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2026-01-05");
    let (first, _) = Authority::keep(folder.path(), None, &wanted(&[], BOX), now).unwrap();
    let more = wanted(&["kpi.example.com"], BOX);
    let (second, done) = Authority::keep(folder.path(), Some(&first), &more, now).unwrap();
    assert_eq!(done[0], Done::RootWidened(vec!["kpi.example.com".into()]));
    for name in BOX {
        assert!(takes(&first.root, &second, name, now), "a device of before: {name}");
        assert!(takes(&second.root, &second, name, now), "a new device: {name}");
    }
    assert!(takes(&second.root, &second, "kpi.example.com", now));
    assert!(
        !takes(&first.root, &second, "kpi.example.com", now),
        "the old root may not"
    );
    let (_, done) = Authority::keep(folder.path(), None, &more, now).unwrap();
    assert_eq!(done, [], "a start with the same names changes nothing");
}

#[test]
fn a_root_near_its_end_is_followed_by_one_that_old_devices_take_too() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-01-05")).unwrap();
    let (still, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2034-07-04")).unwrap();
    assert_eq!(done, [Done::Issued]);
    assert_eq!(still.root.facts, first.root.facts);
    let later = at("2034-07-06");
    let (second, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), later).unwrap();
    assert_eq!(done, [Done::RootRenewed, Done::Issued]);
    assert_eq!(second.roots().count(), 2);
    for name in BOX {
        assert!(
            takes(&first.root, &second, name, later) && takes(&second.root, &second, name, later),
            "{name}"
        );
    }
    let after = at("2036-01-07");
    let (third, _) = Authority::keep(folder.path(), None, &wanted(&[], BOX), after).unwrap();
    assert_eq!(
        third.roots().count(),
        1,
        "a root whose time is over is no longer offered"
    );
    assert_eq!(third.root.facts, second.root.facts);
    assert!(takes(&third.root, &third, "box.local", after));
}

#[test]
fn a_certificate_is_made_anew_when_a_third_of_its_life_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-01-05")).unwrap();
    let (_, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-09-01")).unwrap();
    assert_eq!(done, []);
    let (second, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-09-08")).unwrap();
    assert_eq!(done, [Done::Issued]);
    assert_ne!(first.leaves[0].facts, second.leaves[0].facts);
}

#[test]
fn what_cannot_be_used_is_set_aside_and_the_box_goes_on() {
    for damage in [
        "",
        "not a certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ROOT), damage).unwrap();
        let (authority, done) = Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-01-05")).unwrap();
        let aside = "authority.pem.unusable-2026-01-05".to_owned();
        assert_eq!(done, [Done::SetAside(aside.clone()), Done::RootMade, Done::Issued]);
        assert_eq!(fs::read_to_string(folder.path().join(aside)).unwrap(), damage);
        assert!(authority.not_kept.is_none());
    }
}

#[test]
fn a_root_with_another_key_is_set_aside() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&one, &other] {
        Authority::keep(folder.path(), None, &wanted(&[], BOX), at("2026-01-05")).unwrap();
    }
    let text = |folder: &tempfile::TempDir| fs::read_to_string(folder.path().join(ROOT)).unwrap();
    let key = text(&other)
        .split_inclusive("-----END CERTIFICATE-----\n")
        .nth(1)
        .unwrap()
        .to_owned();
    let certificate = text(&one)
        .split_inclusive("-----END CERTIFICATE-----\n")
        .next()
        .unwrap()
        .to_owned();
    fs::write(one.path().join(ROOT), certificate + key.as_str()).unwrap();
    let (_, done) = Authority::keep(one.path(), None, &wanted(&[], BOX), at("2026-01-05")).unwrap();
    assert!(matches!(done[0], Done::SetAside(_)), "{done:?}");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_the_box_serves_from_memory() {
    let folder = tempfile::tempdir().unwrap();
    let tls = folder.path().join("tls");
    fs::write(&tls, "a file").unwrap();
    let now = at("2026-01-05");
    let (first, _) = Authority::keep(&tls, None, &wanted(&[], BOX), now).unwrap();
    assert!(first.not_kept.is_some());
    assert!(takes(&first.root, &first, "box.local", now));
    fs::remove_file(&tls).unwrap();
    let (second, _) = Authority::keep(&tls, Some(&first), &wanted(&[], BOX), now).unwrap();
    assert!(second.not_kept.is_none(), "kept as soon as that can be");
    assert_eq!(first.root.facts, second.root.facts);
    let (third, done) = Authority::keep(&tls, None, &wanted(&[], BOX), now).unwrap();
    assert_eq!((third.root.facts, done), (first.root.facts, vec![]));
}

#[test]
fn removed_while_it_runs_it_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let tls = folder.path().join("tls");
    let now = at("2026-01-05");
    let (first, _) = Authority::keep(&tls, None, &wanted(&[], BOX), now).unwrap();
    fs::remove_dir_all(&tls).unwrap();
    let (second, done) = Authority::keep(&tls, Some(&first), &wanted(&[], BOX), now).unwrap();
    assert_eq!(done, [Done::WrittenAgain]);
    assert_eq!(first.root.facts, second.root.facts);
    let (third, done) = Authority::keep(&tls, None, &wanted(&[], BOX), now).unwrap();
    assert_eq!((third.root.facts, done), (first.root.facts, vec![]));
}

//! Storage that is not well: everything it does is found out, said, and does no harm here.

use super::{Fault, FaultKind, added, alarm, fault, is_safe, place, send, storage_at, tested, verified};
use crate::backups::made;
use crate::exports::sample_company;
use crate::support::storage::{BUCKET, KEY, Liar, Reply, SECRET};
use handyman_kpi::app::backups::offsite;
use handyman_kpi::domain::offsite::{Copied, State, Typed};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::s3::{Access, Patience, Storage};
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A box whose storage was well when it was tested; then it does what the test wants.
fn broken(
    how: impl Fn(&str, &str, &mut std::collections::BTreeMap<String, Vec<u8>>, &[u8]) -> Option<Reply>
    + Send
    + Sync
    + 'static,
) -> (crate::support::Site, Liar, Arc<AtomicBool>) {
    let ill = Arc::new(AtomicBool::new(false));
    let is_ill = Arc::clone(&ill);
    let liar = Liar::but(move |method, path, files, body| {
        is_ill
            .load(Ordering::SeqCst)
            .then(|| how(method, path, files, body))
            .flatten()
    });
    let site = sample_company();
    tested(&site, &storage_at(&liar.endpoint()));
    ill.store(true, Ordering::SeqCst);
    made(&site);
    (site, liar, ill)
}

#[test]
fn every_answer_that_is_none_is_said_with_what_to_do_and_mended_by_itself() {
    let cases = [
        ("It broke", FaultKind::Broken, 500, ""),
        ("It broke", FaultKind::Broken, 503, "SlowDown"),
        ("has expired", FaultKind::Expired, 403, "ExpiredToken"),
        ("The clock of this box", FaultKind::Clock, 403, "RequestTimeTooSkewed"),
        ("no bucket of this name", FaultKind::NoBucket, 404, "NoSuchBucket"),
        ("It is full", FaultKind::Full, 507, ""),
        ("refuses the access key", FaultKind::Denied, 403, ""),
    ];
    for (said, kind, status, code) in cases {
        let (site, _liar, ill) = broken(move |_, _, _, _| Some(Reply::Refusal(status, code)));
        assert_eq!(fault(&site).kind, kind);
        for minutes in [1, 5] {
            assert_eq!(send(&site), 0);
            site.wait(SignedDuration::from_mins(minutes));
            assert_eq!(fault(&site).kind, kind);
        }
        assert!(alarm(&site).contains(said), "{kind:?}: {}", alarm(&site));
        assert!(offsite::trouble(&site.app).unwrap().is_some());
        is_safe(&site);
        ill.store(false, Ordering::SeqCst);
        site.wait(SignedDuration::from_mins(15));
        assert_eq!(send(&site), 1, "{kind:?}");
        assert_eq!(alarm(&site), "");
    }
}

#[test]
fn one_that_says_it_was_written_and_keeps_nothing_is_found_out() {
    let (site, _liar, _) = broken(|method, _, _, _| (method == "PUT").then_some(Reply::Status(200, "")));
    assert_eq!(fault(&site).kind, FaultKind::Vanished);
    assert_eq!(verified(&site), 0);
    assert!(alarm(&site).contains("it is not there"), "{}", alarm(&site));
    is_safe(&site);
}

#[test]
fn one_that_gives_back_other_bytes_is_found_out_and_the_right_ones_are_sent_once_it_is_mended() {
    let (site, _liar, ill) = broken(|method, path, files, body| {
        (method == "PUT").then(|| {
            let mut other = body.to_vec();
            *other.last_mut().unwrap() ^= 1;
            files.insert(path.split('?').next().unwrap().to_owned(), other);
            Reply::Status(200, "")
        })
    });
    assert_eq!(fault(&site).kind, FaultKind::Differs);
    assert!(alarm(&site).contains("not what was sent"), "{}", alarm(&site));
    ill.store(false, Ordering::SeqCst);
    site.wait(SignedDuration::from_mins(1));
    assert_eq!(send(&site), 1);
    assert_eq!(verified(&site), 1);
}

#[test]
fn one_that_cuts_the_answer_short_is_found_out() {
    let (site, _liar, _) = broken(|method, path, files, _| {
        let name = path.split('?').next().unwrap();
        (method == "GET" && !path.contains("list-type")).then(|| {
            let content = files.get(name).cloned().unwrap_or_default();
            Reply::Content(content[..content.len() / 2].to_vec())
        })
    });
    assert_eq!(fault(&site).kind, FaultKind::Differs);
}

#[test]
fn parts_that_it_lost_are_sent_again() {
    let (site, _liar, _) = broken(|_, path, _, _| {
        path.contains("uploadId=old")
            .then_some(Reply::Refusal(404, "NoSuchUpload"))
    });
    let id = offsite::list(&site.app, &Actor::Program).unwrap()[0].id;
    let backup = super::large(&site, (8 << 20) + 1);
    // As left by a run that was broken off, long ago.
    site.app
        .change(&Actor::Program, |change| {
            let mut copy = Copied::of(&backup, id);
            copy.id = change.next_id::<Copied>()?;
            copy.state = State::Uploading {
                upload: "old".into(),
                parts: vec!["\"x\"".into()],
            };
            change.put(&copy)
        })
        .unwrap();
    let sent = offsite::send_due(&site.app).unwrap();
    assert_eq!(sent[0].fault, None);
    assert_eq!(verified(&site), 2);
}

#[test]
fn one_that_never_stops_giving_is_found_out() {
    let (site, _liar, _) = broken(|method, path, files, _| {
        let name = path.split('?').next().unwrap();
        (method == "GET" && !path.contains("list-type")).then(|| {
            let mut content = files.get(name).cloned().unwrap_or_default();
            content.resize(content.len() + (64 << 20), 7);
            Reply::Content(content)
        })
    });
    assert_eq!(fault(&site).kind, FaultKind::Differs);
}

#[test]
fn one_place_that_is_not_well_keeps_no_copy_from_another() {
    let (site, _liar, _) = broken(|_, _, _, _| Some(Reply::Refusal(500, "")));
    let well = Liar::but(|_, _, _, _| None);
    let other = Typed {
        name: "Other".into(),
        ..storage_at(&well.endpoint())
    };
    tested(&site, &other);
    let sent = offsite::send_due(&site.app).unwrap();
    assert_eq!(sent.len(), 2);
    assert!(sent[0].fault.is_some());
    assert_eq!((sent[1].copies, &sent[1].fault), (1, &None));
    assert_eq!(verified(&site), 1);
}

fn access(endpoint: &str) -> Access<'_> {
    Access {
        endpoint,
        region: "us-east-1",
        bucket: BUCKET,
        path_style: true,
        key_id: KEY,
        secret: SECRET,
        authority: "",
    }
}

#[test]
fn nobody_is_waited_for_for_ever() {
    let patience = Patience {
        connecting: Duration::from_millis(500),
        silence: Duration::from_millis(500),
    };
    let liar = Liar::new(|_, _, _| Reply::Hang);
    let stop = || false;
    let endpoint = liar.endpoint();
    let storage = Storage::open(&access(&endpoint), patience, &stop).unwrap();
    let began = Instant::now();
    assert_eq!(storage.list("").unwrap_err().kind, FaultKind::Silent);
    assert_eq!(
        storage.put("a", vec![7; 8 << 20].into()).unwrap_err().kind,
        FaultKind::Silent
    );
    assert!(began.elapsed() < Duration::from_secs(5));
    // The program ends: at once.
    let stop = || true;
    let storage = Storage::open(&access(&endpoint), Patience::default(), &stop).unwrap();
    assert_eq!(storage.print("a", 7).unwrap_err().kind, FaultKind::Stopped);
    assert!(began.elapsed() < Duration::from_secs(6));
    // Nobody is there.
    let nobody = "http://127.0.0.1:1";
    let stop = || false;
    let storage = Storage::open(&access(nobody), patience, &stop).unwrap();
    assert_eq!(storage.list("").unwrap_err().kind, FaultKind::Unreachable);
}

#[test]
fn a_certificate_nobody_vouches_for_is_not_trusted_and_one_of_its_own_authority_is() {
    let site = sample_company();
    // The box itself, whose authority only it knows; it speaks no S3.
    let endpoint = format!("https://localhost:{}", site.address.port());
    let stop = || false;
    let storage = Storage::open(&access(&endpoint), Patience::default(), &stop).unwrap();
    assert_eq!(storage.list("").unwrap_err().kind, FaultKind::Untrusted);
    let pem = std::fs::read_to_string(site.folder().join("tls/authority.pem")).unwrap();
    let trusting = Access {
        authority: &pem,
        ..access(&endpoint)
    };
    let storage = Storage::open(&trusting, Patience::default(), &stop).unwrap();
    let answered = storage.list("").unwrap_err();
    assert_ne!(answered.kind, FaultKind::Untrusted, "{answered:?}");
    assert!(!Fault::of(FaultKind::Untrusted).sentence().to_string().is_empty());
}

#[test]
fn an_address_where_nobody_is_says_so_in_the_test() {
    let site = sample_company();
    let id = added(&site, &storage_at("http://127.0.0.1:1"));
    let tested = offsite::test(&site.app, &Actor::Program, id).unwrap();
    assert_eq!(tested.fault.unwrap().kind, FaultKind::Unreachable);
    assert_eq!(place(&site, id).tested_at, None);
    made(&site);
    assert_eq!(send(&site), 0);
}

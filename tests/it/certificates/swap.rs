//! A certificate takes another's place while everything is in use.

use super::DOMAIN;
use crate::support::{Site, Wire, trusting};
use handyman_kpi::app::certificates;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[test]
fn under_64_connections_nothing_breaks_and_new_handshakes_get_the_new_one() {
    let site = Site::build().with_limits(|limits| limits.per_address = 100).start();
    let config = trusting(&site.certificate, b"http/1.1");
    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let before = site.app.tls().unwrap().authority().leaves[0].facts.clone();
    let threads: Vec<_> = (0..64)
        .map(|_| {
            let mut wire = Wire::connect(site.address, &config).unwrap();
            let (stop, answered) = (Arc::clone(&stop), Arc::clone(&answered));
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    wire.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
                    assert_eq!(wire.answer(false).unwrap().status, 200);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let reached = |n: usize| {
        let from = answered.load(Ordering::Relaxed);
        while answered.load(Ordering::Relaxed) < from + n {
            std::thread::yield_now();
        }
    };
    reached(640);
    for n in 0..5 {
        let mut anna = site.sign_in("anna");
        anna.get("/certificates");
        let name = format!("n{n}.lan");
        anna.post(
            "/certificates",
            &[
                ("certificate", "local"),
                ("names", &name),
                ("mdns", ""),
                ("domains", ""),
                ("acme_email", ""),
            ],
        )
        .leads_to("/certificates");
        let fresh = Wire::connect(site.address, &trusting(&site.certificate, b"http/1.1")).unwrap();
        let shown = certificates::Facts::of(&fresh.peer()).unwrap();
        assert!(shown.covers(&name) && shown != before, "{shown:?}");
        reached(640);
    }
    stop.store(true, Ordering::Relaxed);
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(answered.load(Ordering::Relaxed) > 3_000);
    assert!(!before.covers(DOMAIN));
}

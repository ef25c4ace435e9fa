//! Bodies: bounded in size, number and time.

use crate::support::{Browser, Site};
use handyman_kpi::web::{Access, Body, Ctx, Failure, Reply, Request, post};
use std::time::{Duration, Instant};

fn sizes(_: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let files: Vec<_> = request
        .files
        .iter()
        .map(|file| (&file.field, &file.name, file.content.len()))
        .collect();
    Reply::json(&(request.form.0.len(), files, request.body.len()))
}

fn site() -> Site {
    let rows = [
        post("/form", Access::User, Body::Form, sizes),
        post("/large", Access::User, Body::LargeForm, sizes),
        post("/json", Access::User, Body::Json, sizes),
        post("/upload", Access::User, Body::Upload, sizes),
        post("/nothing", Access::User, Body::None, sizes),
    ];
    let quick = |bounds: &mut handyman_kpi::web::Bounds| bounds.body = Duration::from_millis(400);
    Site::build().with_rows(rows).with_bounds(quick).start()
}

fn anna(site: &Site) -> Browser {
    let mut browser = site.sign_in("anna");
    browser.get("/nowhere");
    browser
}

#[test]
fn fifty_megabytes_are_refused_before_they_are_read() {
    let site = site();
    let mut anna = anna(&site);
    let fifty = vec![b'a'; 50_000_000];
    for (path, kind) in [
        ("/form", "application/x-www-form-urlencoded"),
        ("/large", "application/x-www-form-urlencoded"),
        ("/json", "application/json"),
        ("/upload", "multipart/form-data; boundary=cut"),
    ] {
        let began = Instant::now();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-session={}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            anna.cookies["__Host-session"],
            fifty.len()
        );
        let mut wire = site.wire();
        wire.write(head.as_bytes()).unwrap();
        let answer = wire.answer(false).unwrap();
        answer.is(413).shows("can be taken here");
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    anna.post("/form", &[("a", "b")]).is(200);
}

#[test]
fn fifty_megabytes_that_are_not_announced_are_cut_off() {
    let site = site();
    let anna = anna(&site);
    let mut wire = site.wire();
    let head = format!(
        "POST /form HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-session={}\r\ncontent-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n",
        anna.cookies["__Host-session"]
    );
    wire.write(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    for _ in 0..800 {
        wire.write(chunk.as_bytes()).unwrap();
    }
    wire.write(b"0\r\n\r\n").unwrap();
    wire.answer(false).unwrap().is(413).shows("256 KB");
}

#[test]
fn a_form_just_below_its_limit_passes() {
    let site = site();
    let mut anna = anna(&site);
    anna.post("/form", &[("note", &"a".repeat(255 * 1024))]).is(200);
    anna.post("/form", &[("note", &"a".repeat(256 * 1024))]).is(413);
    anna.post("/large", &[("note", &"é".repeat(600 * 1024))]).is(200);
}

#[test]
fn a_stranger_may_not_send_much() {
    let site = site();
    let mut visitor = site.visitor();
    visitor.get("/nowhere");
    let answer = visitor.upload("/upload", &[], ("file", "a.xlsx", &vec![0; 1_000_000]));
    assert!([303, 401].contains(&answer.status), "{}", answer.status);
}

#[test]
fn an_upload_brings_its_fields_and_files() {
    let site = site();
    let mut anna = anna(&site);
    let answer = anna.upload("/upload", &[("note", "é")], ("card", "Zoë's card.xlsx", b"PK\x03\x04"));
    assert_eq!(
        answer.is(200).json(),
        serde_json::json!([2, [["card", "Zoë's card.xlsx", 4]], 0])
    );
    let answer = anna.upload("/upload", &[], ("card", "", b""));
    assert_eq!(answer.is(200).json(), serde_json::json!([1, [], 0]));
}

#[test]
fn an_upload_that_is_cut_short_is_said() {
    let site = site();
    let mut anna = anna(&site);
    let body = b"--cut\r\ncontent-disposition: form-data; name=\"card\"; filename=\"a\"\r\n\r\nhalf";
    anna.send("POST", "/upload", "multipart/form-data; boundary=cut", body)
        .is(400)
        .shows("did not arrive whole");
    anna.send("POST", "/upload", "multipart/form-data", body).is(400);
}

#[test]
fn broken_utf_8_in_a_form_is_said() {
    let site = site();
    let mut anna = anna(&site);
    let kind = "application/x-www-form-urlencoded";
    anna.send("POST", "/form", kind, b"name=%ff%fe")
        .is(400)
        .shows("not UTF-8");
    anna.send("POST", "/form", kind, b"name=\xff")
        .is(400)
        .shows("not UTF-8");
    let body = b"--cut\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\n\xff\r\n--cut--\r\n";
    anna.send("POST", "/upload", "multipart/form-data; boundary=cut", body)
        .is(400)
        .shows("not UTF-8");
}

#[test]
fn a_body_of_another_kind_is_not_taken() {
    let site = site();
    let mut anna = anna(&site);
    for (path, kind) in [
        ("/form", "text/plain"),
        ("/json", "text/plain"),
        ("/json", "application/x-www-form-urlencoded"),
    ] {
        anna.send("POST", path, kind, b"a=b").is(400);
    }
}

#[test]
fn a_form_with_too_many_fields_is_not_taken() {
    let site = site();
    let mut anna = anna(&site);
    let body = "a=&".repeat(30_000);
    anna.send("POST", "/form", "application/x-www-form-urlencoded", body.as_bytes())
        .is(400)
        .shows("too many fields");
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let site = site();
    let anna = anna(&site);
    let mut wire = site.wire();
    let head = format!(
        "POST /form HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-session={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nname=",
        anna.cookies["__Host-session"]
    );
    wire.write(head.as_bytes()).unwrap();
    wire.answer(false).unwrap().is(408).shows("took too long");
}

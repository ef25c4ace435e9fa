//! `/setup/archive`: a company that comes from another box.

use super::{finish, link, opened};
use crate::exports::archive::taken;
use crate::exports::{sample_company, sign_in};
use crate::support::restoring::until_restored;
use crate::support::{Answer, Browser, PASSWORD, Site};
use handyman_kpi::app::backups;
use handyman_kpi::app::sample::SIGN_INS;
use handyman_kpi::domain::account::OneTimeLink;
use handyman_kpi::domain::backup::Why;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::{Read, State};
use jiff::SignedDuration;

fn send(browser: &mut Browser, document: &[u8]) -> Answer {
    browser.upload("/setup/archive", &[], ("file", "Everything.json", document))
}

/// Nothing came in, the link still opens, and a company can be set up.
fn is_as_new(site: &Site, browser: &mut Browser) {
    assert!(!site.app.is_set_up());
    assert_eq!(site.app.store.state(), State::Saving);
    let reader = site.app.store.read().unwrap();
    reader.verify().unwrap();
    assert_eq!(reader.count::<Employee>().unwrap(), 0);
    drop(reader);
    browser.get("/setup").is(200).shows("How do you want to begin?");
}

#[test]
fn a_company_moves_in_and_everyone_signs_in_as_before() {
    let before = sample_company();
    let employees = before.app.store.read().unwrap().count::<Employee>().unwrap();
    let site = Site::empty();
    let mut browser = opened(&site);
    browser.get("/setup").shows("Move in from an archive");
    browser.get("/setup/archive").is(200).shows("Take everything along");
    send(&mut browser, &taken(&before)).leads_to("/setup/archive/contents");
    let page = browser.get("/setup/archive/contents");
    page.is(200)
        .shows("The archive is whole and can be read. Nothing is taken over yet.")
        .shows(&before.app.projection().settings.company)
        .shows("4 May 2026")
        .shows(handyman_kpi::VERSION)
        .shows(&format!("Employees</dt><dd>{employees}</dd>"))
        .shows(SIGN_INS[0].name)
        .shows("Tokens of programs");
    is_as_new(&site, &mut browser);

    browser.get("/setup/archive/contents");
    let begun = browser.post("/setup/archive/takeover", &[]);
    until_restored(&mut browser, &begun).shows(&format!("is here now: {employees} employees"));
    let count = |site: &Site| site.app.store.read().unwrap().count::<Employee>().unwrap();
    assert_eq!(count(&site), employees);
    // As its own events and links say.
    let reader = site.app.store.read().unwrap();
    reader.verify().unwrap();
    assert_eq!(reader.count::<OneTimeLink>().unwrap(), 0);
    let last = reader.all::<Event>().unwrap().pop().unwrap();
    assert_eq!((last.what.as_str(), last.by), ("restored", By::Visitor));
    drop(reader);
    for who in 0..3 {
        sign_in(&site, who).get("/").is(if who == 2 { 303 } else { 200 });
    }
    for path in ["/setup", "/setup/company", "/setup/archive", "/setup/archive/contents"] {
        browser.get(path).is(404);
    }
    send(&mut browser, &taken(&before)).is(404);
    browser.post("/setup/archive/takeover", &[]).is(404);
}

#[test]
fn what_is_no_archive_is_named_at_the_field_and_nothing_is_written() {
    let document = taken(&sample_company());
    let changed = {
        let mut changed = document.clone();
        let at = document.windows(9).position(|part| part == b"\"name\":\"A").unwrap() + 8;
        changed[at] = b'B';
        changed
    };
    let newer = String::from_utf8(document.clone()).unwrap();
    let newer = newer.replacen("\"version\":1,", "\"version\":2,", 1);
    let site = Site::empty();
    let mut browser = opened(&site);
    for (content, because) in [
        (&b""[..], "This file is empty."),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"PK\x03\x04zipped", "unpack it first"),
        (&document[..document.len() / 2], "is cut short: its end is missing"),
        (&document[..document.len() - 1], "is cut short: its end is missing"),
        (&changed, "or was changed"),
        (newer.as_bytes(), "was written by a newer Handyman KPI"),
    ] {
        let page = send(&mut browser, content);
        page.is(422).shows(because);
        assert!(page.text().contains("id=\"error-file\""), "said at the file");
        browser.get("/setup/archive/contents").leads_to("/setup/archive");
        browser.get("/setup/archive");
        browser.post("/setup/archive/takeover", &[]).leads_to("/setup/archive");
        is_as_new(&site, &mut browser);
    }
    browser
        .upload("/setup/archive", &[], ("file", "", b""))
        .is(422)
        .shows("Please choose a file.");
    // Another way stays open.
    finish(&mut browser, &[]).leads_to("/");
}

#[test]
fn a_wrong_file_takes_away_the_one_that_waited() {
    let site = Site::empty();
    let mut browser = opened(&site);
    send(&mut browser, &taken(&Site::start())).is(303);
    browser.get("/setup/archive/contents").is(200);
    send(&mut browser, b"no").is(422);
    browser.get("/setup/archive/contents").leads_to("/setup/archive");
}

#[test]
fn a_file_that_was_looked_at_waits_for_an_hour_and_for_its_link_only() {
    let site = Site::empty();
    let document = taken(&Site::start());
    let mut browser = opened(&site);
    send(&mut browser, &document).is(303);
    site.wait(SignedDuration::from_mins(61));
    browser.get("/setup/archive/contents").leads_to("/setup/archive");
    browser.get("/setup/archive").is(200).shows("not kept any more");

    send(&mut browser, &document).is(303);
    let mut later = opened(&site);
    for browser in [&mut browser, &mut later] {
        browser.post("/setup/archive/takeover", &[]);
        assert!(!site.app.is_set_up());
    }
    // Of a link that ended between the look and the taking.
    send(&mut later, &document).is(303);
    site.wait(SignedDuration::from_mins(30));
    later.get("/setup/archive/contents").is(200);
    link(&site);
    later.post("/setup/archive/takeover", &[]).is(422).shows("Setup code");
    assert!(!site.app.is_set_up());
}

#[test]
fn without_the_link_nothing_is_even_read() {
    let site = Site::empty();
    link(&site);
    let mut browser = site.visitor();
    browser.get("/setup");
    for size in [10, 2_000_000] {
        send(&mut browser, &vec![b'a'; size])
            .is(401)
            .shows("The setup link is needed");
    }
    for path in ["/setup/company", "/setup/archive", "/setup/archive/contents"] {
        browser.get(path).is(422).shows("This code does not work");
    }
    browser.post("/setup/archive/takeover", &[]).is(422);
    // Nor is what does not come from our own page taken.
    let mut browser = opened(&site);
    browser.token = "stolen".into();
    send(&mut browser, &taken(&Site::start())).is(403);
    assert!(!site.app.is_set_up());
}

#[test]
fn what_is_larger_than_anything_taken_is_refused_before_it_comes() {
    let site = Site::empty();
    let browser = opened(&site);
    let answer = site.wire_says(&format!(
        "POST /setup/archive HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-setup={}\r\ncontent-type: multipart/form-data; boundary=cut\r\ncontent-length: 4000000001\r\n\r\n",
        browser.cookies["__Host-setup"]
    ));
    answer.is(413).shows("At most 4 GB can be taken here.");
}

#[test]
fn a_file_larger_than_memory_forms_take_comes_in_whole() {
    let before = Site::start();
    before.add_catalogue();
    // Notes as long as they may be, until the document is larger than any other form.
    let notes = "n".repeat(4_000);
    before
        .app
        .change(&handyman_kpi::domain::policy::Actor::Program, |change| {
            for n in 0..6_000 {
                change.event(&format!("{notes}{n}"), None, &[])?;
            }
            Ok(())
        })
        .unwrap();
    let document = taken(&before);
    assert!(document.len() > 22_000_000, "{}", document.len());
    let site = Site::empty();
    let mut browser = opened(&site);
    send(&mut browser, &document).leads_to("/setup/archive/contents");
    browser.get("/setup/archive/contents").is(200);
    let begun = browser.post("/setup/archive/takeover", &[]);
    until_restored(&mut browser, &begun).shows("href=\"/sign-in\"");
    let mut anna = site.visitor();
    anna.get("/sign-in");
    anna.post("/sign-in", &[("name", "anna"), ("password", PASSWORD)])
        .leads_to("/");
}

#[test]
fn two_windows_take_it_over_only_once() {
    let site = Site::empty();
    let mut one = opened(&site);
    send(&mut one, &taken(&Site::start())).is(303);
    one.get("/setup/archive/contents");
    let mut other = site.visitor();
    (other.cookies, other.token) = (one.cookies.clone(), one.token.clone());
    let begun = one.post("/setup/archive/takeover", &[]);
    other.post("/setup/archive/takeover", &[]);
    until_restored(&mut one, &begun).shows("href=\"/sign-in\"");
    other.post("/setup/archive/takeover", &[]).is(404);
}

#[test]
fn an_encrypted_backup_moves_in_with_its_key() {
    let before = sample_company();
    let key = crate::backups::sealed::armed(&before);
    let backup = backups::create(&before.app, &Actor::Program, Why::Asked).unwrap();
    let sealed = std::fs::read(backups::folder(&before.app).join(&backup.name)).unwrap();
    let mut changed = sealed.clone();
    *changed.last_mut().unwrap() ^= 1;
    let site = Site::empty();
    let mut browser = opened(&site);
    browser.get("/setup/archive").shows("Key of an encrypted backup");
    let send = |browser: &mut Browser, key: &str, content: &[u8]| {
        browser.upload("/setup/archive", &[("key", key)], ("file", "a.backup.age", content))
    };
    let other = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";
    for (typed, content, says) in [
        ("", &sealed, "is encrypted to age1"),
        ("hunter2", &sealed, "That is a password"),
        (other, &sealed, "This key does not open it"),
        (&key[..70], &sealed, "4 characters are missing"),
        (&key, &changed, "was changed"),
    ] {
        send(&mut browser, typed, content).is(422).shows(says).hides(&key);
        is_as_new(&site, &mut browser);
    }
    send(&mut browser, &key.to_lowercase(), &sealed).leads_to("/setup/archive/contents");
    browser.get("/setup/archive/contents").is(200).hides(&key);
    let begun = browser.post("/setup/archive/takeover", &[]);
    until_restored(&mut browser, &begun).hides(&key);
    let employees = site.app.store.read().unwrap().count::<Employee>().unwrap();
    assert_eq!(employees, backup.employees);
}

#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use std::process::{Command, Stdio};

fn sealed(content: &[u8], keys: &[&Key]) -> Vec<u8> {
    let recipients: Vec<Recipient> = keys.iter().map(|key| key.recipient()).collect();
    let mut to = seal(Vec::new(), &recipients).unwrap();
    to.write_all(content).unwrap();
    to.finish().unwrap()
}

fn opened(file: &[u8], keys: &[Key]) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    open(file, keys)?.read_to_end(&mut content)?;
    Ok(content)
}

#[test]
fn each_of_its_keys_opens_it_and_it_says_whose_they_are() {
    let (first, second) = (Key::generate(), Key::generate());
    let content = vec![7; 200_000];
    let file = sealed(&content, &[&first, &second]);
    assert!(is_sealed(&file) && !is_sealed(b"age-encryption"));
    let names = [first.recipient().to_string(), second.recipient().to_string()];
    assert_eq!(recipients_of(&file[..]).unwrap(), names);
    for key in [first, second] {
        assert_eq!(opened(&file, &[Key::generate(), key]).unwrap(), content);
    }
    let names_of = |error| match error {
        Err(Error::WrongKey { recipients } | Error::NoKey { recipients }) => recipients,
        other => panic!("{other:?}"),
    };
    assert_eq!(names_of(opened(&file, &[Key::generate()])), names);
    assert_eq!(names_of(opened(&file, &[])), names);
}

#[test]
fn what_was_changed_anywhere_or_cut_is_no_content() {
    let key = Key::generate();
    let file = sealed(b"the whole of it", &[&key]);
    let keys = [key];
    for at in 0..file.len() {
        let mut other = file.clone();
        other[at] ^= 1;
        assert!(opened(&other, &keys).is_err(), "changed at {at}");
        assert!(opened(&file[..at], &keys).is_err(), "cut at {at}");
    }
    let unfinished = {
        let mut to = seal(Vec::new(), &[keys[0].recipient()]).unwrap();
        to.write_all(&[1; 70_000]).unwrap();
        to.flush().unwrap();
        to.0
    };
    drop(unfinished);
    assert!(opened(&[&file[..], b"more"].concat(), &keys).is_err());
}

#[test]
fn a_file_to_a_password_is_refused_and_nothing_is_computed() {
    // 2^30: hours, if anybody tried.
    let file = b"age-encryption.org/v1\n-> scrypt bm90IGEgcmVhbCBzYWx0IQ 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    let began = std::time::Instant::now();
    assert!(matches!(opened(file, &[Key::generate()]), Err(Error::Password)));
    assert!(began.elapsed().as_secs() < 2);
}

#[test]
fn a_header_without_an_end_is_not_read_for_ever() {
    let endless = MAGIC.chain(io::repeat(b'a'));
    assert!(matches!(recipients_of(endless), Err(Error::Damaged)));
    let lines = MAGIC.chain(Cursor::new(b"-> a b\n".repeat(100_000)));
    assert!(matches!(recipients_of(lines), Err(Error::Damaged)));
    let names = [MAGIC, b"-> handyman-kpi-recipient <script>\n--- x\n"].concat();
    assert!(recipients_of(&names[..]).unwrap().is_empty());
}

#[test]
fn a_key_is_read_as_people_write_it() {
    let key = Key::generate();
    let text = key.to_text();
    let broken = format!("{}\n  {}", &text[..40], &text[40..]);
    let groups: Vec<&str> = text
        .as_bytes()
        .chunks(4)
        .map(|four| std::str::from_utf8(four).unwrap())
        .collect();
    let looks_like = format!(
        "AGE-SECRET-KEY-1{}",
        text[16..].replace('0', "O").replace('L', "I").replace('8', "B")
    );
    for typed in [
        text.clone(),
        text.to_lowercase(),
        broken,
        groups.join(" "),
        text.replace('-', ""),
        text.replace('-', "\u{2013}"),
        looks_like,
        format!("# created: today\n# public key: {}\n{text}\n", key.recipient()),
    ] {
        assert_eq!(Key::parse(&typed).unwrap().recipient(), key.recipient(), "{typed}");
    }
    let two = format!("{text}\n# the old one\n{}\n", Key::generate().to_text());
    assert_eq!(Key::all_in(&two).unwrap().len(), 2);
    assert_eq!(Key::all_in(&text).unwrap().len(), 1);
    assert_eq!(Recipient::parse(&key.recipient().to_string()), Some(key.recipient()));
    assert!(!format!("{key:?}").contains(&text[20..30]));
}

#[test]
fn what_is_no_key_is_told_apart() {
    let text = Key::generate().to_text();
    let mut typo: Vec<char> = text.chars().collect();
    typo[30] = if typo[30] == 'Q' { 'P' } else { 'Q' };
    for (typed, error) in [
        ("", KeyError::Nothing),
        (" \n", KeyError::Nothing),
        ("correct horse battery staple", KeyError::NoKey),
        (&Key::generate().recipient().to_string(), KeyError::Recipient),
        (&text[..60], KeyError::Cut(14)),
        ("AGE-SECRET-KEY-", KeyError::Cut(58)),
        (&format!("{text}QQ"), KeyError::Long(2)),
        (&typo.into_iter().collect::<String>(), KeyError::Typo),
    ] {
        assert_eq!(Key::parse(typed).unwrap_err(), error, "{typed}");
    }
}

/// Debian's `age`, where it is installed.
#[test]
fn other_age_programs_open_it_and_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate();
    let key_file = folder.path().join("key.txt");
    std::fs::write(&key_file, key.to_text()).unwrap();
    let age = |arguments: &[&str], file: &[u8]| {
        let mut age = Command::new("age")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        age.stdin.take()?.write_all(file).ok()?;
        let done = age.wait_with_output().ok()?;
        assert!(done.status.success(), "age {arguments:?}");
        Some(done.stdout)
    };
    let Some(content) = age(&["-d", "-i", key_file.to_str().unwrap()], &sealed(b"for us", &[&key])) else {
        eprintln!("SKIPPED: there is no age on this box");
        return;
    };
    assert_eq!(content, b"for us");
    let theirs = age(&["-r", &key.recipient().to_string()], b"for them").unwrap();
    assert_eq!(opened(&theirs, std::slice::from_ref(&key)).unwrap(), b"for them");
    let Err(Error::WrongKey { recipients }) = opened(&theirs, &[Key::generate()]) else {
        panic!("it was opened");
    };
    assert!(recipients.is_empty(), "other programs name nobody");
}

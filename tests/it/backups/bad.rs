//! Files that are no good backup: every one is refused with a sentence, and nothing is touched.

use super::{brought, file_of, made};
use crate::exports::sample_company;
use crate::store::drills::chance::Chance;
use crate::store::drills::runs;
use handyman_kpi::app::Error;
use handyman_kpi::store::backup::Rehearsal;
use std::fs;
use std::io::Write;

fn good() -> Vec<u8> {
    let site = sample_company();
    fs::read(file_of(&site, &made(&site))).unwrap()
}

/// What it is refused with, by the proof and by an empty box alike.
fn refusal(file: &[u8]) -> String {
    let scratch = tempfile::tempfile().unwrap();
    let Err(proof) = Rehearsal::of(scratch, file) else {
        panic!("it was taken");
    };
    assert!(matches!(
        proof,
        handyman_kpi::store::Error::Unfit(_) | handyman_kpi::store::Error::Newer { .. }
    ));
    match brought(file) {
        Err(Error::Conflict(sentence)) => sentence.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    }
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut to = zstd::Encoder::new(Vec::new(), 3).unwrap();
    to.include_checksum(true).unwrap();
    to.write_all(text).unwrap();
    to.finish().unwrap()
}

#[test]
fn changed_bytes_and_cuts_at_any_place() {
    let good = good();
    let text = zstd::decode_all(good.as_slice()).unwrap();
    let mut chance = Chance::new(6);
    let mut below = |end: usize| usize::try_from(chance.below(end as u64)).unwrap();
    for trial in 0..runs(100, 2_000) {
        let at = below(good.len());
        let mut file = good.clone();
        match trial % 3 {
            0 => file[at] ^= 1 << below(8),
            1 => file.truncate(at),
            _ => {
                let other = below(good.len());
                if file[at] == file[other] {
                    continue;
                }
                file.swap(at, other);
            }
        }
        // A bit of the packing that means nothing: what is in it is what was written, to the byte.
        if zstd::decode_all(file.as_slice()).is_ok_and(|same| same == text) {
            continue;
        }
        refusal(&file);
    }
}

#[test]
fn what_is_well_packed_and_lies() {
    let text = String::from_utf8(zstd::decode_all(good().as_slice()).unwrap()).unwrap();
    let whole = |text: &str| packed(text.as_bytes());
    let event = text.find("\"events\":[\n[1,").unwrap() + "\"events\":[\n".len();
    let second = event + text[event..].find('\n').unwrap() + 1;
    for (what, file) in [
        ("a record less", whole(&(text[..event].to_owned() + &text[second..]))),
        (
            "another name",
            whole(&text.replacen("\"handyman-kpi archive\"", "\"other archive\"", 1)),
        ),
        ("something behind the end", whole(&(text.clone() + "more"))),
        ("a second frame", [whole(&text), whole("x")].concat()),
        ("the end missing", whole(&text[..text.rfind("\"end\"").unwrap()])),
        ("twice", whole(&text.repeat(2))),
        ("nothing", whole("")),
        ("a path", whole("../../etc/passwd")),
    ] {
        let said = refusal(&file);
        assert!(!said.is_empty(), "{what}");
    }
    let newer = text.replacen("\"schema\":", "\"schema\":9", 1);
    assert!(refusal(&whole(&newer)).contains("newer"), "{}", refusal(&whole(&newer)));
}

#[test]
fn bombs() {
    // 640 MB of blanks in some KB: one line without an end.
    let mut bomb = zstd::Encoder::new(Vec::new(), 19).unwrap();
    let zeros = vec![b' '; 16 << 20];
    for _ in 0..40 {
        bomb.write_all(&zeros).unwrap();
    }
    refusal(&bomb.finish().unwrap());
    // A window of 2 GB.
    let mut wide = zstd::Encoder::new(Vec::new(), 3).unwrap();
    wide.long_distance_matching(true).unwrap();
    wide.window_log(30).unwrap();
    wide.write_all(b"{\"manifest\":").unwrap();
    refusal(&wide.finish().unwrap());
}

#[test]
fn other_files() {
    for file in [
        &b"\x28\xb5\x2f\xfd"[..],
        b"PK\x03\x04",
        b"%PDF-1.7",
        b"{}",
        b"\0\0\0\0",
        b"not at all",
    ] {
        refusal(file);
    }
}

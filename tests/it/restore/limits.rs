//! What is brought to a restore by mistake or with intent: refused in words, with little memory, and
//! nothing is changed.

use super::forged::{Forged, of_one_byte, packed, passed_over, with_dictionary, with_window};
use super::{events, made, names, restored};
use crate::cli::{command, run};
use crate::exports::{sample_company, sign_in};
use crate::support::programs::is_drill;
use crate::support::restoring::source;
use crate::support::watched::{memory, watched};
use crate::support::{Process, Site, company};
use handyman_kpi::app::restore;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::sealed::{Key, seal};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::json;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The most memory the whole program may take over any of them, in MiB.
const MEMORY: f64 = 128.0;
/// Over records as large as the store takes any, in MiB.
const MEMORY_OF_LARGE: f64 = 200.0;
const PATIENCE: Duration = Duration::from_secs(120);

/// A stopped company with a good backup of it outside.
struct Stopped {
    folder: tempfile::TempDir,
    /// What is brought lies here.
    brought: tempfile::TempDir,
    good: Vec<u8>,
    was: Vec<u8>,
}

/// Every record, as it lies there.
fn records(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    let app = company::open(folder);
    app.store.read().unwrap().dump(&mut all).unwrap();
    all
}

impl Stopped {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(
            folder.path(),
            &["demo", "--no-serve", "--employees", "5", "--years", "1"],
        )
        .well();
        let made = run(folder.path(), &["backup", "create", "--json"]).well().json();
        let good = fs::read(made["path"].as_str().unwrap()).unwrap();
        run(folder.path(), &["user", "add", "zoe", "--role", "admin"]).well();
        let was = records(folder.path());
        Self {
            folder,
            brought: tempfile::tempdir().unwrap(),
            good,
            was,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, content: &[u8]) -> PathBuf {
        let path = self.brought.path().join("a.backup");
        fs::write(&path, content).unwrap();
        path
    }

    /// Refused by a look and by the act, here and on an empty box, which unpacks it for good at once.
    #[track_caller]
    fn refuses(&self, what: &str, file: &Path) -> String {
        self.refuses_within(what, file, MEMORY)
    }

    #[track_caller]
    fn refuses_within(&self, what: &str, file: &Path, memory: f64) -> String {
        let file = file.to_str().unwrap();
        let empty = tempfile::tempdir().unwrap();
        let mut peaks = Vec::new();
        let mut words = String::new();
        for (folder, args) in [
            (self.path(), &["restore", file, "--preview"][..]),
            (self.path(), &["restore", file, "--yes"]),
            (empty.path(), &["import", "all", file]),
        ] {
            let (said, peak) = watched(&mut command(folder, args), PATIENCE);
            assert_eq!(said.code, 1, "{what}: {args:?}: {}{}", said.out, said.err);
            assert!(is_a_sentence(&said.err), "{what}: {args:?}: {:?}", said.err);
            assert!(said.out.is_empty(), "{what}: {}", said.out);
            assert!(peak <= memory, "{what}: {args:?} took {peak:.0} MiB");
            assert!(!folder.join("restoring").exists(), "{what}: something is left");
            peaks.push(format!("{peak:.0}"));
            words = said.err;
        }
        eprintln!("{what}: {} MiB: {}", peaks.join(", "), words.trim());
        words
    }

    /// At the end of all of them.
    fn is_as_it_was(&self) {
        let users = run(self.path(), &["user", "list"]).well().out;
        assert!(users.contains("zoe"), "{users}");
        assert!(records(self.path()) == self.was, "something was recorded");
    }
}

/// Words for a person: not empty, of a length one reads, and nothing that a terminal obeys.
fn is_a_sentence(said: &str) -> bool {
    let said = said.trim();
    (20..1_000).contains(&said.len()) && !said.chars().any(|c| c.is_control() && c != '\n')
}

/// Lines as of a table, numbered upwards.
fn lines(count: u64) -> Vec<u8> {
    let mut to = zstd::Encoder::new(Vec::new(), 3).unwrap();
    for id in 1..=count {
        writeln!(to, "[{id},{{}}],").unwrap();
    }
    to.finish().unwrap()
}

/// The beginning of an archive up to its events, of which it says that there are more than anybody has.
fn endless(good: &[u8]) -> String {
    let mut forged = Forged::of(good);
    let all = json!(1u64 << 53);
    forged.says_of("events")["records"] = all.clone();
    forged.says_of("events")["last"] = all;
    let text = forged.text();
    let at = text.find("\"events\":[\n").unwrap() + "\"events\":[\n".len();
    text[..at].to_owned()
}

#[test]
fn bombs() {
    let here = Stopped::new();
    let begun = endless(&here.good);
    let frame = |text: &str| packed(text.as_bytes());
    // 10 GB each, in 330 KB.
    let blocks = 10_000_000_000u64.div_ceil(128 << 10) as u32;
    for (what, file) in [
        ("10 GB of zeros", of_one_byte(0, blocks)),
        ("10 GB of empty lines", of_one_byte(b'\n', blocks)),
        (
            "10 GB of one record",
            [frame(&(begun.clone() + "[1,{\"x\":\"")), of_one_byte(b'x', blocks)].concat(),
        ),
        ("a window of 2 GB", with_window(31, here.good.as_slice())),
        ("a window of 16 MB", with_window(24, begun.as_bytes())),
    ] {
        here.refuses(what, &here.file(&file));
    }
    // Each of them would do.
    let many = if is_drill() { 20_000_000 } else { 50_000 };
    let file = [frame(&begun), lines(many)].concat();
    here.refuses(&format!("{many} lines and no end"), &here.file(&file));
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat((16 << 20) - 100));
    let count = if is_drill() { 20 } else { 4 };
    let records: Vec<String> = (1..=count).map(|id| format!("[{id},{large}],\n")).collect();
    let file = here.file(&[begun, records.concat()].concat().into_bytes());
    here.refuses_within("records of 16 MB each", &file, MEMORY_OF_LARGE);
    here.is_as_it_was();
}

#[test]
fn numbers_and_names_that_cannot_be() {
    let here = Stopped::new();
    let forged = Forged::of(&here.good);
    let text = |change: &dyn Fn(&mut Forged)| {
        let mut forged = forged.clone();
        change(&mut forged);
        forged.text().into_bytes()
    };
    let many = |one: &str, count: usize| {
        let mut forged = forged.clone();
        forged.manifest["tables"] = json!("HERE");
        let tables = format!("[{}]", vec![one; count].join(","));
        forged.text().replacen("\"HERE\"", &tables, 1).into_bytes()
    };
    let named = |name: &str| {
        text(&|forged| {
            forged.says_of("employees")["table"] = json!(name);
            let at = forged
                .tables
                .iter()
                .position(|(table, _)| table == "employees")
                .unwrap();
            forged.tables[at].0 = name.to_owned();
        })
    };
    for (what, file) in [
        (
            "a million tables",
            many(&forged.manifest["tables"][0].to_string(), 1_000_000),
        ),
        (
            "300,000 tables",
            many("{\"table\":\"\",\"last\":0,\"records\":0,\"sum\":\"\"}", 300_000),
        ),
        (
            "2^60 records",
            text(&|forged| {
                forged.says_of("events")["records"] = json!(1u64 << 60);
                forged.says_of("events")["last"] = json!(1u64 << 60);
            }),
        ),
        (
            "2^53 records",
            text(&|forged| {
                forged.says_of("events")["records"] = json!(1u64 << 53);
                forged.says_of("events")["last"] = json!(1u64 << 53);
            }),
        ),
        (
            "minus one",
            text(&|forged| forged.says_of("events")["records"] = json!(-1)),
        ),
        ("a path", named("../../etc/passwd")),
        ("the store's own table", named("meta")),
        ("a table of the box", named("sessions")),
        ("with a NUL", named("employees\0")),
        ("a table twice", named("users")),
        (
            "what a terminal obeys",
            text(&|forged| {
                forged.manifest["schema"] = json!(9);
                forged.manifest["needs"] = json!("9\u{1b}[2J\u{1b}]0;gone\u{7}");
            }),
        ),
        (
            "a version of a megabyte",
            text(&|forged| {
                forged.manifest["schema"] = json!(9);
                forged.manifest["needs"] = json!("9".repeat(1 << 20));
            }),
        ),
    ] {
        here.refuses(what, &here.file(&file));
    }
    here.is_as_it_was();
}

#[test]
fn records_that_cannot_be() {
    let here = Stopped::new();
    let forged = Forged::of(&here.good);
    let summed = |change: &dyn Fn(&mut Forged)| {
        let mut forged = forged.clone();
        change(&mut forged);
        forged.summed().text().into_bytes()
    };
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for (what, file) in [
        (
            "an id twice",
            summed(&|forged| {
                let again = forged.table("employees")[0].clone();
                forged.table("employees").insert(1, again);
            }),
        ),
        ("ids descending", summed(&|forged| forged.table("employees").reverse())),
        (
            "a name twice",
            summed(&|forged| {
                let (id, first) = forged.table("users")[0].clone();
                let again = first.replacen(&format!("\"id\":{id},"), "\"id\":9000,", 1);
                assert_ne!(first, again);
                forged.table("users").push((9000, again));
            }),
        ),
        (
            "another id inside",
            summed(&|forged| {
                let first = &mut forged.table("employees")[0];
                first.1 = first.1.replacen("\"id\":", "\"id\":9", 1);
            }),
        ),
        (
            "100,000 deep",
            summed(&|forged| {
                let first = &mut forged.table("employees")[0];
                first.1 = first.1.replacen('{', &format!("{{\"x\":{},", nested(100_000)), 1);
            }),
        ),
        (
            "100,000 deep where a name stands",
            summed(&|forged| {
                let first = &mut forged.table("employees")[0];
                first.1 = format!("{{\"id\":1,\"first_name\":{}}}", nested(100_000));
            }),
        ),
        ("a line of 64 MB", {
            let text = forged.text();
            let at = text.find("\"employees\":[\n").unwrap() + "\"employees\":[\n".len();
            let line = format!("[1,{{\"x\":\"{}\"}}],\n", "x".repeat(64 << 20));
            [&text[..at], &line, &text[at..]].concat().into_bytes()
        }),
        (
            "nobody who may do anything",
            summed(&|forged| forged.table("users").clear()),
        ),
        ("cut short", {
            let text = forged.text().into_bytes();
            text[..text.len() - 20].to_vec()
        }),
    ] {
        here.refuses(what, &here.file(&file));
    }
    here.is_as_it_was();
}

#[test]
fn a_name_that_a_terminal_would_obey_is_shown_without_that() {
    let here = Stopped::new();
    let mut forged = Forged::of(&here.good);
    let settings = &mut forged.table("settings")[0].1;
    let at = settings.find("\"company\":\"").unwrap() + "\"company\":\"".len();
    settings.insert_str(at, "\\u001b]0;yours\\u0007\\u001b[2J\\u009b31mAnn & Co ");
    let file = here.file(forged.summed().text().as_bytes());
    for args in [&["--preview"][..], &[], &["--yes"]] {
        let said = run(here.path(), &[&["restore", file.to_str().unwrap()], args].concat());
        let words = format!("{}{}", said.out, said.err);
        assert!(words.contains("Ann & Co"), "{words:?}");
        assert!(!words.chars().any(|c| c.is_control() && c != '\n'), "{words:?}");
    }
}

#[test]
fn frames_that_cannot_be() {
    let here = Stopped::new();
    let good = here.good.as_slice();
    let text = zstd::decode_all(good).unwrap();
    let key = Key::generate();
    let mut sealing = seal(Vec::new(), &[key.recipient()]).unwrap();
    sealing.write_all(good).unwrap();
    let sealed = sealing.finish().unwrap();
    let end = sealed.windows(4).position(|four| four == b"\n---").unwrap() + 1;
    let padded = [
        &sealed[..end],
        "-> grease x\nAAAA\n".repeat(70_000).as_bytes(),
        &sealed[end..],
    ]
    .concat();
    for (what, file) in [
        ("two", [good, good].concat()),
        ("one that is passed over first", [&passed_over(b"x"), good].concat()),
        ("of a dictionary", with_dictionary(&text)),
        ("more bytes behind it", [good, b"more"].concat()),
        ("a NUL behind it", [good, b"\0"].concat()),
        (
            "to a password",
            b"age-encryption.org/v1\n-> scrypt rzA1Zl0yW2l0bVlUc0FmVg 30\n\
              Zm9yIHRlc3RzIG9ubHksIG5vIGZpbGUga2V5IGhlcmU\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                .to_vec(),
        ),
        ("a sealed head of a megabyte", padded),
    ] {
        here.refuses(what, &here.file(&file));
    }
    here.is_as_it_was();
}

#[test]
fn what_is_no_file() {
    let here = Stopped::new();
    let at = |name: &str| here.brought.path().join(name);
    symlink("loop", at("loop")).unwrap();
    symlink("nowhere", at("nowhere-link")).unwrap();
    mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    for (path, says) in [
        (at("loop"), "cannot be read"),
        (at("nowhere-link"), "cannot be read"),
        (at("pipe"), "is no file"),
        (at("nowhere"), "cannot be read"),
        (here.brought.path().to_owned(), "is no file"),
        ("/dev/zero".into(), "is no file"),
        ("/dev/null".into(), "is no file"),
        ("/proc/self/mem".into(), "cannot be"),
    ] {
        let said = here.refuses(&path.display().to_string(), &path);
        assert!(said.contains(says), "{said}");
    }
    here.is_as_it_was();
    // A link to a good one is one.
    fs::write(at("good"), &here.good).unwrap();
    symlink("good", at("link")).unwrap();
    run(here.path(), &["restore", at("link").to_str().unwrap(), "--yes"]).well();
    assert!(!run(here.path(), &["user", "list"]).well().out.contains("zoe"));
}

#[test]
fn a_file_nobody_may_read() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: to be somebody else takes root");
        return;
    }
    let nobody = 65_534;
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::chown(folder.path(), Some(nobody), Some(nobody)).unwrap();
    let mine = tempfile::NamedTempFile::new().unwrap();
    fs::set_permissions(mine.path(), PermissionsExt::from_mode(0o600)).unwrap();
    // Where everybody may run it from.
    let program = tempfile::tempdir().unwrap();
    fs::set_permissions(program.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let binary = program.path().join("handyman-kpi");
    fs::copy(env!("CARGO_BIN_EXE_handyman-kpi"), &binary).unwrap();
    for how in ["--preview", "--yes"] {
        let mut command = std::process::Command::new(&binary);
        command
            .arg("--data-dir")
            .arg(folder.path())
            .args(["restore", mine.path().to_str().unwrap(), how])
            .env_clear()
            .uid(nobody)
            .gid(nobody);
        let (said, _) = watched(&mut command, PATIENCE);
        assert_eq!(said.code, 1, "{}", said.err);
        assert!(
            said.err.contains("cannot be read") && said.err.contains("Permission denied"),
            "{}",
            said.err
        );
    }
}

/// A few of each kind, for those that do not start a process for each.
fn some(good: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let forged = Forged::of(good);
    let mut twice = forged.clone();
    let (id, first) = twice.table("users")[0].clone();
    let again = first.replacen(&format!("\"id\":{id},"), "\"id\":9000,", 1);
    twice.table("users").push((9000, again));
    let mut deep = forged.clone();
    let first = &mut deep.table("employees")[0];
    let nested = format!("{{\"x\":{}{},", "[".repeat(100_000), "]".repeat(100_000));
    first.1 = first.1.replacen('{', &nested, 1);
    vec![
        ("zeros", of_one_byte(0, 80_000)),
        ("a window of 2 GB", with_window(31, good)),
        (
            "lines and no end",
            [packed(endless(good).as_bytes()), lines(20_000)].concat(),
        ),
        ("a name twice", twice.summed().text().into_bytes()),
        ("100,000 deep", deep.summed().text().into_bytes()),
        ("two frames", [good, good].concat()),
        ("trailing bytes", [good, b"more"].concat()),
        (
            "to a password",
            b"age-encryption.org/v1\n-> scrypt a 30\nA\n--- A\n".to_vec(),
        ),
    ]
}

#[test]
fn by_a_running_service() {
    let here = Stopped::new();
    let process = Process::start(here.path());
    let id = process.running.id();
    for (what, file) in some(&here.good) {
        let file = here.file(&file);
        // What it took before is forgotten.
        fs::write(format!("/proc/{id}/clear_refs"), "5").unwrap();
        for how in ["--preview", "--yes"] {
            let (said, peak) = watched(
                &mut command(here.path(), &["restore", file.to_str().unwrap(), how]),
                PATIENCE,
            );
            assert_eq!(said.code, 1, "{what}: {}{}", said.out, said.err);
            assert!(is_a_sentence(&said.err), "{what}: {:?}", said.err);
            assert!(peak <= MEMORY, "{what}: the shell took {peak:.0} MiB");
        }
        let peak = memory(id);
        assert!(peak <= MEMORY, "{what}: the service took {peak:.0} MiB");
        eprintln!("{what}: the service took {peak:.0} MiB");
        assert!(!here.path().join("restoring").exists(), "{what}: something is left");
    }
    assert!(run(here.path(), &["user", "list"]).well().out.contains("zoe"));
    process.running.kill();
}

#[test]
fn by_the_page_and_by_the_act_itself() {
    let site: Site = sample_company();
    let good = made(&site);
    let (epoch, at, count) = (site.app.epoch(), events(&site).len(), names(&site).len());
    for (what, file) in some(&good) {
        let mut owner = sign_in(&site, 0);
        owner.get("/backups/restore");
        let page = owner.upload("/backups/restore", &[], ("file", "a.backup", &file));
        page.is(422).shows("This ");
        for refused in [
            restored(&site, &source(&file)).map(drop),
            restore::look(&site.app, &Actor::Program, &source(&file)).map(drop),
        ] {
            let refused = refused.unwrap_err();
            assert!(
                matches!(refused, handyman_kpi::app::Error::Conflict(_)),
                "{what}: {refused:?}"
            );
        }
        assert!(!site.folder().join("restoring").exists(), "{what}");
    }
    assert_eq!((site.app.epoch(), names(&site).len()), (epoch, count));
    assert!(events(&site).iter().skip(at).all(|event| event.what != "restored"));
}

//! The walls of the module map: who may use whom, who owns which crate, and what no file may have.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Arrows besides those to `domain`, which every layer may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["web", "jobs", "report", "app", "store", "host", "config"]),
    ("web", &["app", "report", "view"]),
    ("jobs", &["app", "report", "view", "host"]),
    ("report", &["app", "view"]),
    ("app", &["store", "host"]),
    ("store", &[]),
    ("host", &["config"]),
    ("view", &[]),
    ("config", &[]),
    ("domain", &[]),
    // The map of the modules and nothing else.
    ("lib", &[]),
];

/// Heavy crates, and the only files (or folders) that may name them.
const OWNERS: &[(&str, &[&str])] = &[
    ("redb", &["store"]),
    ("warp", &["web/server", "web/gate", "web/reply"]),
    (
        "hyper",
        &["web/server", "web/gate", "web/reply", "host/acme", "host/s3"],
    ),
    (
        "hyper_util",
        &["web/server", "web/gate", "web/reply", "host/acme", "host/s3"],
    ),
    (
        "http_body_util",
        &["web/server", "web/gate", "web/reply", "host/acme", "host/s3"],
    ),
    ("hyper_rustls", &["host/acme", "host/s3"]),
    ("rusty_s3", &["host/s3"]),
    ("mdns_sd", &["host/mdns"]),
    ("x509_parser", &["host/tls"]),
    ("rustls", &["web/server", "host"]),
    ("tokio_rustls", &["web/server", "host"]),
    ("rcgen", &["host/tls", "host/acme"]),
    ("minijinja", &["view"]),
    ("rust_embed", &["view"]),
    ("argon2", &["host/password"]),
    ("sysinfo", &["host/system"]),
    ("sd_notify", &["host/notify"]),
    ("listenfd", &["host/sockets"]),
    ("instant_acme", &["host/acme"]),
    ("zstd", &["store/snapshot", "store/backup", "web/reply"]),
    ("clap", &["cli"]),
    ("calamine", &["app/score_card", "app/tables"]),
    ("encoding_rs", &["app/tables"]),
    ("zip", &["app/score_card"]),
    ("quick_xml", &["app/score_card"]),
    ("csv", &["app/tables", "report"]),
    ("rust_xlsxwriter", &["report/xlsx"]),
    ("age", &["host/sealed"]),
    ("age_core", &["host/sealed"]),
    ("anyhow", &["cli", "jobs"]),
];

const FORBIDDEN_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "service",
];

/// A source file without its tests and comments.
struct Source {
    /// Below `src`, without `.rs` and `/mod`: `web/gate/body`.
    module: String,
    code: String,
}

impl Source {
    fn layer(&self) -> &str {
        self.module.split('/').next().unwrap()
    }

    /// The layers it names: `crate::x`, `handyman_kpi::x`, and `super::super::x` that leaves its own.
    fn uses(&self) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        for root in ["crate::", "handyman_kpi::"] {
            for rest in after(&self.code, root) {
                match rest.strip_prefix('{') {
                    Some(group) => used.extend(names_of_group(group)),
                    None => used.extend(word(rest)),
                }
            }
        }
        let depth = self.module.split('/').count();
        for rest in after(&self.code, &"super::".repeat(depth)) {
            used.extend(word(rest));
        }
        // A field of the app is a way around the wall as well.
        if self.layer() == "web" && self.code.contains("app.store") {
            used.insert("store".into());
        }
        used.retain(|name| MAY_USE.iter().any(|(layer, _)| layer == name));
        used
    }
}

#[test]
fn every_arrow_between_the_layers_is_on_the_map() {
    let mut wrong = Vec::new();
    for source in sources() {
        let layer = source.layer();
        let Some((_, may)) = MAY_USE.iter().find(|(name, _)| *name == layer) else {
            wrong.push(format!("{} is no layer of the map", source.module));
            continue;
        };
        for used in source.uses() {
            if used != layer && used != "domain" && !may.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", source.module));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_heavy_crate_is_named_by_its_owner_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, owners) in OWNERS {
            let named = after(&source.code, &format!("{name}::")).next().is_some();
            let owned = owners.iter().any(|owner| {
                source.module == *owner
                    || source
                        .module
                        .strip_prefix(owner)
                        .is_some_and(|rest| rest.starts_with('/'))
            });
            if named && !owned {
                wrong.push(format!("{} uses the crate {name}", source.module));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_module_is_named_after_nothing() {
    for source in sources() {
        for part in source.module.split('/') {
            assert!(
                !FORBIDDEN_NAMES.contains(&part),
                "{} is not named after what is in it",
                source.module
            );
        }
    }
}

#[test]
fn nothing_outside_tests_imports_whatever_is_above_it() {
    for source in sources() {
        assert!(
            !source.code.contains("super::*"),
            "{} has `use super::*`",
            source.module
        );
    }
}

#[test]
fn there_is_no_global_state() {
    for source in sources() {
        for line in source.code.lines().map(str::trim) {
            let declares = ["static ", "pub static ", "pub(crate) static ", "pub(super) static "];
            let changes = ["static mut", "Mutex<", "RwLock<", "Atomic", "Cell<", "ArcSwap"];
            let global =
                declares.iter().any(|start| line.starts_with(start)) && changes.iter().any(|c| line.contains(c));
            assert!(
                !global && !line.starts_with("thread_local!"),
                "{}: {line}",
                source.module
            );
        }
    }
}

#[test]
fn the_tests_of_the_walls_see_through_what_they_read() {
    let source = Source {
        module: "web/gate/body".into(),
        code: plain(
            "use crate::{app::{self, Error}, store};\nuse super::super::super::host::tls; // crate::cli\nlet a = \"crate::config\";\n#[cfg(test)]\nmod tests {\n    use crate::jobs;\n}\n",
        ),
    };
    let used: Vec<String> = source.uses().into_iter().collect();
    assert_eq!(used, ["app", "host", "store"]);
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources are found");
    let mut tests = BTreeSet::new();
    let mut sources = Vec::new();
    for path in files {
        let below = path.strip_prefix(&root).unwrap().with_extension("");
        let below = below.to_str().unwrap();
        let module = below.strip_suffix("/mod").unwrap_or(below).to_owned();
        let text = fs::read_to_string(&path).unwrap();
        // A whole file of tests is announced in the file above it.
        for rest in after(&text, "#[cfg(test)]\nmod ") {
            tests.insert(format!("{module}/{}", word(rest).unwrap()));
        }
        sources.push(Source {
            module,
            code: plain(&text),
        });
    }
    // What is below it is tests as well.
    let below = |module: &str| {
        tests
            .iter()
            .any(|test| module.strip_prefix(test).is_some_and(|rest| rest.starts_with('/')))
    };
    sources.retain(|source| !tests.contains(&source.module) && !below(&source.module));
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code without tests, comments and texts.
fn plain(source: &str) -> String {
    // The tests of a file come last in it; a line without a body only announces a file of tests.
    let tests = source.match_indices("#[cfg(test)]\nmod ").map(|(at, _)| at);
    let end = tests
        .into_iter()
        .find(|at| source[*at..].lines().nth(1).is_some_and(|line| line.ends_with('{')));
    let code = &source[..end.unwrap_or(source.len())];
    let lines = code.lines().map(|line| {
        let mut out = String::new();
        for (i, part) in line.split('"').enumerate() {
            if i % 2 == 0 {
                match part.find("//") {
                    Some(comment) => return out + &part[..comment],
                    None => out += part,
                }
            }
        }
        out
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands behind each `path` that begins a path.
fn after<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(path).filter_map(move |(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        let begins = !before.is_alphanumeric() && before != '_' && before != ':';
        begins.then(|| &code[at + path.len()..])
    })
}

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The first names in `a::{b, c}, d}…`.
fn names_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut begins) = (0, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if begins && !c.is_whitespace() => {
                names.extend(word(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

//! Finds the sentences in the sources: `_("…")` and `_n("…", "…")` in templates, `message!("…")` and
//! `translate("…")` in Rust. Left out are tests, and the shell, which speaks English.

use super::tokens::Token::{Mark, Text, Word};
use super::tokens::{Token, tokens, unquoted};
use handyman_kpi::view::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What the program says.
#[derive(Default)]
pub struct Sentences {
    pub keys: BTreeSet<String>,
    /// For one → for many.
    pub plurals: BTreeMap<String, String>,
}

/// Of the whole program.
pub fn sentences() -> Sentences {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Sentences::default();
    for file in files(&root.join("web/templates"), "html") {
        found.template(&fs::read_to_string(file).unwrap());
    }
    let sources = rust_below("src");
    let mut left_out = vec![root.join("src/cli")];
    for (path, source) in &sources {
        left_out.extend(test_files(&tokens(source)).map(|module| module_of(path).join(module)));
    }
    for (path, source) in &sources {
        if !left_out.iter().any(|module| module_of(path).starts_with(module)) {
            found.rust(source);
        }
    }
    found.keys.extend(Words::given());
    found
}

/// The Rust files below a folder of the package.
pub fn rust_below(folder: &str) -> Vec<(PathBuf, String)> {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), "rs");
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).unwrap());
    files.into_iter().map(read).collect()
}

impl Sentences {
    /// A key that is all places needs no translation.
    fn add(&mut self, key: &str) {
        let mut around = key
            .split('{')
            .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        if around.any(|text| text.chars().any(char::is_alphabetic)) {
            self.keys.insert(key.to_owned());
        }
    }

    /// `_(` and `_n(` with a text behind them; what is called with a message from Rust is found there.
    pub fn template(&mut self, source: &str) {
        let (mut rest, mut before) = (source, ' ');
        while let Some(next) = rest.chars().next() {
            if let Some(comment) = rest.strip_prefix("{#") {
                rest = comment.split_once("#}").map_or("", |(_, after)| after);
                continue;
            }
            let begins = !before.is_alphanumeric() && before != '_';
            if let Some(arguments) = rest.strip_prefix("_(").filter(|_| begins) {
                if let Some((key, _)) = unquoted(arguments) {
                    self.add(&key);
                }
            } else if let Some(arguments) = rest.strip_prefix("_n(").filter(|_| begins) {
                let (one, after) = unquoted(arguments).expect("_n() has a text for one");
                let after = after.trim_start().strip_prefix(',');
                let (many, _) = after.and_then(unquoted).expect("_n() has a text for many");
                self.add(&one);
                self.add(&many);
                self.plurals.insert(one, many);
            }
            before = next;
            rest = &rest[next.len_utf8()..];
        }
    }

    fn rust(&mut self, source: &str) {
        let all = tokens(source);
        for at in 0..all.len() {
            match &all[at..] {
                // Tests come last.
                rest if test_module(rest).is_some_and(|(_, next)| next == '{') => return,
                [Word("message"), Mark('!'), Mark('('), Text(key), ..]
                | [Word("translate"), Mark('('), Text(key), ..] => {
                    self.add(key);
                }
                _ => {}
            }
        }
    }
}

/// The name of the test module that begins here, and what stands behind it: `;` or `{`.
fn test_module<'a>(at: &[Token<'a>]) -> Option<(&'a str, char)> {
    let [
        Mark('#'),
        Mark('['),
        Word("cfg"),
        Mark('('),
        Word("test"),
        Mark(')'),
        Mark(']'),
        rest @ ..,
    ] = at
    else {
        return None;
    };
    match rest {
        [Word("mod"), Word(name), Mark(next), ..]
        | [Word("pub"), Word("mod"), Word(name), Mark(next), ..]
        | [
            Word("pub"),
            Mark('('),
            Word(_),
            Mark(')'),
            Word("mod"),
            Word(name),
            Mark(next),
            ..,
        ] => Some((name, *next)),
        _ => None,
    }
}

/// The test modules that are files of their own.
fn test_files<'a>(all: &[Token<'a>]) -> impl Iterator<Item = &'a str> {
    let modules = (0..all.len()).filter_map(|at| test_module(&all[at..]));
    modules.filter(|(_, next)| *next == ';').map(|(name, _)| name)
}

/// `src/web/pages.rs` and `src/web/pages/mod.rs` are both `src/web/pages`.
fn module_of(path: &Path) -> PathBuf {
    let module = path.with_extension("");
    match module.file_name().and_then(|name| name.to_str()) {
        Some("mod" | "lib" | "main") => module.parent().unwrap().to_owned(),
        _ => module,
    }
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

#[test]
fn finds_a_sentence_however_it_is_written() {
    let mut found = Sentences::default();
    found.template("{{ _(\"One\") }}{# _(\"not me\") #}{{ f(_('Two \"so\"'), other_(\"nor me\"), _(page.words)) }}");
    found.template("{{ _n(\"{n} month\",\n  \"{n} months\", n=3) }}{{ _(\"{a} {b}\", a=1, b=2) }}");
    found.rust(
        "let a = message!(\"Three \\\"so\\\"\"); // message!(\"not me\")\n\
         message!(\n    \"Four, \\\n        long\",\n    n = 1\n); let s = \"message!(\\\"nor me\\\")\";\n\
         words.translate(\"Five\"); let c = '\"'; let r: &'static str = r#\"a \"raw\" one\"#; message!(\"Six\");\n\
         #[cfg(test)]\nmod tests { fn t() { message!(\"nor me either\"); } }",
    );
    let keys: Vec<&str> = found.keys.iter().map(String::as_str).collect();
    let expected = [
        "Five",
        "Four, long",
        "One",
        "Six",
        "Three \"so\"",
        "Two \"so\"",
        "{n} month",
        "{n} months",
    ];
    assert_eq!(keys, expected);
}

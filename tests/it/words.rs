//! The message catalogue is whole: every sentence of the program has its translation in `web/words`,
//! and no translation is left of a sentence that went.

mod sources;
mod tokens;

use handyman_kpi::view::Words;
use sources::{Sentences, sentences};
use std::collections::{BTreeMap, BTreeSet};

/// What is said in this language, by its English sentence.
fn said(words: &Words) -> BTreeMap<&str, &str> {
    words.sentences().collect()
}

fn translated() -> impl Iterator<Item = (&'static str, Words)> {
    let tags = Words::LANGUAGES.iter().map(|(tag, _)| *tag);
    tags.filter(|tag| *tag != "en").map(|tag| (tag, Words::of(tag)))
}

#[test]
fn every_sentence_is_translated_and_every_translation_is_used() {
    let program = sentences();
    assert!(program.keys.len() > 500, "the sources are read");
    let mut wrong = String::new();
    for (tag, words) in translated() {
        let said = said(&words);
        let missing: Vec<&String> = program
            .keys
            .iter()
            .filter(|key| !said.contains_key(key.as_str()))
            .collect();
        if !missing.is_empty() {
            wrong.push_str(&format!(
                "\n# {} sentences are not in web/words/{tag}.po yet. Paste them there and fill them in:\n\n{}",
                missing.len(),
                to_fill_in(&program, &missing)
            ));
        }
        let left: Vec<&&str> = said.keys().filter(|key| !program.keys.contains(**key)).collect();
        if !left.is_empty() {
            wrong.push_str(&format!("\n# No longer said; take them out of web/words/{tag}.po:\n\n"));
            left.iter().for_each(|key| wrong.push_str(&format!("msgid {key:?}\n")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Entries of a language's file with nothing said yet.
fn to_fill_in(program: &Sentences, missing: &[&String]) -> String {
    let manys: BTreeSet<&String> = program.plurals.values().collect();
    let mut entries = String::new();
    for key in missing {
        match program.plurals.get(*key) {
            Some(many) if many != *key => entries.push_str(&format!(
                "msgid {key:?}\nmsgid_plural {many:?}\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n\n"
            )),
            None if manys.contains(key) => {}
            _ => entries.push_str(&format!("msgid {key:?}\nmsgstr \"\"\n\n")),
        }
    }
    entries
}

#[test]
fn a_translation_fills_the_same_places_and_keeps_the_blanks_around_it() {
    let mut wrong = Vec::new();
    for (tag, words) in translated() {
        for (key, text) in words.sentences() {
            if places(key) != places(text) {
                wrong.push(format!("{tag}: {key}\n    {text}"));
            }
            let ends = |text: &str| (text.starts_with(' '), text.ends_with(' '));
            if ends(key) != ends(text) {
                wrong.push(format!("{tag}: blanks around {key:?}\n    {text:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names in braces; one may be said more often than the other does.
fn places(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

#[test]
fn pages_take_the_names_of_tiers_and_levels_in_the_readers_language() {
    let mut wrong = Vec::new();
    for (path, source) in sources::rust_below("src/web/pages") {
        let code: String = source.split_whitespace().collect();
        if ["projection().settings", "now.settings"]
            .iter()
            .any(|way| code.contains(way))
        {
            wrong.push(format!("{}: take ctx.settings(request) instead", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_missing_is_printed_ready_to_paste() {
    let mut program = Sentences::default();
    program.template("{{ _('Say \"no\"') }} {{ _n(\"One month\", \"{n} months\", n=2) }}");
    let missing: Vec<&String> = program.keys.iter().collect();
    assert_eq!(
        to_fill_in(&program, &missing),
        "msgid \"One month\"\nmsgid_plural \"{n} months\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n\nmsgid \"Say \\\"no\\\"\"\nmsgstr \"\"\n\n"
    );
}

//! Reads a language's file, `web/words/es.po`: the part of gettext's format this program uses.
//!
//! ```text
//! # a remark
//! msgid "Not rated"                   msgid "{n} month"
//! msgstr "Sin calificar"              msgid_plural "{n} months"
//!                                     msgstr[0] "{n} mes"
//!                                     msgstr[1] "{n} meses"
//! ```
//!
//! A text may go on in the lines below, each in its quotes. The entry for `""` is gettext's own head.

use std::collections::HashMap;

/// Sentence → its translation; an error names the line.
pub fn read(file: &str) -> Result<HashMap<String, String>, String> {
    let mut all = HashMap::new();
    let mut texts: Vec<(&str, String)> = Vec::new();
    for (n, line) in (1..).zip(file.lines().map(str::trim)) {
        let wrong = |what: &str| format!("line {n}: {what}");
        let (word, quoted) = line.split_at(line.find('"').unwrap_or(line.len()));
        match word.trim() {
            "" if quoted.is_empty() => continue,
            "" => {
                let (_, text) = texts.last_mut().ok_or_else(|| wrong("goes on from nothing"))?;
                text.push_str(&unquoted(quoted).ok_or_else(|| wrong("is no text in quotes"))?);
            }
            remark if remark.starts_with('#') => {
                if remark.starts_with("#,") && line.contains("fuzzy") {
                    return Err(wrong("is marked as not sure yet"));
                }
            }
            word @ ("msgid" | "msgid_plural" | "msgstr" | "msgstr[0]" | "msgstr[1]") => {
                if word == "msgid" {
                    keep(&mut all, std::mem::take(&mut texts)).map_err(|what| wrong(&what))?;
                }
                texts.push((word, unquoted(quoted).ok_or_else(|| wrong("is no text in quotes"))?));
            }
            _ => return Err(wrong("is nothing this program reads")),
        }
    }
    keep(&mut all, texts).map_err(|what| format!("the last entry: {what}"))?;
    Ok(all)
}

fn keep(all: &mut HashMap<String, String>, texts: Vec<(&str, String)>) -> Result<(), String> {
    let words: Vec<&str> = texts.iter().map(|(word, _)| *word).collect();
    let pairs = match words[..] {
        [] => return Ok(()),
        ["msgid", "msgstr"] => vec![(0, 1)],
        ["msgid", "msgid_plural", "msgstr[0]", "msgstr[1]"] => vec![(0, 2), (1, 3)],
        _ => return Err(format!("the entry above is not whole: {words:?}")),
    };
    for (key, said) in pairs {
        let (key, said) = (&texts[key].1, &texts[said].1);
        if key.is_empty() {
            continue;
        }
        if said.is_empty() {
            return Err(format!("“{key}” is not translated"));
        }
        match all.insert(key.clone(), said.clone()) {
            // What stands alone in one place and before a number in another is said the same.
            Some(other) if other != *said => return Err(format!("“{key}” is there twice")),
            _ => {}
        }
    }
    Ok(())
}

/// The text between quotes; its escapes are those of JSON as well.
fn unquoted(quoted: &str) -> Option<String> {
    serde_json::from_str(quoted).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_sentences_plurals_and_texts_of_several_lines() {
        let file = "# Head\nmsgid \"\"\nmsgstr \"Language: es\\n\"\n\n#: somewhere\nmsgid \"Say \\\"no\\\"\"\nmsgstr \"\"\n\"Di \"\n\"\\\"no\\\"\"\n\nmsgid \"{n} month\"\nmsgid_plural \"{n} months\"\nmsgstr[0] \"{n} mes\"\nmsgstr[1] \"{n} meses\"\n";
        let all = read(file).unwrap();
        assert_eq!(all.len(), 3);
        assert_eq!(all["Say \"no\""], "Di \"no\"");
        assert_eq!((&*all["{n} month"], &*all["{n} months"]), ("{n} mes", "{n} meses"));
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_line() {
        for (file, why) in [
            ("msgid \"A\"\nmsgid \"B\"\n", "line 2: the entry above is not whole"),
            ("msgid \"A\"\nmsgstr \"\"\n", "the last entry: “A” is not translated"),
            ("msgid \"A\"\nmsgstr B\n", "line 2: is nothing this program reads"),
            ("msgid \"A\"\nmsgstr \"B\n", "line 2: is no text in quotes"),
            ("\"A\"\n", "line 1: goes on from nothing"),
            (
                "#, fuzzy\nmsgid \"A\"\nmsgstr \"B\"\n",
                "line 1: is marked as not sure yet",
            ),
            (
                "msgid \"A\"\nmsgstr \"B\"\nmsgid \"A\"\nmsgstr \"C\"\n",
                "the last entry: “A” is there twice",
            ),
        ] {
            let said = read(file).unwrap_err();
            assert!(said.starts_with(why), "{said}");
        }
    }
}

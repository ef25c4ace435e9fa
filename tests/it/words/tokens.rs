//! Rust source as words, texts and marks: as much of the language as finding sentences needs.

/// A piece of source. Comments, and characters in single quotes, are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Word(&'a str),
    Text(String),
    Mark(char),
}

pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let skipped = |end: &str| rest.find(end).map_or("", |at| &rest[at + end.len()..]);
        if next.is_whitespace() {
            rest = rest.trim_start();
        } else if rest.starts_with("//") {
            rest = skipped("\n");
        } else if rest.starts_with("/*") {
            rest = skipped("*/");
        } else if let Some(after) = raw(rest) {
            rest = after;
        } else if next == '"' {
            let (text, after) = unquoted(rest).expect("a text ends");
            all.push(Token::Text(text));
            rest = after;
        } else if let Some(after) = character(rest) {
            rest = after;
        } else if next.is_alphanumeric() || next == '_' {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            all.push(Token::Word(&rest[..end]));
            rest = &rest[end..];
        } else {
            all.push(Token::Mark(next));
            rest = &rest[next.len_utf8()..];
        }
    }
    all
}

/// What stands behind a raw text; no sentence is one.
fn raw(source: &str) -> Option<&str> {
    let hashes = source.strip_prefix('r').or_else(|| source.strip_prefix("br"))?;
    let text = hashes.trim_start_matches('#');
    let end = format!("\"{}", &hashes[..hashes.len() - text.len()]);
    let text = text.strip_prefix('"')?;
    text.find(&end).map(|at| &text[at + end.len()..])
}

/// What stands behind `'x'` or `'\u{…}'`; a lifetime is none.
fn character(source: &str) -> Option<&str> {
    let inner = source.strip_prefix('\'')?;
    match inner.strip_prefix('\\') {
        Some(escaped) => {
            let escape = escaped.chars().next()?;
            escaped[escape.len_utf8()..].split_once('\'').map(|(_, after)| after)
        }
        None => inner[inner.chars().next()?.len_utf8()..].strip_prefix('\''),
    }
}

/// The text in quotes that begins here, blanks before it left out, and what stands behind it.
pub fn unquoted(source: &str) -> Option<(String, &str)> {
    let source = source.trim_start();
    let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = source.char_indices().skip(1).peekable();
    let mut text = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((text, &source[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                // The text goes on at the next word.
                '\n' => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                other => text.push(other),
            },
            c => text.push(c),
        }
    }
    None
}

//! Bounds for what people type: trimmed, without control characters, of a length a page can show.

use super::invalid::Invalid;
use crate::message;

/// Longest name of a person, skill, tool, category or company, in characters.
pub const NAME_MAX: usize = 120;
/// Longest note or description, in characters.
pub const NOTE_MAX: usize = 4_000;

/// A one-line text that must be there, at most `max` characters.
pub fn required(field: &str, typed: &str, max: usize) -> Result<String, Invalid> {
    let text = optional(field, typed, max)?;
    if text.is_empty() {
        return Err(Invalid::one(field, message!("Please fill this in.")));
    }
    Ok(text)
}

/// A one-line text that may be empty, at most `max` characters. Inner white space is folded.
pub fn optional(field: &str, typed: &str, max: usize) -> Result<String, Invalid> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    bounded(field, text, max)
}

/// A text of many lines that may be empty, at most `max` characters; line ends become `\n`.
pub fn lines(field: &str, typed: &str, max: usize) -> Result<String, Invalid> {
    bounded(field, typed.replace("\r\n", "\n").trim().to_owned(), max)
}

fn bounded(field: &str, text: String, max: usize) -> Result<String, Invalid> {
    let text: String = text.chars().filter(|c| !is_unprintable(*c)).collect();
    let length = text.chars().count();
    if length > max {
        return Err(Invalid::one(
            field,
            message!(
                "This is {length} characters long. Please use at most {max}.",
                length = length,
                max = max
            ),
        ));
    }
    // What is left may be only marks nobody sees: that is as good as empty.
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Ok(String::new());
    }
    Ok(text)
}

/// Control characters, and the marks that turn the direction of the text around them: they would
/// let one name dress up as another.
fn is_unprintable(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{00AD}' | '\u{2060}' | '\u{3164}')
}

/// The form under which two names count as the same: lower case, white space folded.
pub fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_spaces_is_empty() {
        assert!(required("name", " \t\u{200B}\u{3000} ", 10).is_err());
        assert_eq!(optional("name", "  \u{200B} ", 10), Ok(String::new()));
    }

    #[test]
    fn keeps_emoji_and_right_to_left_text_but_no_direction_marks() {
        assert_eq!(required("name", " שלום 🛠 ", 10), Ok("שלום 🛠".into()));
        assert_eq!(required("name", "a\u{202E}b\u{0}c", 10), Ok("abc".into()));
    }

    #[test]
    fn says_how_long_a_long_text_is() {
        let e = required("name", &"x".repeat(10_000), NAME_MAX).expect_err("too long");
        assert!(e.to_string().contains("10000 characters"));
    }

    #[test]
    fn many_lines_stay_many_lines() {
        assert_eq!(lines("notes", " a\r\n\r\nb ", 10), Ok("a\n\nb".into()));
    }
}

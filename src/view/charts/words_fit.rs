//! How wide a text will be, near enough and rather too wide than too narrow: the browser's font is
//! not known here.

/// Width of `text` at `size` pixels, in pixels.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '|' | '!' | ':' | ';' => 0.34,
        't' | 'f' | 'r' | '(' | ')' | '[' | ']' | ' ' | '-' | '/' | '·' => 0.44,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 0.98,
        'A'..='Z' | '&' | '+' | '−' | '–' | '<' | '>' => 0.74,
        '\u{0}'..='\u{10FF}' => 0.62,
        _ => 1.25,
    }
}

/// The text in at most `lines` lines no wider than `room`; what does not fit ends in "…".
pub fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while out.len() < lines {
        let Some(first) = words.next() else { break };
        let mut line = first.to_owned();
        while let Some(next) = words.peek() {
            let longer = format!("{line} {next}");
            if width(&longer, size) > room {
                break;
            }
            line = longer;
            words.next();
        }
        let last = out.len() + 1 == lines;
        if last && words.peek().is_some() {
            line.push('…');
        }
        out.push(cut(&line, size, room));
    }
    out
}

/// The text, shortened with "…" to fit into `room`.
pub fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = width("…", size);
    for c in text.trim_end_matches('…').chars() {
        used += em(c) * size;
        if used > room {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_never_wider_than_the_room() {
        for text in [
            "Trim, Cabinets & Built-ins",
            "Donaudampfschifffahrt",
            "🛠🛠🛠🛠🛠🛠🛠🛠",
            "",
            "  ",
        ] {
            for line in wrap(text, 12.0, 70.0, 2) {
                assert!(width(&line, 12.0) <= 70.0, "{line}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(wrap("one two three four", 10.0, 45.0, 2), ["one two", "three…"]);
        assert_eq!(wrap("short", 10.0, 100.0, 1), ["short"]);
    }
}

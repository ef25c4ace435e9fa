//! The words of a page in the order they stand in: what is read, and what a screen reader says. Knows
//! as much of HTML as our own templates write, so that no parser has to be compiled for it.

/// One piece of text and the element it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub of: String,
    pub text: String,
}

/// Part of the sentence around them.
const INLINE: [&str; 13] = [
    "a", "abbr", "b", "br", "code", "em", "kbd", "small", "span", "strong", "td", "th", "time",
];
/// Of these, the ones that the styles set apart from what is before them.
const APART: [&str; 3] = ["br", "small", "span"];
/// Have no end.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "use", "path"];
/// Attributes that are read out or shown.
const SPOKEN: [&str; 4] = ["title", "aria-label", "placeholder", "alt"];
/// Attributes in which scripts find their data; in the others they find their sentences.
const DATA: [&str; 13] = [
    "copy",
    "count",
    "edit",
    "employee",
    "evaluation",
    "fragment",
    "level",
    "now",
    "revision",
    "saves",
    "theme",
    "was",
    "why",
];

/// How far the page was read.
#[derive(Default)]
struct Walk {
    lines: Vec<Line>,
    open: Vec<String>,
    text: String,
    spoken: Vec<Line>,
}

pub fn lines(html: &str) -> Vec<Line> {
    let mut walk = Walk::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let touching = at == 0;
        walk.text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let end = end_of_tag(rest);
        let (tag, after) = (&rest[1..end], &rest[end + 1..]);
        rest = after;
        match tag.strip_prefix('/') {
            Some(name) => walk.close(name),
            None => walk.begin(tag, touching),
        }
        // What stands in these is no text, is said again in the table below a chart, or is no sentence of ours.
        if let Some(raw) = ["script", "style", "text ", "datalist"]
            .into_iter()
            .find(|raw| tag.starts_with(raw))
        {
            rest = rest.find(&format!("</{}", raw.trim())).map_or("", |at| &rest[at..]);
        }
    }
    walk.flush();
    walk.lines
}

impl Walk {
    /// `touching`: nothing stands between it and the tag before, so that only the styles keep them apart.
    fn begin(&mut self, tag: &str, touching: bool) {
        let name = name(tag);
        // A link that looks like a button stands for itself.
        let inline = INLINE.contains(&name) && !(name == "a" && tag.contains("button"));
        match inline {
            true if touching || APART.contains(&name) => self.text.push(' '),
            true => {}
            false => self.flush(),
        }
        for (attribute, value) in attributes(tag) {
            let sentence = attribute
                .strip_prefix("data-")
                .is_some_and(|what| !DATA.contains(&what));
            if sentence || SPOKEN.contains(&attribute) {
                self.spoken.push(Line {
                    of: format!("{name} {attribute}"),
                    text: plain(value),
                });
            }
        }
        if !VOID.contains(&name) && !tag.ends_with('/') {
            self.open.push(if inline { String::new() } else { name.to_owned() });
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "td" | "th" => self.text.push_str(" | "),
            _ if INLINE.contains(&name) && self.open.last().is_some_and(String::is_empty) => {}
            _ => self.flush(),
        }
        self.open.pop();
    }

    fn flush(&mut self) {
        let text = plain(&std::mem::take(&mut self.text));
        let text = text.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if text.chars().any(char::is_alphanumeric) {
            let of = self.open.iter().rev().find(|name| !name.is_empty());
            self.lines.push(Line {
                of: of.cloned().unwrap_or_default(),
                text: text.to_owned(),
            });
        }
        self.lines.append(&mut self.spoken);
    }
}

fn name(tag: &str) -> &str {
    tag.split([' ', '\n', '/']).next().unwrap_or("")
}

/// Where the tag that begins here ends; a `>` in a value is none.
fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.expect("a tag ends")
}

fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let pieces: Vec<&str> = tag.split('"').collect();
    let pairs: Vec<(&str, &str)> = pieces
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .filter_map(|(before, value)| Some((before.strip_suffix('=')?.rsplit([' ', '\n']).next()?, value)))
        .collect();
    pairs.into_iter()
}

/// Without escapes, in one line.
fn plain(text: &str) -> String {
    let text = crate::support::plain(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_is_read_as_its_reader_does() {
    let page = "<!doctype html><title>A &amp; B</title><!-- <p>no</p> --><script>no('<p>')</script>\
        <h1>Hello <strong>you</strong></h1><p title=\"a > b\">One<br>two <a href=\"/x\">three</a>.</p>\
        <div data-now=\"7\" data-saved=\"Saved at {time}\"><button aria-label=\"Close\"><svg><path d=\"M 0\"/></svg></button></div>\
        <table><tr><th scope=\"row\">Ada</th><td>4</td></tr></table><a class=\"button\" href=\"/\">Go</a>";
    let read: Vec<String> = lines(page)
        .iter()
        .map(|line| format!("{}: {}", line.of, line.text))
        .collect();
    let expected = [
        "title: A & B",
        "h1: Hello you",
        "p: One two three.",
        "p title: a > b",
        "div data-saved: Saved at {time}",
        "button aria-label: Close",
        "tr: Ada | 4",
        "a: Go",
    ];
    assert_eq!(read, expected);
}

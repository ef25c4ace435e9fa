//! The few SVG elements the charts are drawn with. Everything that comes from people is escaped
//! here; what is not a number is drawn at 0.

use std::fmt::Write;

/// What a mark is: the class for the screen and the attributes for paper.
#[derive(Clone, Copy)]
pub enum Ink {
    /// Lines to read values off.
    Grid,
    /// The main data, as a line or outline.
    Line,
    /// The main data, as a filled shape.
    Fill,
    /// The space a shape takes, light.
    Area,
    /// What is compared with.
    Target,
    /// The empty part of a scale.
    Track,
}

impl Ink {
    fn attributes(self) -> &'static str {
        match self {
            Ink::Grid => r##"class="c-grid" stroke="#d5d5d5" stroke-width="1" fill="none""##,
            Ink::Line => {
                r##"class="c-line" stroke="#0e5a68" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" fill="none""##
            }
            Ink::Fill => r##"class="c-fill" fill="#0e5a68""##,
            Ink::Area => r##"class="c-area" fill="#0e5a68" fill-opacity="0.16""##,
            Ink::Target => {
                r##"class="c-target" stroke="#7a4a05" stroke-width="1.75" stroke-dasharray="5 3" stroke-linejoin="round" fill="none""##
            }
            Ink::Track => r##"class="c-track" fill="#e8e8e8""##,
        }
    }
}

/// Where the given x is in a text.
#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How loud a text is.
#[derive(Clone, Copy)]
pub enum Tone {
    Soft,
    Plain,
    Strong,
}

/// A drawing under way. Coordinates in CSS pixels, y down.
pub struct Drawing {
    body: String,
}

impl Drawing {
    pub fn new() -> Self {
        Self { body: String::new() }
    }

    /// The whole, `width` by `height`, with its title.
    pub fn finish(self, width: f64, height: f64, title: &str) -> String {
        let (w, h) = (n(width), n(height));
        let title = escape(title);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{title}" font-family="system-ui, sans-serif"><title>{title}</title>{}</svg>"#,
            self.body
        )
    }

    pub fn path(&mut self, ink: Ink, d: &str) {
        if !d.is_empty() {
            self.add(format_args!(r#"<path {} d="{d}"/>"#, ink.attributes()));
        }
    }

    pub fn line(&mut self, ink: Ink, from: (f64, f64), to: (f64, f64)) {
        self.path(ink, &format!("M{} {}L{} {}", n(from.0), n(from.1), n(to.0), n(to.1)));
    }

    pub fn bar(&mut self, ink: Ink, at: (f64, f64), size: (f64, f64), round: f64) {
        self.add(format_args!(
            r#"<rect {} x="{}" y="{}" width="{}" height="{}" rx="{}"/>"#,
            ink.attributes(),
            n(at.0),
            n(at.1),
            n(size.0.max(0.0)),
            n(size.1.max(0.0)),
            n(round)
        ));
    }

    pub fn dot(&mut self, ink: Ink, at: (f64, f64), radius: f64) {
        self.add(format_args!(
            r#"<circle {} cx="{}" cy="{}" r="{}"/>"#,
            ink.attributes(),
            n(at.0),
            n(at.1),
            n(radius)
        ));
    }

    /// One line of text, its baseline at `at`.
    pub fn text(&mut self, tone: Tone, anchor: Anchor, at: (f64, f64), size: f64, text: &str) {
        let look = match tone {
            Tone::Soft => r##"class="c-soft" fill="#444""##,
            Tone::Plain => r##"class="c-text" fill="#000""##,
            Tone::Strong => r##"class="c-text" fill="#000" font-weight="600""##,
        };
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.add(format_args!(
            r#"<text {look} text-anchor="{anchor}" x="{}" y="{}" font-size="{}">{}</text>"#,
            n(at.0),
            n(at.1),
            n(size),
            escape(text)
        ));
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        self.body
            .write_fmt(element)
            .expect("writing into a String does not fail");
    }
}

/// A coordinate with at most one decimal.
pub fn n(value: f64) -> String {
    let tenths = if value.is_finite() { (value * 10.0).round() } else { 0.0 };
    // Adding zero turns -0 into 0.
    format!("{}", tenths / 10.0 + 0.0)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML knows no control characters, not even escaped ones.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

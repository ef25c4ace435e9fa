//! The parts a page has hundreds of, written in Rust rather than as macros: level and gap chips, and
//! rows of radio buttons. Whatever comes from outside is escaped here.
//!
//! ```text
//! {{ level_chip(3) }}  {{ level_chip("n") }}  {{ level_chip(none, small=true) }}   digit always inside; n/a hatched; not rated outlined
//! {{ gap_chip(-1) }}  {{ gap_chip(none) }}                                    deficit below 0, surplus above
//! {% set can = radio_row([["y", _("Can")], ["n", _("Cannot"), _("cannot operate")]]) %}   value, text, label if another
//! {{ can.of("t4", "y") }}                                           one row: the name of the field, the chosen value
//! ```

use super::Words;
use minijinja::value::{Enumerator, Kwargs, Object, Value};
use minijinja::{Environment, Error, ErrorKind, State};
use std::sync::Arc;

pub fn add(env: &mut Environment<'static>, words: &Arc<Words>) {
    let of = Arc::clone(words);
    env.add_function("level_chip", move |value: &Value, places: Kwargs| {
        let small: Option<bool> = places.get("small")?;
        Ok::<_, Error>(Value::from_safe_string(level(&of, value, small == Some(true))))
    });
    let of = Arc::clone(words);
    env.add_function("gap_chip", move |value: &Value| {
        Value::from_safe_string(gap(&of, value.as_i64()))
    });
    env.add_function("radio_row", RadioRow::of);
}

fn level(words: &Words, value: &Value, small: bool) -> String {
    let small = if small { " level-small" } else { "" };
    if value.is_none() {
        let (title, said) = (words.translate("Not rated"), words.translate("not rated"));
        return format!(
            "<span class=\"level level-none{small}\" title=\"{}\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">{}</span></span>",
            html(&title),
            html(&said)
        );
    }
    if value.as_str() == Some("n") {
        let title = words.translate("Not part of the job");
        return format!(
            "<span class=\"level level-na{small}\" title=\"{}\"><abbr>n/a</abbr></span>",
            html(&title)
        );
    }
    let digit = value.to_string();
    let digit = html(&digit);
    format!("<span class=\"level level-{digit}{small}\">{digit}</span>")
}

fn gap(words: &Words, gap: Option<i64>) -> String {
    let Some(gap) = gap else {
        let said = words.translate("unknown");
        return format!(
            "<span class=\"gap gap-none\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">{}</span></span>",
            html(&said)
        );
    };
    format!("<span class=\"gap gap-{}\">{}</span>", gap.clamp(-3, 2), signed(gap))
}

/// `+1`, `0`, `−2` with a real minus sign.
fn signed(gap: i64) -> String {
    match gap {
        0 => "0".into(),
        1.. => format!("+{gap}"),
        _ => format!("−{}", gap.unsigned_abs()),
    }
}

/// As HTML text and attribute values need it.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in escaped(text) {
        out.push_str(part);
    }
    out
}

/// The pieces of a text with what HTML reads as its own written out; unlike the template engine's
/// own, `/` stays as it is.
pub(super) fn escaped(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.as_bytes().first()?;
        let written = match first {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => {
                let end = rest.find(['&', '<', '>', '"', '\'']).unwrap_or(rest.len());
                let (plain, after) = rest.split_at(end);
                rest = after;
                return Some(plain);
            }
        };
        rest = &rest[1..];
        Some(written)
    })
}

/// A row of radio buttons, ready but for the name of its field and the choice.
#[derive(Debug)]
struct RadioRow(Vec<Radio>);

#[derive(Debug)]
struct Radio {
    value: String,
    /// What stands before and behind the place of `checked`.
    head: String,
    tail: String,
}

impl RadioRow {
    /// From `[[value, text, label], …]`; the label may be left out where the text says it all.
    fn of(options: &Value) -> Result<Value, Error> {
        let mut radios = Vec::new();
        for option in options.try_iter()? {
            let part = |at: usize| -> Result<Option<String>, Error> {
                let part = option.get_item_by_index(at)?;
                Ok((!part.is_undefined()).then(|| part.to_string()))
            };
            let missing = || Error::new(ErrorKind::MissingArgument, "a radio button has a value and a text");
            let value = part(0)?.ok_or_else(missing)?;
            let text = part(1)?.ok_or_else(missing)?;
            let label = part(2)?.map(|label| format!(" aria-label=\"{}\"", html(&label)));
            radios.push(Radio {
                head: format!("\" value=\"{}\"", html(&value)),
                // The span is what is styled when its button is chosen.
                tail: format!("{}><span>{}</span></label>", label.unwrap_or_default(), html(&text)),
                value,
            });
        }
        Ok(Value::from_object(Self(radios)))
    }

    fn row(&self, name: &str, chosen: &str) -> String {
        let name = html(name);
        let mut out = String::with_capacity(self.0.len() * 96);
        for radio in &self.0 {
            let checked = if radio.value == chosen { " checked" } else { "" };
            for part in [
                "<label><input type=\"radio\" name=\"",
                &name,
                &radio.head,
                checked,
                &radio.tail,
            ] {
                out.push_str(part);
            }
        }
        out
    }
}

impl Object for RadioRow {
    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        match (method, args) {
            ("of", [name, chosen]) => {
                let row = self.row(name.as_str().unwrap_or_default(), chosen.as_str().unwrap_or_default());
                Ok(Value::from_safe_string(row))
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use minijinja::context;

    fn render(template: &str, values: Value) -> String {
        let mut env = Environment::new();
        env.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
        add(&mut env, &Arc::new(Words::of("en")));
        env.render_str(template, values).unwrap()
    }

    #[test]
    fn a_chip_has_its_digit_inside_whatever_it_is_of() {
        let levels = "{{ level_chip(3) }}{{ level_chip('4', small=true) }}{{ level_chip('n') }}{{ level_chip(none) }}{{ gap_chip(-4) }}{{ gap_chip(0) }}{{ gap_chip(1) }}{{ gap_chip(none) }}";
        let written = render(levels, context!());
        for part in [
            "<span class=\"level level-3\">3</span>",
            "<span class=\"level level-4 level-small\">4</span>",
            "title=\"Not part of the job\"><abbr>n/a</abbr>",
            "<span class=\"hidden\">not rated</span>",
            "<span class=\"gap gap--3\">−4</span>",
            "<span class=\"gap gap-0\">0</span>",
            "<span class=\"gap gap-1\">+1</span>",
            "<span class=\"hidden\">unknown</span>",
        ] {
            assert!(written.contains(part), "{part} in {written}");
        }
    }

    #[test]
    fn a_row_of_radio_buttons_has_its_choice_checked_and_everything_escaped() {
        let written = render(
            "{% set row = radio_row([['y', 'Can'], ['n', '<no>', 'not \"this\"']]) %}{{ row.of(name, 'n') }}",
            context!(name => "t\"4"),
        );
        assert_eq!(
            written,
            "<label><input type=\"radio\" name=\"t&quot;4\" value=\"y\"><span>Can</span></label>\
             <label><input type=\"radio\" name=\"t&quot;4\" value=\"n\" checked aria-label=\"not &quot;this&quot;\">\
             <span>&lt;no&gt;</span></label>"
        );
    }

    #[test]
    fn escaping_leaves_slashes_and_other_letters_alone() {
        assert_eq!(html("a/b & <ü> 'x'"), "a/b &amp; &lt;ü&gt; &#39;x&#39;");
        assert_eq!(html(""), "");
    }
}

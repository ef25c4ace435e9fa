//! What templates can call: `_()`, dates, numbers.
//!
//! A [`Message`](crate::domain::message::Message) in a page struct is a map with the key
//! `sentence`; writing it out translates it.

use super::Words;
use super::parts::escaped;
use jiff::civil::Date;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, escape_formatter};
use std::sync::Arc;

pub fn add(env: &mut Environment<'static>, words: Arc<Words>) {
    let of = Arc::clone(&words);
    env.add_function("_", move |key: Value, places: Kwargs| translate(&of, &key, &places));
    let of = Arc::clone(&words);
    env.add_function("_n", move |one: &str, many: &str, places: Kwargs| {
        let n: i64 = places.get("n")?;
        fill(&of, &of.translate(if n == 1 { one } else { many }), &places)
    });
    let of = Arc::clone(&words);
    env.add_filter("date", move |_: &State, on: Value| {
        let date = day(&on)?;
        Ok::<_, Error>(Value::from_safe_string(format!(
            "<time datetime=\"{date}\">{}</time>",
            of.day(date)
        )))
    });
    let of = Arc::clone(&words);
    env.add_filter("date_text", move |on: Value| Ok::<_, Error>(of.day(day(&on)?)));
    let of = Arc::clone(&words);
    env.add_filter("month_text", move |on: Value| Ok::<_, Error>(of.month(day(&on)?)));
    let of = Arc::clone(&words);
    env.add_filter("moment", move |at: Value| {
        let date = day(&at.get_attr("day")?)?;
        Ok::<_, Error>(Value::from_safe_string(format!(
            "<time datetime=\"{}\">{} {}</time>",
            at.get_attr("exact")?,
            of.day(date),
            at.get_attr("clock")?
        )))
    });
    env.add_function("error_of", error_of);
    env.set_formatter(move |out, state, value| match value.as_str() {
        Some(text) if value.is_safe() => Ok(out.write_str(text)?),
        Some(text) => escape(out, text),
        None if is_message(value) => escape(out, &written(&words, value)?),
        None => escape_formatter(out, state, value),
    });
}

/// The sentence at a field of a form, or none.
fn error_of(errors: &Value, field: &str) -> Result<Value, Error> {
    for error in errors.try_iter()? {
        if error.get_attr("field")?.as_str() == Some(field) {
            return error.get_attr("text");
        }
    }
    Ok(Value::from(()))
}

fn escape(out: &mut Output<'_>, text: &str) -> Result<(), Error> {
    escaped(text).try_for_each(|part| Ok(out.write_str(part)?))
}

fn is_message(value: &Value) -> bool {
    value.kind() == ValueKind::Map && value.get_attr("sentence").is_ok_and(|s| s.kind() == ValueKind::String)
}

/// `_("English {n}", n=3)`, or `_(message)` for a message from a page struct.
fn translate(words: &Words, key: &Value, places: &Kwargs) -> Result<String, Error> {
    if let Some(text) = key.as_str() {
        return fill(words, &words.translate(text), places);
    }
    let sentence = key.get_attr("sentence")?;
    let text = sentence
        .as_str()
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "_() takes a sentence or a message"))?;
    let mut said = words.translate(text);
    let args = key.get_attr("args")?;
    for name in args.try_iter()? {
        said = said.replace(&format!("{{{name}}}"), &written(words, &args.get_item(&name)?)?);
    }
    Ok(said)
}

fn fill(words: &Words, text: &str, places: &Kwargs) -> Result<String, Error> {
    let mut said = text.to_owned();
    for name in places.args() {
        let value: Value = places.get(name)?;
        // As strict as everywhere else: a slip of the pen must not leave a hole in a sentence.
        if value.is_undefined() {
            let gap = format!("nothing is given for {name} in: {text}");
            return Err(Error::new(ErrorKind::UndefinedError, gap));
        }
        said = said.replace(&format!("{{{name}}}"), &written(words, &value)?);
    }
    Ok(said)
}

/// What fills a place: a message in this language, anything else as it is.
fn written(words: &Words, value: &Value) -> Result<String, Error> {
    if is_message(value) {
        return translate(words, value, &Kwargs::from_iter(std::iter::empty::<(&str, Value)>()));
    }
    Ok(value.to_string())
}

fn day(on: &Value) -> Result<Date, Error> {
    on.as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("{on} is not a date")))
}

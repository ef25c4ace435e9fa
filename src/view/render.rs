//! The template environment: embedded templates, strict about what is missing, one environment a
//! language.

use super::{Frame, Page, Section, Words, assets, filters, icons, parts};
use crate::domain::message::Message;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, context};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "web/templates"]
struct Templates;

/// A template that does not exist or does not fit its page: a mistake of the program.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub struct Error(#[from] minijinja::Error);

/// What a page says of itself.
pub(super) struct Around {
    pub title: Message,
    pub section: Section,
    pub seen_by: Option<Message>,
}

/// Renders pages. Made once, shared.
#[derive(Debug)]
pub struct View {
    languages: HashMap<&'static str, Language>,
}

#[derive(Debug)]
struct Language {
    words: Arc<Words>,
    environment: Environment<'static>,
}

impl View {
    /// Reads all templates.
    pub fn new() -> Result<Self, Error> {
        let languages = Words::LANGUAGES
            .iter()
            .map(|(tag, _)| {
                let words = Arc::new(Words::of(tag));
                let environment = environment(Arc::clone(&words))?;
                Ok((*tag, Language { words, environment }))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { languages })
    }

    /// The page as HTML in the frame's language.
    pub fn render<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, Error> {
        let around = Around {
            title: page.title(),
            section: page.section(),
            seen_by: page.seen_by(),
        };
        self.render_named(P::TEMPLATE, frame, around, Value::from(Serde(page)))
    }

    pub(super) fn render_named(
        &self,
        template: &str,
        frame: &Frame,
        around: Around,
        page: Value,
    ) -> Result<String, Error> {
        let language = self.language(&frame.language);
        let context = context! {
            frame => Serde(frame),
            title => Serde(around.title),
            section => Serde(around.section),
            navigation => Serde(frame.navigation(around.section)),
            seen_by => Serde(around.seen_by),
            page => page,
        };
        Ok(language.environment.get_template(template)?.render(context)?)
    }

    /// A message in a language, for answers that are no page.
    pub fn say(&self, language: &str, message: &Message) -> String {
        self.language(language).words.say(message)
    }

    /// The best of the languages there are for an `Accept-Language` header; none of them is English.
    pub fn language_for(&self, accepted: &str) -> &'static str {
        let wanted = accepted.split(',').filter_map(|part| {
            let (range, rest) = part.split_once(';').unwrap_or((part, ""));
            let weight: f32 = match rest.trim().strip_prefix("q=") {
                Some(typed) => typed.split(';').next()?.trim().parse().ok()?,
                None => 1.0,
            };
            let tag = range.split('-').next()?.trim().to_ascii_lowercase();
            let (tag, _) = self.languages.get_key_value(tag.as_str())?;
            (weight > 0.0).then_some((*tag, weight))
        });
        // Of those that are wanted as much, the first.
        wanted
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map_or("en", |(tag, _)| tag)
    }

    /// The sentences of a language; a language that is not there is English.
    pub fn words(&self, language: &str) -> &Words {
        &self.language(language).words
    }

    fn language(&self, tag: &str) -> &Language {
        self.languages
            .get(tag)
            .or_else(|| self.languages.get("en"))
            .expect("English is among the languages")
    }
}

fn environment(words: Arc<Words>) -> Result<Environment<'static>, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for file in Templates::iter() {
        let source = Templates::get(&file).ok_or_else(|| missing(&file))?.data.into_owned();
        let source = String::from_utf8(source).map_err(|_| missing(&file))?;
        env.add_template_owned(file.into_owned(), source)?;
    }
    let icons = icons::all();
    // With an id, the drawing that others on the page point to with `<use>`.
    env.add_function("icon", move |name: &str, id: Option<&str>| {
        let svg = icons.get(name).ok_or_else(|| missing(name))?;
        let svg = id.map_or_else(
            || svg.clone(),
            |id| svg.replacen("<svg ", &format!("<svg id=\"{id}\" "), 1),
        );
        Ok::<_, minijinja::Error>(Value::from_safe_string(svg))
    });
    env.add_function("asset", |path: &str| {
        assets::url(path)
            .map(Value::from_safe_string)
            .ok_or_else(|| missing(path))
    });
    parts::add(&mut env, &words);
    filters::add(&mut env, words);
    Ok(env)
}

fn missing(name: &str) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::TemplateNotFound, format!("{name} is not embedded"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_browser_gets_the_language_it_likes_best_of_those_there_are() {
        let view = View::new().unwrap();
        for (accepted, tag) in [
            ("", "en"),
            ("es", "es"),
            ("es-MX,es;q=0.9,en;q=0.5", "es"),
            ("en-US,en;q=0.9,es;q=0.8", "en"),
            ("en;q=0.5, ES-us;q=0.8", "es"),
            ("en;q=0.8;x=1,es;q=nonsense", "en"),
            ("de", "en"),
            ("de-AT,de;q=0.9,es;q=0.1", "es"),
            ("es;q=0,en;q=0.1", "en"),
            ("*", "en"),
            ("español, ;;, q=1", "en"),
        ] {
            assert_eq!(view.language_for(accepted), tag, "{accepted}");
        }
    }
}

//! One sentence for a person: the English text is the key of the message catalogue, the arguments
//! fill its `{name}` places after translation.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};
use std::borrow::Cow;
use std::fmt::Display;

/// A sentence with its arguments, not yet translated. Make one with [`message!`](crate::message).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The English sentence with `{name}` places; the catalogue's key.
    pub text: &'static str,
    /// What fills the places, by name.
    pub args: Vec<(&'static str, Place)>,
}

/// What fills a place of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Place {
    /// As it is in every language: a name, a number.
    Text(Cow<'static, str>),
    /// Translated with the sentence around it: a day, a role.
    Message(Message),
}

impl Message {
    /// The sentence `translate` gives for the key, with its places filled.
    pub fn say(&self, translate: impl Fn(&str) -> String) -> String {
        self.said(&translate)
    }

    fn said(&self, translate: &dyn Fn(&str) -> String) -> String {
        let mut out = translate(self.text);
        for (name, value) in &self.args {
            let place = format!("{{{name}}}");
            out = match value {
                Place::Text(text) => out.replace(&place, text),
                Place::Message(message) => out.replace(&place, &message.said(translate)),
            };
        }
        out
    }
}

/// As `{sentence, args}`, for page structs: writing it in a template translates it.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Message", 2)?;
        fields.serialize_field("sentence", self.text)?;
        fields.serialize_field("args", &Places(&self.args))?;
        fields.end()
    }
}

struct Places<'a>(&'a [(&'static str, Place)]);

impl Serialize for Places<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// In English, which is what the shell and the log speak, whatever the language of the pages.
impl Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(str::to_owned))
    }
}

/// `message!("At most {n} characters.", n = 200)`: a [`Message`](crate::domain::message::Message).
/// A message among the arguments is translated with the sentence; anything else is written as it is.
#[macro_export]
macro_rules! message {
    ($text:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::domain::message::Message {
            text: $text,
            args: vec![$((stringify!($name), {
                #[allow(unused_imports)]
                use $crate::domain::message::AsWritten as _;
                $crate::domain::message::Argument(&$value).place()
            })),*],
        }
    };
}

/// An argument of [`message!`](crate::message), which asks it for its [`Place`]: a message answers
/// with its own method, everything else with that of [`AsWritten`].
#[doc(hidden)]
pub struct Argument<'a, T: ?Sized>(pub &'a T);

impl Argument<'_, Message> {
    pub fn place(&self) -> Place {
        Place::Message(self.0.clone())
    }
}

impl Argument<'_, &Message> {
    pub fn place(&self) -> Place {
        Place::Message((*self.0).clone())
    }
}

#[doc(hidden)]
pub trait AsWritten {
    fn place(&self) -> Place;
}

impl<T: Display + ?Sized> AsWritten for Argument<'_, T> {
    fn place(&self) -> Place {
        Place::Text(Cow::Owned(self.0.to_string()))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn fills_its_places_after_translation() {
        let m = message!("At most {n} characters.", n = 200);
        assert_eq!(m.to_string(), "At most 200 characters.");
        assert_eq!(m.say(|_| "Como máximo {n}.".into()), "Como máximo 200.");
    }

    #[test]
    fn a_message_in_a_place_is_translated_too() {
        let day = message!("{day} May", day = 4);
        let m = message!("{name} left on {day}.", name = "Ann", day = &day);
        assert_eq!(m.to_string(), "Ann left on 4 May.");
        let spanish = m.say(|key| key.replace("left on", "se fue el").replace("May", "may"));
        assert_eq!(spanish, "Ann se fue el 4 may.");
    }
}

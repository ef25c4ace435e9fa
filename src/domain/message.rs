//! One sentence for a person: the English text is the key of the message catalogue, the arguments
//! fill its `{name}` places after translation.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};
use std::borrow::Cow;

/// A sentence with its arguments, not yet translated. Make one with [`message!`](crate::message).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The English sentence with `{name}` places; the catalogue's key.
    pub text: &'static str,
    /// What fills the places, by name.
    pub args: Vec<(&'static str, Cow<'static, str>)>,
}

impl Message {
    /// The sentence `translate` gives for the key, with its places filled.
    pub fn say(&self, translate: impl Fn(&str) -> String) -> String {
        let mut out = translate(self.text);
        for (name, value) in &self.args {
            out = out.replace(&format!("{{{name}}}"), value);
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

struct Places<'a>(&'a [(&'static str, Cow<'static, str>)]);

impl Serialize for Places<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// In English.
impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(str::to_owned))
    }
}

/// `message!("At most {n} characters.", n = 200)`: a [`Message`](crate::domain::message::Message).
#[macro_export]
macro_rules! message {
    ($text:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::domain::message::Message {
            text: $text,
            args: vec![$((stringify!($name), std::borrow::Cow::Owned($value.to_string()))),*],
        }
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn fills_its_places_after_translation() {
        let m = message!("At most {n} characters.", n = 200);
        assert_eq!(m.to_string(), "At most 200 characters.");
        assert_eq!(m.say(|_| "Como máximo {n}.".into()), "Como máximo 200.");
    }
}

//! One sentence for a person: the English text is the key of the message catalogue, the arguments
//! fill its `{name}` places after translation.

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

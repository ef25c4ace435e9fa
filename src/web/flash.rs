//! What one page wants said on the next: carried over a redirect in a short-lived cookie, read once.
//!
//! It is not signed: only the browser's own user could forge it, and it is escaped like all text.

use crate::domain::message::Message;
use crate::message;
use crate::view;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

/// Cookie that carries it.
pub const COOKIE: &str = "__Host-flash";
/// A cookie is bounded; a longer sentence is cut.
const LONGEST: usize = 1_000;

/// One sentence for the next page, and where a form may be posted to undo what it says.
#[derive(Clone, Debug)]
pub struct Flash {
    kind: view::FlashKind,
    text: Message,
    undo: Option<String>,
}

impl Flash {
    /// Something was done.
    pub fn done(text: Message) -> Self {
        Self {
            kind: view::FlashKind::Done,
            text,
            undo: None,
        }
    }

    /// Something was not done, or needs a look.
    pub fn problem(text: Message) -> Self {
        Self {
            kind: view::FlashKind::Problem,
            text,
            undo: None,
        }
    }

    /// With the path a form may be posted to, to undo it.
    pub fn undo(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }

    /// The cookie's value: the sentence already in the reader's language.
    pub(super) fn to_cookie(&self, say: impl Fn(&Message) -> String) -> String {
        let mut said = say(&self.text);
        if let Some((cut, _)) = said.char_indices().nth(LONGEST / 4) {
            said.truncate(cut);
            said.push('…');
        }
        let kept = Kept {
            problem: self.kind == view::FlashKind::Problem,
            said,
            undo: self.undo.clone().filter(|path| path.len() < 200),
        };
        BASE64URL_NOPAD.encode(&serde_json::to_vec(&kept).expect("a sentence and a path are JSON"))
    }

    /// What a cookie's value says, if it is one of ours.
    pub(super) fn from_cookie(value: &str) -> Option<view::Flash> {
        if value.len() > 4_000 {
            return None;
        }
        let kept: Kept = serde_json::from_slice(&BASE64URL_NOPAD.decode(value.as_bytes()).ok()?).ok()?;
        Some(view::Flash {
            kind: match kept.problem {
                true => view::FlashKind::Problem,
                false => view::FlashKind::Done,
            },
            text: message!("{said}", said = kept.said),
            undo: kept.undo.filter(|path| path.starts_with('/')),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(rename = "s")]
    said: String,
    #[serde(rename = "p", default, skip_serializing_if = "std::ops::Not::not")]
    problem: bool,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    undo: Option<String>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn over_a_redirect(flash: &Flash) -> view::Flash {
        Flash::from_cookie(&flash.to_cookie(Message::to_string)).unwrap()
    }

    #[test]
    fn says_the_same_on_the_next_page() {
        let flash = Flash::done(message!("{name} is saved.", name = "Zoë <b>")).undo("/employees/7/undo");
        let read = over_a_redirect(&flash);
        assert_eq!(read.text.to_string(), "Zoë <b> is saved.");
        assert_eq!(read.undo.as_deref(), Some("/employees/7/undo"));
        assert_eq!(read.kind, view::FlashKind::Done);
    }

    #[test]
    fn what_is_not_ours_is_not_said() {
        for cookie in ["", "x", "bm90IGpzb24", &"A".repeat(5_000)] {
            assert!(Flash::from_cookie(cookie).is_none());
        }
    }

    #[test]
    fn a_sentence_too_long_for_a_cookie_is_cut_between_letters() {
        let flash = Flash::problem(message!("{name} is not saved.", name = "é".repeat(3_000)));
        assert!(flash.to_cookie(Message::to_string).len() < 1_500);
        assert!(over_a_redirect(&flash).text.to_string().ends_with("é…"));
    }
}

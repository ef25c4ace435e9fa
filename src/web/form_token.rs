//! The token every form carries: the secret of the session (or of the visitor's browser) under a
//! one-time pad, so that no two answers hold the same bytes and compression gives nothing away.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};

/// The form field.
pub const FIELD: &str = "form_token";
/// The header that carries it where the body is no form.
pub const HEADER: &str = "x-form-token";

const LENGTH: usize = 32;

/// What tokens are made from.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; LENGTH]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// The key of a signed-in session, from its form secret.
    pub fn of_session(form_secret: &str) -> Self {
        Self::derive("session", form_secret)
    }

    /// The key of a browser that is not signed in, from its visitor cookie.
    pub fn of_visitor(cookie: &str) -> Self {
        Self::derive("visitor", cookie)
    }

    fn derive(whose: &str, secret: &str) -> Self {
        let mut key = [0; LENGTH];
        key.copy_from_slice(digest(&SHA256, format!("form token of {whose}: {secret}").as_bytes()).as_ref());
        Self(key)
    }

    /// A token for one answer.
    pub fn token(&self) -> String {
        let pad: [u8; LENGTH] = random();
        let mut token = [0; 2 * LENGTH];
        for (i, (pad, key)) in pad.iter().zip(self.0).enumerate() {
            token[i] = *pad;
            token[LENGTH + i] = pad ^ key;
        }
        BASE64URL_NOPAD.encode(&token)
    }

    /// Whether a token was made from this key; takes the same time wherever it differs.
    pub fn made(&self, token: &str) -> bool {
        let Ok(token) = BASE64URL_NOPAD.decode(token.as_bytes()) else {
            return false;
        };
        let Some((pad, masked)) = token.split_at_checked(LENGTH) else {
            return false;
        };
        let differ = masked
            .iter()
            .zip(pad)
            .zip(self.0)
            .fold(0, |all, ((m, p), k)| all | (m ^ p ^ k));
        masked.len() == LENGTH && differ == 0
    }
}

/// Bytes from the system's generator.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system's random generator answers once it is seeded");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_differ_and_both_are_good() {
        let key = Key::of_session("secret");
        let (one, other) = (key.token(), key.token());
        assert_ne!(one, other);
        assert!(key.made(&one) && key.made(&other));
    }

    #[test]
    fn the_token_of_another_session_or_of_a_visitor_is_not_good() {
        let key = Key::of_session("secret");
        assert!(!key.made(&Key::of_session("another").token()));
        assert!(!key.made(&Key::of_visitor("secret").token()));
    }

    #[test]
    fn anything_else_is_not_good() {
        let key = Key::of_session("secret");
        let token = key.token();
        let (cut, longer) = (&token[..token.len() - 4], format!("{token}AAAA"));
        for bad in ["", "x", "é", cut, &longer, &"A".repeat(86)] {
            assert!(!key.made(bad), "{bad}");
        }
    }
}

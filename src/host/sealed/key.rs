//! A key, of which there is one on paper, and its recipient, which may be known to everyone.

use age::secrecy::ExposeSecret;
use age::x25519;
use std::fmt;

/// What a key begins with, without what people leave out when they write it down.
const BEGINNING: &str = "AGESECRETKEY1";
/// Characters behind it: the key and its checksum.
const LENGTH: usize = 58;

/// To whom something is sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(x25519::Recipient);

impl Recipient {
    /// From `age1…`.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    pub(super) fn as_age(&self) -> &dyn age::Recipient {
        &self.0
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What opens it.
#[derive(Clone)]
pub struct Key(x25519::Identity);

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing was given.
    Nothing,
    /// Something else altogether, such as a password.
    NoKey,
    /// The half that everyone may know.
    Recipient,
    /// So many characters are missing.
    Cut(usize),
    /// So many are too many.
    Long(usize),
    /// One or more are wrong.
    Typo,
}

impl Key {
    /// A new one.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// From what somebody copied or typed off paper. Blanks, line breaks and hyphens do not count, nor do
    /// capitals; the four characters that no key has are read as those they look like.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let typed: String = lines
            .flat_map(str::chars)
            .filter(|c| !c.is_whitespace() && !is_hyphen(*c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if typed.is_empty() {
            return Err(KeyError::Nothing);
        }
        let Some(rest) = typed.strip_prefix(BEGINNING) else {
            return Err(match typed.starts_with("AGE1") {
                true => KeyError::Recipient,
                // Where it ends within the beginning, nothing of the key is there.
                false if BEGINNING.starts_with(&typed) && typed.len() > 4 => KeyError::Cut(LENGTH),
                false => KeyError::NoKey,
            });
        };
        let rest: String = rest
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | '1' => 'L',
                'B' => '8',
                other => other,
            })
            .collect();
        match rest.chars().count() {
            given if given < LENGTH => Err(KeyError::Cut(LENGTH - given)),
            given if given > LENGTH => Err(KeyError::Long(given - LENGTH)),
            _ => format!("AGE-SECRET-KEY-1{rest}")
                .parse()
                .map(Self)
                .map_err(|_| KeyError::Typo),
        }
    }

    /// Every key of a file as `age-keygen` writes it, or the one of a file that holds nothing else.
    pub fn all_in(text: &str) -> Result<Vec<Self>, KeyError> {
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("AGE-SECRET-KEY-1"))
            .collect();
        match lines.len() {
            0 | 1 => Ok(vec![Self::parse(text)?]),
            _ => lines.into_iter().map(Self::parse).collect(),
        }
    }

    /// Whom to seal to so that this opens it.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    /// As it is written down: `AGE-SECRET-KEY-1…`. For the one sheet of paper.
    pub fn to_text(&self) -> String {
        self.0.to_string().expose_secret().to_owned()
    }

    pub(super) fn as_age(&self) -> &dyn age::Identity {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Programs that write texts make others of them.
fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{feff}' | '\u{200b}'
    )
}

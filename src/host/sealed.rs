//! What is sealed so that only the holder of a key reads it: an [age](https://age-encryption.org/v1)
//! file to X25519 recipients, which every other age program opens as well.
//!
//! age does not say in a file whose key opens it. Here one more stanza does, which other programs pass
//! over: who stands before a sealed file must learn which key to look for.

mod key;

pub use key::{Key, KeyError, Recipient};

use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, EncryptError, Encryptor};
use age_core::format::{FileKey, Stanza};
use std::collections::HashSet;
use std::io::{self, BufRead, Cursor, Read, Write};

/// How every such file begins.
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// The stanza that says whose key opens it.
const NAMED: &str = "handyman-kpi-recipient";
/// What it is to a password is opened by trying, as long as the file demands.
const PASSWORD: &str = "scrypt";
/// The longest header that is read.
const HEADER_MAX: usize = 64 * 1024;
/// More names than this are of no use to anybody.
const NAMES_MAX: usize = 32;

/// Why something sealed is not opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no key was given")]
    NoKey { recipients: Vec<String> },
    #[error("none of the keys fits")]
    WrongKey { recipients: Vec<String> },
    #[error("it is sealed with a password")]
    Password,
    #[error("it is cut short or was changed")]
    Damaged,
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Whether a file that begins so is sealed.
pub fn is_sealed(beginning: &[u8]) -> bool {
    beginning.starts_with(MAGIC)
}

/// Whose keys open it, as far as the file says so.
pub fn recipients_of(mut from: impl Read) -> Result<Vec<String>, Error> {
    Ok(Header::read(&mut from)?.recipients)
}

/// Seals what is written for these. Only what was [finished](Sealing::finish) can be opened.
pub fn seal<W: Write>(to: W, recipients: &[Recipient]) -> io::Result<Sealing<W>> {
    let named: Vec<Named<'_>> = recipients.iter().map(Named).collect();
    let sealing = Encryptor::with_recipients(named.iter().map(|one| one as &dyn age::Recipient));
    let sealing = sealing.map_err(|error| io::Error::other(error.to_string()))?;
    Ok(Sealing(sealing.wrap_output(to)?))
}

/// Opens it with whichever of the keys fits. What was changed or cut is an error of the reading, at the
/// latest at the end.
pub fn open<R: BufRead>(mut from: R, keys: &[Key]) -> Result<Opened<R>, Error> {
    let Header {
        bytes,
        recipients,
        password,
    } = Header::read(&mut from)?;
    if password {
        return Err(Error::Password);
    }
    if keys.is_empty() {
        return Err(Error::NoKey { recipients });
    }
    let opening = Decryptor::new(Cursor::new(bytes).chain(from)).map_err(|_| Error::Damaged)?;
    match opening.decrypt(keys.iter().map(Key::as_age)) {
        Ok(opened) => Ok(Opened(opened)),
        Err(DecryptError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => Err(Error::Io(error)),
        Err(DecryptError::NoMatchingKeys) => {
            // It says that it is to this key, and is not: its head was changed.
            let named = keys.iter().any(|key| recipients.contains(&key.recipient().to_string()));
            Err(match named {
                true => Error::Damaged,
                false => Error::WrongKey { recipients },
            })
        }
        Err(_) => Err(Error::Damaged),
    }
}

/// Seals what is written to it.
pub struct Sealing<W: Write>(StreamWriter<W>);

impl<W: Write> Sealing<W> {
    /// Writes the end, without which it is cut short.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What was sealed.
pub struct Opened<R: BufRead>(StreamReader<io::Chain<Cursor<Vec<u8>>, R>>);

impl<R: BufRead> Read for Opened<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.0.read(to)
    }
}

/// A recipient whose name stands in the file.
struct Named<'a>(&'a Recipient);

impl age::Recipient for Named<'_> {
    fn wrap_file_key(&self, key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let (mut stanzas, labels) = self.0.as_age().wrap_file_key(key)?;
        stanzas.push(Stanza {
            tag: NAMED.to_owned(),
            args: vec![self.0.to_string()],
            body: Vec::new(),
        });
        Ok((stanzas, labels))
    }
}

/// The text before what is sealed.
struct Header {
    bytes: Vec<u8>,
    recipients: Vec<String>,
    password: bool,
}

impl Header {
    /// Reads no further than its end.
    fn read(from: &mut impl Read) -> Result<Self, Error> {
        let mut header = Header {
            bytes: Vec::new(),
            recipients: Vec::new(),
            password: false,
        };
        let mut line = 0;
        loop {
            let mut byte = [0];
            from.read_exact(&mut byte).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => Error::Damaged,
                _ => Error::Io(error),
            })?;
            header.bytes.push(byte[0]);
            if header.bytes.len() > HEADER_MAX {
                return Err(Error::Damaged);
            }
            if byte != *b"\n" {
                continue;
            }
            let text = header.bytes.get(line..).unwrap_or_default();
            if line == 0 && text != MAGIC {
                return Err(Error::Damaged);
            }
            if text.starts_with(b"---") {
                return Ok(header);
            }
            let mut words = std::str::from_utf8(text).unwrap_or_default().split_ascii_whitespace();
            if words.next() == Some("->") {
                match (words.next(), words.next()) {
                    (Some(PASSWORD), _) => header.password = true,
                    (Some(NAMED), Some(name)) if header.recipients.len() < NAMES_MAX => {
                        // Only what is one is shown to anybody.
                        header
                            .recipients
                            .extend(Recipient::parse(name).map(|it| it.to_string()));
                    }
                    _ => {}
                }
            }
            line = header.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests;

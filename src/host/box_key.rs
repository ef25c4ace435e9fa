//! The box's own key, under which it keeps the secrets of others: a file for its owner alone, made when
//! it is first needed. It goes into no backup, so a secret that does is worth nothing elsewhere.

use crate::host::secret;
use crate::host::tls::kept;
use data_encoding::BASE64;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::io;
use std::path::Path;

const FOLDER: &str = "keys";
const FILE: &str = "secrets.key";
const KEY_LEN: usize = 32;

/// Closes a secret; `what_for` has to be said again to open it.
///
/// # Errors
/// Where the key cannot be made or read.
pub fn seal(data: &Path, what_for: &str, secret: &str) -> io::Result<String> {
    let key = match key(data)? {
        Some(key) => key,
        None => make(data)?,
    };
    // One of 2^96, drawn for each secret: a box seals some dozens in its life.
    let nonce = secret::random::<NONCE_LEN>();
    let mut sealed = secret.as_bytes().to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(what_for.as_bytes()),
        &mut sealed,
    )
    .map_err(|_| io::Error::other("a secret could not be sealed"))?;
    Ok(BASE64.encode(&[nonce.as_slice(), &sealed].concat()))
}

/// Opens what [`seal`] closed; `None`: the key is gone or another one, or something was changed.
pub fn open(data: &Path, what_for: &str, sealed: &str) -> Option<String> {
    let key = key(data).ok()??;
    let bytes = BASE64.decode(sealed.as_bytes()).ok()?;
    let (nonce, closed) = bytes.split_at_checked(NONCE_LEN)?;
    let mut closed = closed.to_vec();
    let opened = key
        .open_in_place(
            Nonce::try_assume_unique_for_key(nonce).ok()?,
            Aad::from(what_for.as_bytes()),
            &mut closed,
        )
        .ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

/// `None`: there is no file, or what it holds is no key.
fn key(data: &Path) -> io::Result<Option<LessSafeKey>> {
    let text = kept::read(&data.join(FOLDER), FILE)?;
    let bytes = text.and_then(|text| BASE64.decode(text.trim().as_bytes()).ok());
    Ok(bytes.and_then(|bytes| of(&bytes)))
}

fn make(data: &Path) -> io::Result<LessSafeKey> {
    let bytes = secret::random::<KEY_LEN>();
    kept::keep(&data.join(FOLDER), FILE, &BASE64.encode(&bytes))?;
    of(&bytes).ok_or_else(|| io::Error::other("no key could be made"))
}

fn of(bytes: &[u8]) -> Option<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, bytes).ok().map(LessSafeKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_opens_for_what_it_was_closed_for_on_the_box_that_closed_it() {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sealed = seal(here.path(), "this", "hush").unwrap();
        assert_ne!(sealed, seal(here.path(), "this", "hush").unwrap());
        assert!(!sealed.contains("hush"));
        assert_eq!(open(here.path(), "this", &sealed).as_deref(), Some("hush"));
        assert_eq!(open(here.path(), "that", &sealed), None);
        assert_eq!(open(elsewhere.path(), "this", &sealed), None);
        seal(elsewhere.path(), "this", "other").unwrap();
        assert_eq!(open(elsewhere.path(), "this", &sealed), None);
        for wrong in ["", "AAAA", "no base64", &sealed[..sealed.len() - 4]] {
            assert_eq!(open(here.path(), "this", wrong), None);
        }
    }

    #[test]
    fn the_key_is_for_its_owner_alone_and_made_once() {
        let data = tempfile::tempdir().unwrap();
        seal(data.path(), "this", "hush").unwrap();
        let file = data.path().join("keys/secrets.key");
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let before = fs::read(&file).unwrap();
        seal(data.path(), "this", "hush").unwrap();
        assert_eq!(fs::read(&file).unwrap(), before);
    }
}

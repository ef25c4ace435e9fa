//! Random secrets and the hashes under which they are stored.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::rand::{SecureRandom, SystemRandom};

/// `N` random bytes from the system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has randomness");
    bytes
}

/// A new 256-bit secret, as 43 characters that are safe in links and cookies.
pub fn token() -> String {
    BASE64URL_NOPAD.encode(&random::<32>())
}

/// The hash under which a token is stored: SHA-256, hexadecimal. Tokens have 256 bits, so a fast
/// hash is enough.
pub fn hash(token: &str) -> String {
    HEXLOWER.encode(ring::digest::digest(&ring::digest::SHA256, token.as_bytes()).as_ref())
}

/// Whether two byte strings are the same, in a time that does not depend on where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}

//! The seal in front of every stored value: a checksum over table, key and value, so that a value
//! that changed, or stands in another's place, is noticed when it is read.

use super::{Error, Result};
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

/// Bytes of the seal: the lower half of [`hash`], little-endian.
const SEAL: usize = 8;

/// XXH3-128 of the value, seeded with XXH3-64 of the table's name seeded with the key.
pub(super) fn hash(table: &str, key: u64, value: &[u8]) -> u128 {
    xxh3_128_with_seed(value, xxh3_64_with_seed(table.as_bytes(), key))
}

/// The value with its seal in front, and its hash.
pub(super) fn seal(table: &str, key: u64, value: &[u8]) -> (Vec<u8>, u128) {
    let hash = hash(table, key, value);
    let mut sealed = Vec::with_capacity(SEAL + value.len());
    sealed.extend((hash as u64).to_le_bytes());
    sealed.extend(value);
    (sealed, hash)
}

/// The value behind its seal, and its hash.
///
/// # Errors
/// [`Error::Damaged`] when the seal does not fit.
pub(super) fn unseal<'a>(table: &str, key: u64, sealed: &'a [u8]) -> Result<(&'a [u8], u128)> {
    let damaged = || Error::Damaged(format!("record {key} of {table} does not fit its checksum"));
    let (seal, value) = sealed.split_first_chunk::<SEAL>().ok_or_else(damaged)?;
    let hash = hash(table, key, value);
    if u64::from_le_bytes(*seal) != hash as u64 {
        return Err(damaged());
    }
    Ok((value, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_anothers_place_is_noticed() {
        let (sealed, _) = seal("employees", 1, b"{}");
        assert!(unseal("employees", 1, &sealed).is_ok());
        assert!(unseal("employees", 2, &sealed).is_err());
        assert!(unseal("users", 1, &sealed).is_err());
        assert!(unseal("employees", 1, &sealed[..7]).is_err());
    }
}

//! ETags, and the headers that name them.

use crate::message;
use crate::web::{Ctx, Failure};
use xxhash_rust::xxh3::xxh3_128;

/// Of what stands in the answer, and of this history of the store.
pub fn etag(ctx: &Ctx, body: &str) -> String {
    let text = format!("{}\n{body}", ctx.app.epoch());
    format!("\"{:032x}\"", xxh3_128(text.as_bytes()))
}

/// Whether the list of a condition names this ETag. `weakly`: also where it is marked as a weak one.
///
/// # Errors
/// What is no list of ETags: it can have been meant for nothing that is here.
pub fn names(header: &str, list: &str, etag: &str, weakly: bool) -> Result<bool, Failure> {
    if list.trim() == "*" {
        return Ok(true);
    }
    let mut named = false;
    for one in list.split(',').map(str::trim) {
        let (weak, strong) = match one.strip_prefix("W/") {
            Some(rest) => (true, rest),
            None => (false, one),
        };
        let inside = strong.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if inside.is_none_or(|inside| inside.contains('"')) {
            return Err(Failure::Bad(message!(
                "The header {header} is no list of ETags. Send an ETag as it came, with its quotation marks.",
                header = header
            )));
        }
        named |= strong == etag && (weakly || !weak);
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_names_an_etag_in_a_list_strongly_or_weakly() {
        let named = |list, weakly| names("If-Match", list, "\"b\"", weakly).ok();
        assert_eq!(named("\"a\", \"b\"", false), Some(true));
        assert_eq!(named("*", false), Some(true));
        assert_eq!(named("W/\"b\"", true), Some(true));
        assert_eq!(named("W/\"b\"", false), Some(false), "a change needs the very same");
        for wrong in ["", "b", "\"b", "{}", "\"b\",", "\"a\"\"b\"", "w/\"b\""] {
            assert_eq!(named(wrong, true), None, "{wrong}");
        }
    }
}

//! Percent encoding as browsers send it, read strictly: what is not UTF-8 is refused, never replaced.

/// Text that is not UTF-8 once decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

/// One path segment, decoded.
pub fn path_segment(raw: &str) -> Result<String, NotUtf8> {
    decode(raw.as_bytes(), false)
}

/// The name–value pairs of a query or a form body, in order.
pub fn pairs(raw: &[u8]) -> Result<Vec<(String, String)>, NotUtf8> {
    raw.split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let cut = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
            let value = pair.get(cut + 1..).unwrap_or_default();
            Ok((decode(&pair[..cut], true)?, decode(value, true)?))
        })
        .collect()
}

/// Text as it stands in a query value.
pub fn query_value(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn decode(raw: &[u8], plus_is_space: bool) -> Result<String, NotUtf8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [byte, after @ ..] = rest {
        rest = after;
        match (*byte, after) {
            (b'%', [high, low, behind @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(nibble(*high) << 4 | nibble(*low));
                rest = behind;
            }
            (b'+', _) if plus_is_space => out.push(b' '),
            (other, _) => out.push(other),
        }
    }
    String::from_utf8(out).map_err(|_| NotUtf8)
}

fn nibble(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        b'a'..=b'f' => hex - b'a' + 10,
        _ => hex - b'A' + 10,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn reads_pairs_in_order_with_repeats_and_blanks() {
        let read = pairs(b"name=J%C3%BCrgen+M&skill=1&skill=2&&note&empty=").unwrap();
        let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let expected = [
            ("name", "Jürgen M"),
            ("skill", "1"),
            ("skill", "2"),
            ("note", ""),
            ("empty", ""),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_plus_in_a_path_stays_a_plus() {
        assert_eq!(path_segment("a+b%2Fc").unwrap(), "a+b/c");
    }

    #[test]
    fn half_an_escape_is_taken_as_typed() {
        assert_eq!(path_segment("100%").unwrap(), "100%");
        assert_eq!(path_segment("%zz%4").unwrap(), "%zz%4");
    }

    #[test]
    fn broken_utf_8_is_refused() {
        assert_eq!(pairs(b"name=%ff%fe"), Err(NotUtf8));
        assert_eq!(pairs(b"name=\xff"), Err(NotUtf8));
        assert_eq!(path_segment("%C3"), Err(NotUtf8));
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = "a b&c=d/é%+";
        let raw = format!("next={}", query_value(text));
        assert_eq!(pairs(raw.as_bytes()).unwrap(), [("next".to_owned(), text.to_owned())]);
    }
}

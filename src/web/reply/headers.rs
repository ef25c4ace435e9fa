//! The headers of every answer, and how large answers are made small.

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::{self, HeaderName, HeaderValue};
use hyper::body::Bytes;
use std::io::Write;

/// Below this many bytes compressing costs more than it saves.
const WORTH_COMPRESSING: usize = 1_024;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'";

/// On every answer, whatever it is.
const SECURE: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (header::VARY, "Accept-Encoding, Cookie"),
];

/// Adds the headers of every answer. What may be kept says so afterwards.
pub(in crate::web) fn secure(out: &mut HeaderMap) {
    for (name, value) in SECURE {
        out.insert(name, HeaderValue::from_static(value));
    }
}

/// Lets scripts ask this origin as well.
pub(super) fn connect_to(out: &mut HeaderMap, origin: &str) {
    let policy = POLICY.replace("connect-src 'self'", &format!("connect-src 'self' {origin}"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Has a browser come by https only, for a week: should the certificate ever fail, that is how long it
/// keeps people out. Only this name, not those below it (RFC 6797).
pub(super) fn stay_with_https(out: &mut HeaderMap) {
    out.insert(
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=604800"),
    );
}

/// Takes away what browsers only take, and complain of otherwise, over https.
pub(super) fn in_the_open(out: &mut HeaderMap) {
    out.remove("cross-origin-opener-policy");
}

/// Adds `no-store` where nothing else was said.
pub(super) fn keep_private(out: &mut HeaderMap) {
    out.entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// The best encoding a browser takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accepted {
    Zstd,
    Gzip,
    Plain,
}

impl Accepted {
    /// From `Accept-Encoding`.
    pub fn read(headers: &HeaderMap) -> Self {
        let mut best = Self::Plain;
        for line in headers.get_all(header::ACCEPT_ENCODING) {
            for part in line.to_str().unwrap_or_default().split(',') {
                let (name, weight) = part.split_once(';').unwrap_or((part, ""));
                let weight = weight.trim().trim_start_matches("q=");
                if !weight.is_empty() && weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0) {
                    continue;
                }
                match name.trim() {
                    "zstd" => best = Self::Zstd,
                    "gzip" if best == Self::Plain => best = Self::Gzip,
                    _ => {}
                }
            }
        }
        best
    }
}

/// The text as it goes out, compressed when that is worth it.
pub(super) fn compressed(text: String, accepted: Accepted, out: &mut HeaderMap) -> Bytes {
    let small = match accepted {
        _ if text.len() < WORTH_COMPRESSING => None,
        Accepted::Zstd => zstd::bulk::compress(text.as_bytes(), 1)
            .ok()
            .map(|bytes| (bytes, "zstd")),
        Accepted::Gzip => gzip(text.as_bytes()).map(|bytes| (bytes, "gzip")),
        Accepted::Plain => None,
    };
    match small {
        Some((bytes, encoding)) => {
            encoded(out, Some(encoding));
            bytes.into()
        }
        None => text.into(),
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Says how the body is encoded.
pub(super) fn encoded(out: &mut HeaderMap, encoding: Option<&'static str>) {
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn accepted(header: &str) -> Accepted {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, header.parse().unwrap());
        Accepted::read(&headers)
    }

    #[test]
    fn takes_the_best_encoding_the_browser_names() {
        assert_eq!(accepted("gzip, deflate, br, zstd"), Accepted::Zstd);
        assert_eq!(accepted("gzip;q=1.0, br"), Accepted::Gzip);
        assert_eq!(accepted("zstd;q=0, gzip;q=0.5"), Accepted::Gzip);
        assert_eq!(accepted("gzip; q=0"), Accepted::Plain);
        assert_eq!(accepted("identity"), Accepted::Plain);
        assert_eq!(Accepted::read(&HeaderMap::new()), Accepted::Plain);
    }

    #[test]
    fn short_text_goes_out_as_it_is() {
        let mut out = HeaderMap::new();
        assert_eq!(compressed("short".into(), Accepted::Zstd, &mut out), "short");
        assert!(out.is_empty());
    }

    #[test]
    fn long_text_comes_back_from_either_encoding() {
        let text = "a skill rated ".repeat(500);
        let mut out = HeaderMap::new();
        let zstd = compressed(text.clone(), Accepted::Zstd, &mut out);
        assert_eq!(out[header::CONTENT_ENCODING], "zstd");
        assert_eq!(zstd::decode_all(&zstd[..]).unwrap(), text.as_bytes());
        let gzip = compressed(text.clone(), Accepted::Gzip, &mut out);
        assert_eq!(out[header::CONTENT_ENCODING], "gzip");
        let mut read = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&gzip[..]), &mut read).unwrap();
        assert_eq!(read, text);
    }
}

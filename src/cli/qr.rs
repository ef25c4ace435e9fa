//! A link as a code for the camera of a phone, on a terminal.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde_json::Value;

const BLACK_ON_WHITE: &str = "\u{1b}[30;107m";

/// Black on white, whatever the colours of the terminal are; a camera needs it so.
pub(super) fn of(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let picture = code.render::<Dense1x2>().build();
    let lines = picture.lines().map(|line| format!("{BLACK_ON_WHITE}{line}\u{1b}[0m"));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The links that work from elsewhere on the network; all of them where there is no network.
pub(super) fn from_elsewhere(urls: &Value) -> Vec<&str> {
    let all: Vec<&str> = urls
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let here = ["https://localhost", "https://127.", "https://[::1]"];
    let elsewhere: Vec<&str> = all
        .iter()
        .filter(|url| !here.iter().any(|here| url.starts_with(here)))
        .copied()
        .collect();
    if elsewhere.is_empty() { all } else { elsewhere }
}

/// The one a phone opens most surely: a plain address, which needs nobody to know a name.
pub(super) fn for_a_phone(urls: &Value) -> Option<&str> {
    let all = from_elsewhere(urls);
    let plain = |url: &&&str| {
        let host = url.trim_start_matches("https://").split(['/', ':']).next();
        host.is_some_and(|host| host.parse::<std::net::Ipv4Addr>().is_ok())
    };
    all.iter().find(plain).or(all.first()).copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_phone_gets_an_address_of_the_network() {
        let urls = serde_json::json!([
            "https://localhost/",
            "https://box.local/",
            "https://127.0.0.1/",
            "https://192.168.1.20/",
            "https://[::1]/"
        ]);
        assert_eq!(from_elsewhere(&urls), ["https://box.local/", "https://192.168.1.20/"]);
        assert_eq!(for_a_phone(&urls), Some("https://192.168.1.20/"));
        let alone = serde_json::json!(["https://localhost/"]);
        assert_eq!(for_a_phone(&alone), Some("https://localhost/"));
    }

    #[test]
    fn a_link_fits_into_a_code_for_a_terminal_of_80_columns() {
        let link = "https://192.168.1.20/setup#0123456789012345678901234567890123456789012";
        let code = of(link).unwrap();
        assert!(code.lines().all(|line| line.chars().count() < 70), "{code}");
        assert!(code.lines().count() > 15);
        // Four white squares around it, then the black corner.
        let lines: Vec<&str> = code
            .lines()
            .map(|line| line.strip_prefix(BLACK_ON_WHITE).unwrap())
            .collect();
        assert!(lines[0].trim_end_matches("\u{1b}[0m").trim().is_empty() && lines[1].starts_with("    "));
        assert!(lines[2].starts_with("    \u{2588}\u{2580}"), "{}", lines[2]);
    }
}

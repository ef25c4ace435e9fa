//! What a browser says of itself, in two words a person knows, for the list of sessions.

use crate::domain::message::Message;
use crate::message;

/// `Firefox on Windows`; `A browser` where nothing is known.
pub fn in_words(user_agent: &str) -> String {
    let has = |word: &&(&str, &str)| user_agent.contains(word.0);
    // The order matters: each names itself after the ones it wants to be taken for.
    let browser = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let browser = browser.iter().find(has).map_or("A browser", |(_, name)| name);
    match system.iter().find(has) {
        Some((_, system)) => format!("{browser} on {system}"),
        None => browser.to_owned(),
    }
}

/// What is kept of a device, for a reader of any language.
pub fn said(kept: &str) -> Message {
    let browser = |name: &str| match name {
        "A browser" => message!("A browser"),
        _ => message!("{name}", name = name),
    };
    match kept.split_once(" on ") {
        Some((name, system)) => message!("{browser} on {system}", browser = browser(name), system = system),
        None => browser(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_usual_ones() {
        let chrome = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
        assert_eq!(in_words(chrome), "Chrome on Android");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(in_words(edge), "Edge on Windows");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(in_words(safari), "Safari on iPhone");
    }

    #[test]
    fn says_so_where_nothing_is_known() {
        assert_eq!(in_words(""), "A browser");
        assert_eq!(in_words("<script>"), "A browser");
    }
}

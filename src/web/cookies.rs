//! Cookies as a browser sends them.

use http::{HeaderMap, header};

/// The value of the first cookie of that name.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn finds_a_cookie_among_others_and_over_several_lines() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; b=x=y;c=".parse().unwrap());
        headers.append(header::COOKIE, "d=4".parse().unwrap());
        let got = ["a", "b", "c", "d", "e"].map(|name| get(&headers, name));
        assert_eq!(got, [Some("1"), Some("x=y"), Some(""), Some("4"), None]);
    }
}

//! The icons, inlined into the page: 20 × 20, drawn with the text's colour.

use rust_embed::RustEmbed;
use std::collections::HashMap;

#[derive(RustEmbed)]
#[folder = "web/img/icons"]
struct Files;

/// Name → `<svg>`; hidden from screen readers, the words beside it say it all.
pub fn all() -> HashMap<String, String> {
    Files::iter()
        .filter_map(|file| {
            let name = file.strip_suffix(".svg")?.to_owned();
            let text = String::from_utf8(Files::get(&file)?.data.into_owned()).ok()?;
            Some((name, text.trim().to_owned()))
        })
        .collect()
}

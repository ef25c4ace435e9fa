//! What the browser loads beside the page, under a name that changes with its content. Made by
//! `build.rs`.

/// One file, in the encodings it can be sent in.
#[derive(Debug)]
pub struct Asset {
    /// As templates call it: `css/app.css`.
    pub path: &'static str,
    /// As the browser asks for it below `/assets/`: `app-0123456789abcdef.css`.
    pub name: &'static str,
    pub content_type: &'static str,
    pub plain: &'static [u8],
    pub gzip: &'static [u8],
    pub zstd: &'static [u8],
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Changes with any of them.
pub const VERSION: &str = env!("KPI_ASSETS");

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter()
}

/// The asset of that hashed name. It may be kept for ever: another content has another name.
pub fn named(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Where the browser finds the asset that templates call `path`.
pub fn url(path: &str) -> Option<String> {
    ASSETS
        .iter()
        .find(|asset| asset.path == path)
        .map(|asset| format!("/assets/{}", asset.name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_asset_is_found_by_its_hashed_name_only() {
        for asset in ASSETS {
            assert_eq!(url(asset.path), Some(format!("/assets/{}", asset.name)));
            assert!(std::ptr::eq(named(asset.name).unwrap(), asset));
        }
        assert!(named("app.css").is_none());
        assert!(url("css/none.css").is_none());
    }

    #[test]
    fn scripts_stay_below_32_kilobytes() {
        // Those of the setup and of coming to trust the box are loaded there alone, once.
        let (setup, others): (Vec<_>, Vec<_>) = ASSETS
            .iter()
            .filter(|a| a.name.ends_with(".js"))
            .partition(|a| ["js/setup.js", "js/trust.js"].contains(&a.path));
        let total = |of: &[&Asset]| of.iter().map(|a| a.plain.len()).sum::<usize>();
        assert!(total(&others) <= 32 * 1024, "{} bytes", total(&others));
        assert!((1..=3 * 1024).contains(&total(&setup)), "{} bytes", total(&setup));
    }
}

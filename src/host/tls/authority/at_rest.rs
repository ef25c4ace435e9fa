//! What lies in the folder of an authority while nothing serves it: looked at, and left as it is.

use super::{Facts, Kept};
use std::path::Path;

/// What stands in its certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtRest {
    /// The root before the present one.
    pub earlier: Option<Facts>,
    /// For the names that every root may issue for.
    pub leaf: Option<Facts>,
}

impl AtRest {
    /// `Ok(None)`: there is none yet; the error names the file that cannot be used.
    pub fn read(folder: &Path) -> Result<Option<Self>, &'static str> {
        let kept = Kept::read(folder)?;
        Ok(kept.map(|kept| Self {
            earlier: kept.earlier.map(|(root, _)| root.facts),
            leaf: kept.leaves.into_iter().flatten().next().map(|leaf| leaf.facts),
        }))
    }
}

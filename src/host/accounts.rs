//! The users and groups of a system, as its `etc/passwd` and `etc/group` list them.

use std::fs;
use std::path::Path;

/// Whose a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}

impl Owner {
    pub const ROOT: Self = Self { user: 0, group: 0 };
}

/// A user and their own group.
pub fn user(root: &Path, name: &str) -> Option<Owner> {
    let fields = line(root, "etc/passwd", |fields| fields.first() == Some(&name))?;
    Some(Owner {
        user: fields.get(2)?.parse().ok()?,
        group: fields.get(3)?.parse().ok()?,
    })
}

/// A user's name; the number where it has none.
pub fn name_of(user: u32) -> String {
    let number = user.to_string();
    line(Path::new("/"), "etc/passwd", |fields| {
        fields.get(2) == Some(&number.as_str())
    })
    .and_then(|fields| fields.first().cloned())
    .unwrap_or(number)
}

fn line(root: &Path, file: &str, wanted: impl Fn(&[&str]) -> bool) -> Option<Vec<String>> {
    let text = fs::read_to_string(root.join(file)).ok()?;
    let mut lines = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let fields = lines.find(|fields| wanted(fields))?;
    Some(fields.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_user_is_found_by_name_and_no_other_is_taken_for_it() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("etc")).unwrap();
        fs::write(
            root.path().join("etc/passwd"),
            "root:x:0:0::/root:/bin/sh\nhandyman-kpi-old:x:5:5::/:\nhandyman-kpi:x:997:995::/:/x\n",
        )
        .unwrap();
        let found = user(root.path(), "handyman-kpi");
        assert_eq!(found, Some(Owner { user: 997, group: 995 }));
        assert_eq!(user(root.path(), "handyman"), None);
        assert_eq!(name_of(0), "root");
        assert_eq!(name_of(4_000_000_000), "4000000000");
    }
}

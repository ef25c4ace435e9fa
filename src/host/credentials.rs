//! Secrets that only root keeps and the running service is given a copy of, by systemd's
//! `LoadCredential=credentials:/etc/handyman-kpi/credentials`.

use std::path::{Path, PathBuf};

/// Where root keeps them.
const FOLDER: &str = "/etc/handyman-kpi/credentials";
/// Of a folder systemd hands over each file as `ID_FILE`.
const ID: &str = "credentials_";

/// The file that a configured path means: a name without a folder is a credential.
pub fn file(given: &Path) -> PathBuf {
    let handed_over = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    file_among(given, handed_over.as_deref())
}

fn file_among(given: &Path, handed_over: Option<&Path>) -> PathBuf {
    if given.components().count() != 1 || given.is_absolute() {
        return given.to_owned();
    }
    match handed_over {
        Some(folder) => folder.join(format!("{ID}{}", given.display())),
        // Where systemd hands nothing over: at the shell, or before version 251.
        None => Path::new(FOLDER).join(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_a_credential_and_a_path_a_path() {
        let given = Path::new("/run/credentials/handyman-kpi.service");
        let of = |name: &str| file_among(Path::new(name), Some(given));
        assert_eq!(of("key.pem"), given.join("credentials_key.pem"));
        assert_eq!(of("/etc/ssl/key.pem"), Path::new("/etc/ssl/key.pem"));
        assert_eq!(of("ssl/key.pem"), Path::new("ssl/key.pem"));
        assert_eq!(
            file_among(Path::new("key.pem"), None),
            Path::new("/etc/handyman-kpi/credentials/key.pem")
        );
    }
}

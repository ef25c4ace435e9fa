//! Other programs: a server of storage, and what reads and writes sheets, openpyxl and LibreOffice without
//! its windows. With the drills all have to be there; otherwise each is asked if it is there, but for
//! LibreOffice, which takes minutes.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's, which its packages are for.
pub const PYTHON: &str = "/usr/bin/python3";

/// Whether openpyxl can be asked.
pub fn openpyxl_is_there() -> bool {
    there(PYTHON, &["-c", "import openpyxl"])
}

fn there(program: &str, args: &[&str]) -> bool {
    let answers = Command::new(program)
        .args(args)
        .output()
        .is_ok_and(|out| out.status.success());
    assert!(
        answers || !is_drill(),
        "{program} {args:?} is not there: appliance/drills.sh or prepare.sh installs it"
    );
    if !answers {
        eprintln!("left out: {program} {args:?} is not there");
    }
    answers
}

/// The server of a storage that speaks S3, where `HANDYMAN_KPI_S3S` says or in the cache.
pub fn s3_server() -> Option<PathBuf> {
    let cached = || Some(Path::new(&std::env::var_os("HOME")?).join(".cache/handyman-kpi/s3s-fs/bin/s3s-fs"));
    let program = std::env::var_os("HANDYMAN_KPI_S3S")
        .map(PathBuf::from)
        .or_else(cached)?;
    there(program.to_str()?, &["--version"]).then_some(program)
}

/// Whether the drills run in full length.
pub fn is_drill() -> bool {
    std::env::var("HANDYMAN_KPI_DRILLS").is_ok_and(|how| how == "full")
}

/// LibreOffice with a profile of its own.
pub struct Office {
    profile: tempfile::TempDir,
}

impl Office {
    pub fn is_there() -> bool {
        is_drill() && there("soffice", &["--version"])
    }

    pub fn new() -> Self {
        Self {
            profile: tempfile::tempdir().unwrap(),
        }
    }

    /// Opens a file and saves it as another kind: `xlsx`, or with the filter to save with. What it makes
    /// lies in the folder `out` beside it.
    pub fn convert(&self, from: &Path, to: &str, more: &[&str]) -> Vec<u8> {
        let folder = from.parent().unwrap();
        let out = Command::new("soffice")
            .arg(format!(
                "-env:UserInstallation=file://{}",
                self.profile.path().display()
            ))
            .args(["--headless", "--norestore"])
            .args(more)
            .args(["--convert-to", to, "--outdir"])
            .arg(folder.join("out"))
            .arg(from)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned() + &*String::from_utf8_lossy(&out.stdout);
        let ending = to.split(':').next().unwrap();
        let made = folder
            .join("out")
            .join(from.with_extension(ending).file_name().unwrap());
        std::fs::read(&made).unwrap_or_else(|_| panic!("{} was not opened: {said}", from.display()))
    }
}

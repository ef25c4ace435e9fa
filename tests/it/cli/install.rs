//! `install` into a folder, as for the image of another box. On a running systemd it is driven by
//! `appliance/boot.sh`.

use super::{Said, command, run};
use crate::support::SmallDisk;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// A root to install into, and a program that is small enough for a test.
struct Image {
    folder: tempfile::TempDir,
}

impl Image {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("root")).unwrap();
        let program = folder.path().join("program");
        let padding = "#".repeat(2_000_000);
        fs::write(
            &program,
            format!("#!/bin/sh\necho handyman-kpi 9.9.9\nexit 0\n{padding}"),
        )
        .unwrap();
        fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn install(&self, more: &[&str]) -> Said {
        install(&self.root(), &self.folder.path().join("program"), more)
    }
}

fn install(root: &Path, program: &Path, more: &[&str]) -> Said {
    let mut words = vec![
        "install",
        "--root",
        root.to_str().unwrap(),
        "--from",
        program.to_str().unwrap(),
    ];
    words.extend(more);
    // PATH is what the program that is installed is asked for its version with.
    let said = command(root, &words).env("PATH", "/usr/bin:/bin").output().unwrap();
    Said {
        code: said.status.code().unwrap(),
        out: String::from_utf8(said.stdout).unwrap(),
        err: String::from_utf8(said.stderr).unwrap(),
    }
}

/// Files and links below a folder, with modes.
fn tree(folder: &Path) -> BTreeMap<String, u32> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let found = fs::symlink_metadata(&path).unwrap();
            if found.is_dir() {
                folders.push(path.clone());
            }
            all.insert(path.strip_prefix(folder).unwrap().display().to_string(), found.mode());
        }
    }
    all
}

#[test]
fn everything_lies_where_the_product_says_and_a_second_time_nothing_changes() {
    let image = Image::new();
    let would = image.install(&["--dry-run"]).well().out;
    assert!(
        would.contains("the unit /etc/systemd/system/handyman-kpi.service"),
        "{would}"
    );
    assert!(tree(&image.root()).is_empty());
    image.install(&[]).well();
    let all = tree(&image.root());
    for (path, mode) in [
        ("opt/handyman-kpi/versions/9.9.9/handyman-kpi", 0o100_755),
        ("opt/handyman-kpi/current", 0o120_777),
        ("usr/local/bin/handyman-kpi", 0o120_777),
        ("etc/handyman-kpi", 0o040_750),
        ("etc/handyman-kpi/credentials", 0o040_700),
        ("etc/handyman-kpi/config.toml", 0o100_640),
        ("var/lib/handyman-kpi", 0o040_700),
        ("etc/systemd/system/handyman-kpi.service", 0o100_644),
        ("etc/systemd/system/handyman-kpi.socket", 0o100_644),
        (
            "etc/systemd/system/handyman-kpi.service.d/through-socket.conf",
            0o100_644,
        ),
        ("etc/sysusers.d/handyman-kpi.conf", 0o100_644),
        ("etc/tmpfiles.d/handyman-kpi.conf", 0o100_644),
    ] {
        assert_eq!(all.get(path), Some(&mode), "{path}: {all:?}");
    }
    let program = image.root().join("opt/handyman-kpi/current/handyman-kpi");
    assert_eq!(
        fs::read(program).unwrap().len(),
        fs::read(image.folder.path().join("program")).unwrap().len()
    );
    let again = image.install(&[]).well();
    assert!(again.out.contains("Nothing changed"), "{}", again.out);
    assert_eq!(again.err, "");
    let would = image.install(&["--dry-run"]).well().out;
    assert!(would.contains("Nothing would change"), "{would}");
}

#[test]
fn with_its_own_ports_there_is_no_socket_and_it_can_be_changed() {
    let image = Image::new();
    image.install(&["--own-ports"]).well();
    let units = image.root().join("etc/systemd/system");
    assert!(!units.join("handyman-kpi.socket").exists());
    assert!(units.join("handyman-kpi.service.d/own-ports.conf").exists());
    image.install(&[]).well();
    assert!(units.join("handyman-kpi.socket").exists());
    assert!(!units.join("handyman-kpi.service.d/own-ports.conf").exists());
}

#[test]
fn a_unit_of_that_name_that_is_somebody_elses_is_left_alone() {
    let image = Image::new();
    image.file(
        "etc/systemd/system/handyman-kpi.service",
        "[Service]\nExecStart=/bin/true\n",
    );
    let before = tree(&image.root());
    let said = image.install(&[]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("was not written by this program") && said.err.contains("mv /etc/systemd"),
        "{}",
        said.err
    );
    assert_eq!(tree(&image.root()), before);
}

#[test]
fn an_unknown_distribution_and_selinux_are_noted_and_go_on() {
    let image = Image::new();
    image.file("etc/os-release", "ID=slackware\nPRETTY_NAME=\"Slackware 15\"\n");
    image.file("sys/fs/selinux/enforce", "1");
    let said = image.install(&["--json"]).well().json();
    let codes: Vec<&str> = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["distribution_unknown", "selinux"]);
    assert!(said["changed"].as_array().unwrap().len() > 10);
}

#[test]
fn a_full_disk_is_said_wherever_it_gets_full_and_nothing_is_left() {
    let Some(disk) = SmallDisk::mount(8) else { return };
    let image = Image::new();
    let program = image.folder.path().join("program");
    let mut failed = 0;
    for left in [0, 4_096, 12_288, 40_960, 65_536, 500_000, 1_500_000, 1_990_000] {
        disk.fill_up(left);
        let before = tree(disk.path());
        let said = install(disk.path(), &program, &[]);
        assert_eq!(said.code, 1, "{left}: {}{}", said.out, said.err);
        assert!(said.err.contains("Make room on that disk"), "{left}: {}", said.err);
        assert!(said.err.contains("has been undone."), "{left}: {}", said.err);
        assert_eq!(tree(disk.path()), before, "{left}");
        failed += 1;
        disk.make_room();
    }
    assert_eq!(failed, 8);
    install(disk.path(), &program, &[]).well();
}

#[test]
fn a_disk_that_cannot_be_written_is_said() {
    let Some(disk) = SmallDisk::mount(8) else { return };
    assert!(disk.remount("ro"));
    let image = Image::new();
    let said = install(disk.path(), &image.folder.path().join("program"), &[]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("mounted read-only"), "{}", said.err);
}

#[test]
fn what_is_no_handyman_kpi_is_not_installed() {
    let image = Image::new();
    let other = image.folder.path().join("other");
    fs::write(&other, "#!/bin/sh\necho something else\n").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
    let said = install(&image.root(), &other, &[]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("is not Handyman KPI"), "{}", said.err);
    let said = install(&image.root(), Path::new("/nonexistent"), &[]);
    assert!(said.err.contains("/nonexistent cannot be read"), "{}", said.err);
    let said = install(Path::new("/nonexistent"), &other, &[]);
    assert!(said.err.contains("is no folder"), "{}", said.err);
    assert!(tree(&image.root()).is_empty());
}

#[test]
fn without_systemd_nothing_is_installed_on_this_box() {
    if Path::new("/run/systemd/system").exists() {
        eprintln!("SKIPPED: systemd runs this box");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["install", "--dry-run"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("systemd does not run this box"), "{}", said.err);
}

#[test]
fn the_manual_and_the_completions_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let page = run(folder.path(), &["man"]).well().out;
    assert!(
        page.contains(".TH handyman-kpi") && page.contains("uninstall"),
        "{page}"
    );
    run(folder.path(), &["man", "--to", folder.path().to_str().unwrap()]).well();
    for name in [
        "handyman-kpi.1",
        "handyman-kpi-install.1",
        "handyman-kpi-import-employees.1",
    ] {
        assert!(folder.path().join(name).exists(), "{name}");
    }
    let completions = run(folder.path(), &["completions", "bash"]).well().out;
    assert!(completions.contains("--own-ports"));
}

//! What an installation consists of, in order. Read this first: it is the list of everything that is
//! written on a box, and of everything that is taken away again.

use super::files::{Content, Folder, Link, Written};
use super::gone::Gone;
use super::live::{NoUser, Reloaded, Running, Stopped, User};
use super::place::{Place, Whose};
use super::step::{Step, Steps};
use crate::config::{DEFAULT_FILE, KEYS};
use std::path::PathBuf;

const SERVICE: &str = include_str!("../../../systemd/handyman-kpi.service");
const SOCKET: &str = include_str!("../../../systemd/handyman-kpi.socket");
const THROUGH_SOCKET: &str = include_str!("../../../systemd/through-socket.conf");
const OWN_PORTS: &str = include_str!("../../../systemd/own-ports.conf");
const CREDENTIALS: &str = include_str!("../../../systemd/credentials.conf");
const SYSUSERS: &str = include_str!("../../../systemd/sysusers.conf");
const TMPFILES: &str = include_str!("../../../systemd/tmpfiles.conf");

pub const UNITS: &str = "/etc/systemd/system";
pub const PROGRAMS: &str = "/opt/handyman-kpi";
pub const COMMAND: &str = "/usr/local/bin/handyman-kpi";
pub const DATA: &str = "/var/lib/handyman-kpi";
pub const CONFIGURATION: &str = "/etc/handyman-kpi";
const SYSUSERS_FILE: &str = "/etc/sysusers.d/handyman-kpi.conf";
const TMPFILES_FILE: &str = "/etc/tmpfiles.d/handyman-kpi.conf";

/// What is to be installed.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The program.
    pub from: PathBuf,
    pub version: String,
    /// The program opens its ports itself.
    pub own_ports: bool,
}

/// The steps of an installation.
pub fn install(place: &Place, wanted: &Wanted) -> anyhow::Result<Steps> {
    let text = |what, path: String, text: &str| {
        Written::new(place, what, path, Content::Text(text.to_owned()), 0o644, Whose::Root)
    };
    let folder = |path: &str, mode, whose| Box::new(Folder::new(place, path, mode, whose));
    let program = format!("{PROGRAMS}/versions/{}", wanted.version);
    let mut steps: Steps = vec![
        folder("/etc/sysusers.d", 0o755, Whose::Root),
        Box::new(text("who the service is,", SYSUSERS_FILE.to_owned(), SYSUSERS)),
    ];
    if place.is_live() {
        steps.push(Box::<User>::default());
    }
    steps.extend::<Steps>(vec![
        folder("/etc/tmpfiles.d", 0o755, Whose::Root),
        Box::new(text("its folders,", TMPFILES_FILE.to_owned(), TMPFILES)),
        folder(PROGRAMS, 0o755, Whose::Root),
        folder(&format!("{PROGRAMS}/versions"), 0o755, Whose::Root),
        folder(&program, 0o755, Whose::Root),
        Box::new(Written::new(
            place,
            "the program",
            format!("{program}/handyman-kpi"),
            Content::Copy(wanted.from.clone()),
            0o755,
            Whose::Root,
        )),
        Box::new(Link::new(
            place,
            format!("{PROGRAMS}/current"),
            format!("versions/{}", wanted.version),
        )),
        folder("/usr/local/bin", 0o755, Whose::Root),
        Box::new(Link::new(place, COMMAND, format!("{PROGRAMS}/current/handyman-kpi"))),
        folder(CONFIGURATION, 0o750, Whose::ReadByService),
        folder(&format!("{CONFIGURATION}/credentials"), 0o700, Whose::Root),
        Box::new(
            Written::new(
                place,
                "the configuration",
                DEFAULT_FILE,
                Content::Text(configuration()),
                0o640,
                Whose::ReadByService,
            )
            .once(),
        ),
        Box::new(Folder::new(place, DATA, 0o700, Whose::Service).with_all_in_it()),
        folder(UNITS, 0o755, Whose::Root),
    ]);
    units(place, wanted, &mut steps)?;
    Ok(steps)
}

fn units(place: &Place, wanted: &Wanted, steps: &mut Steps) -> anyhow::Result<()> {
    let unit = |name: &str, text: &str| -> Box<Written> {
        let path = format!("{UNITS}/{name}");
        Box::new(Written::new(
            place,
            "the unit",
            path,
            Content::Text(text.to_owned()),
            0o644,
            Whose::Root,
        ))
    };
    let gone = |name: &str| Box::new(Gone::new(place, format!("{UNITS}/{name}")));
    let socket = unit("handyman-kpi.socket", SOCKET);
    let new_socket = !socket.is_done(false)?;
    steps.push(unit("handyman-kpi.service", SERVICE));
    steps.push(Box::new(Folder::new(
        place,
        format!("{UNITS}/handyman-kpi.service.d"),
        0o755,
        Whose::Root,
    )));
    if wanted.own_ports {
        steps.push(unit("handyman-kpi.service.d/own-ports.conf", OWN_PORTS));
        steps.push(gone("handyman-kpi.service.d/through-socket.conf"));
    } else {
        steps.push(socket);
        steps.push(unit("handyman-kpi.service.d/through-socket.conf", THROUGH_SOCKET));
        steps.push(gone("handyman-kpi.service.d/own-ports.conf"));
    }
    if place.loads_credentials() {
        steps.push(unit("handyman-kpi.service.d/credentials.conf", CREDENTIALS));
    }
    if place.is_live() {
        steps.push(Box::new(Reloaded));
        steps.push(Box::new(Running::new(!wanted.own_ports, new_socket)));
        if wanted.own_ports {
            // Only once it is stopped; its file is all that is left of it.
            steps.push(gone("handyman-kpi.socket"));
            steps.push(Box::new(Reloaded));
        }
    }
    Ok(())
}

/// The steps of taking it away; `purge`: with all that is recorded.
pub fn uninstall(place: &Place, purge: bool) -> Steps {
    let gone = |path: String| Box::new(Gone::new(place, path));
    let mut steps: Steps = Vec::new();
    if place.is_live() {
        steps.push(Box::<Stopped>::default());
    }
    for unit in [
        "handyman-kpi.service",
        "handyman-kpi.socket",
        "handyman-kpi.service.d/through-socket.conf",
        "handyman-kpi.service.d/own-ports.conf",
        "handyman-kpi.service.d/credentials.conf",
    ] {
        steps.push(gone(format!("{UNITS}/{unit}")));
    }
    // Drop-ins of the box's own stay.
    steps.push(Box::new(
        Gone::new(place, format!("{UNITS}/handyman-kpi.service.d")).if_empty(),
    ));
    if place.is_live() {
        steps.push(Box::new(Reloaded));
    }
    // A program of that name that is not the link was put there by somebody else.
    if std::fs::read_link(place.at(COMMAND)).is_ok_and(|to| to.starts_with(PROGRAMS)) {
        steps.push(gone(COMMAND.to_owned()));
    }
    steps.push(gone(PROGRAMS.to_owned()));
    steps.push(gone(TMPFILES_FILE.to_owned()));
    if purge {
        steps.push(gone(DATA.to_owned()));
        steps.push(gone(CONFIGURATION.to_owned()));
    }
    if place.is_live() {
        steps.push(Box::new(NoUser));
    }
    steps.push(gone(SYSUSERS_FILE.to_owned()));
    steps
}

/// The commented configuration a new box gets: every key with its default.
fn configuration() -> String {
    let mut text = String::from(
        "# The configuration of this box. What the company decides (its name, time zone, tiers, …) is set in the\n\
         # browser. Take the # away before what you change, then: systemctl restart handyman-kpi\n\
         # What is in force, and why, says: handyman-kpi config show\n",
    );
    // The sandbox of the service holds this one data folder.
    for key in KEYS.iter().filter(|key| key.name != "data_dir") {
        text += &format!("\n# {}\n# {} = \"{}\"\n", key.about, key.name, key.default);
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::step;
    use super::*;
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    fn wanted(folder: &Path, content: &str) -> Wanted {
        let from = folder.join("program");
        fs::write(&from, content).unwrap();
        Wanted {
            from,
            version: "1.2.3".into(),
            own_ports: false,
        }
    }

    /// Everything below a folder: kind, mode, and content or target.
    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(&next).unwrap() {
                let path = entry.unwrap().path();
                let found = fs::symlink_metadata(&path).unwrap();
                let is = if found.is_dir() {
                    folders.push(path.clone());
                    String::new()
                } else if found.is_symlink() {
                    fs::read_link(&path).unwrap().display().to_string()
                } else {
                    fs::read_to_string(&path).unwrap()
                };
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                all.insert(name, format!("{:o} {is}", found.mode()));
            }
        }
        all
    }

    /// Stands at the end of a list and fails.
    struct Fails;

    impl Step for Fails {
        fn what(&self) -> String {
            "it".into()
        }
        fn is_done(&self, _: bool) -> anyhow::Result<bool> {
            Ok(false)
        }
        fn act(&mut self) -> anyhow::Result<()> {
            anyhow::bail!("no")
        }
        fn undo(&mut self) -> anyhow::Result<()> {
            Ok(())
        }
    }

    fn done(mut steps: Steps) -> Vec<String> {
        step::run(&mut steps, |_| {}, || Ok(())).unwrap()
    }

    #[test]
    fn a_run_cut_off_after_any_step_is_finished_by_the_next_and_a_failure_at_any_step_leaves_no_trace() {
        let files = tempfile::tempdir().unwrap();
        let wanted = wanted(files.path(), "program");
        let whole = tempfile::tempdir().unwrap();
        let place = Place::new(Some(whole.path()));
        let all = done(install(&place, &wanted).unwrap()).len();
        let whole = tree(whole.path());
        assert!(all > 12, "{all}");
        for cut in 0..all {
            let root = tempfile::tempdir().unwrap();
            let place = Place::new(Some(root.path()));
            let mut first = install(&place, &wanted).unwrap();
            first.truncate(cut);
            first.push(Box::new(Fails));
            step::run(&mut first, |_| {}, || Ok(())).unwrap_err();
            assert!(tree(root.path()).is_empty(), "after {cut}: {:?}", tree(root.path()));
            let mut first = install(&place, &wanted).unwrap();
            first.truncate(cut);
            done(first);
            done(install(&place, &wanted).unwrap());
            assert_eq!(tree(root.path()), whole, "after {cut}");
            assert!(done(install(&place, &wanted).unwrap()).is_empty());
        }
    }

    #[test]
    fn a_newer_program_that_fails_leaves_the_older_one_as_it_was() {
        let files = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(Some(root.path()));
        done(install(&place, &wanted(files.path(), "older")).unwrap());
        let before = tree(root.path());
        let newer = Wanted {
            version: "1.3.0".into(),
            own_ports: true,
            ..wanted(files.path(), "newer")
        };
        let mut steps = install(&place, &newer).unwrap();
        steps.push(Box::new(Fails));
        step::run(&mut steps, |_| {}, || Ok(())).unwrap_err();
        assert_eq!(tree(root.path()), before);
        done(install(&place, &newer).unwrap());
        let current = fs::read_link(root.path().join("opt/handyman-kpi/current")).unwrap();
        assert_eq!(current, Path::new("versions/1.3.0"));
    }

    #[test]
    fn a_configuration_that_was_edited_stays() {
        let files = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(Some(root.path()));
        done(install(&place, &wanted(files.path(), "program")).unwrap());
        let file = place.at(DEFAULT_FILE);
        assert!(
            toml::from_str::<toml::Table>(&fs::read_to_string(&file).unwrap())
                .unwrap()
                .is_empty()
        );
        fs::write(&file, "names = \"kpi.lan\"").unwrap();
        assert!(done(install(&place, &wanted(files.path(), "program")).unwrap()).is_empty());
        assert_eq!(fs::read_to_string(&file).unwrap(), "names = \"kpi.lan\"");
    }

    #[test]
    fn uninstalling_keeps_what_is_recorded_and_purging_does_not() {
        let files = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(Some(root.path()));
        done(install(&place, &wanted(files.path(), "program")).unwrap());
        fs::write(place.at(DATA).join("kpi.redb"), "data").unwrap();
        let own = place.at(UNITS).join("handyman-kpi.service.d/mine.conf");
        fs::write(&own, "[Service]").unwrap();
        done(uninstall(&place, false));
        let left = tree(root.path());
        let kept: Vec<&str> = left
            .iter()
            .filter(|(_, is)| is.starts_with("10"))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            kept,
            [
                "etc/handyman-kpi/config.toml",
                "etc/systemd/system/handyman-kpi.service.d/mine.conf",
                "var/lib/handyman-kpi/kpi.redb"
            ]
        );
        fs::remove_file(own).unwrap();
        done(install(&place, &wanted(files.path(), "program")).unwrap());
        done(uninstall(&place, true));
        assert!(tree(root.path()).values().all(|is| is.starts_with('4')));
        assert!(!tree(root.path()).keys().any(|name| name.contains("handyman")));
        assert!(done(uninstall(&place, true)).is_empty());
    }
}

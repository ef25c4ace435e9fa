//! The box's own authority: a root that devices are told to trust once, and what it issues for this
//! box's names and addresses.
//!
//! When a root nears its end, or is to be good for a name that it may not issue for, a new one takes
//! its place. The old one signs the new one as well: devices that trust either go on without a
//! warning, for every name that both may issue for.

mod at_rest;
mod issuing;

pub use at_rest::AtRest;

use super::certificate::{self, Certificate, Facts};
use super::kept;
use super::subtrees::Subtrees;
use issuing::Signer;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rustls::pki_types::CertificateDer;
use std::io;
use std::path::Path;

/// Root and key in one file, so that they are never of two makings.
const ROOT: &str = "authority.pem";
/// The root before, and the new one as the old one signed it.
const EARLIER: &str = "earlier-authority.pem";
/// For the names that both roots may issue for; the only one where there is one root.
const LEAF: &str = "local.pem";
/// For the names that only the new root may issue for.
const LEAF_OF_NEW: &str = "local-new-names.pem";

/// A new root is made when less than this is left.
const ROOT_RENEW_MONTHS: i64 = 18;

/// The names and addresses that certificates shall be for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Somebody asked for these: a new root is made for one that the present one may not issue for.
    pub chosen: Vec<String>,
    /// This box has these.
    pub found: Vec<String>,
}

impl Wanted {
    pub(super) fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for name in self.chosen.iter().chain(&self.found) {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        all
    }
}

/// What was done about the certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The first root.
    RootMade,
    /// The root nears its end: a new one, which the old one signed as well.
    RootRenewed,
    /// A new root, good for these names too; devices must trust it for them.
    RootWidened(Vec<String>),
    /// What was kept could not be used and lies under this name now.
    SetAside(String),
    /// Certificates for the present names.
    Issued,
    /// Files that were missing are there again.
    WrittenAgain,
}

/// A root, without its key.
#[derive(Clone, Debug)]
pub struct Root {
    pub facts: Facts,
    der: CertificateDer<'static>,
}

impl Root {
    fn of(der: CertificateDer<'static>) -> Option<Self> {
        Facts::of(&der).map(|facts| Self { facts, der })
    }

    pub fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// As PEM.
    pub fn pem(&self) -> String {
        issuing::pem(&self.der)
    }

    fn subtrees(&self) -> Subtrees {
        Subtrees::of(&self.der)
    }
}

/// Roots, and the certificates they issued for this box.
#[derive(Clone, Debug)]
pub struct Authority {
    pub root: Root,
    /// The root before it, as long as it holds.
    pub earlier: Option<Root>,
    /// The first is for the names that every root may issue for; the others follow.
    pub leaves: Vec<Certificate>,
    /// Names and addresses of this box that the root may not issue for.
    pub left_out: Vec<String>,
    /// The files as they are to be, by name.
    files: Vec<(&'static str, String)>,
    /// Why they could not be written.
    pub not_kept: Option<String>,
}

/// The files of an authority, read.
struct Kept {
    signer: Signer,
    root: Root,
    earlier: Option<(Root, CertificateDer<'static>)>,
    leaves: Vec<Option<Certificate>>,
}

impl Authority {
    /// What is kept in `folder`, or what was there `before` in this run, made good for `wanted` at
    /// this time. Fails only where keys cannot be made.
    pub fn keep(
        folder: &Path,
        before: Option<&Self>,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<(Self, Vec<Done>), rcgen::Error> {
        let mut done = Vec::new();
        if let Some(before) = before
            && before.not_kept.is_none()
            && before.write_missing(folder)
        {
            done.push(Done::WrittenAgain);
        }
        let today = now.to_zoned(TimeZone::UTC).date();
        let kept = match (Kept::read(folder), before) {
            // What is served and could not be kept goes on being served.
            (Ok(None) | Err(_), Some(before)) => Kept::of(before),
            (Ok(kept), _) => kept,
            (Err(name), None) => {
                let aside = format!("{name}.unusable-{today}");
                match std::fs::rename(folder.join(name), folder.join(&aside)) {
                    Ok(()) => done.push(Done::SetAside(aside)),
                    Err(error) => tracing::warn!(%error, "the unusable authority cannot be moved away"),
                }
                None
            }
        };
        let names = wanted.all();
        let kept = match kept {
            None => {
                done.push(Done::RootMade);
                Kept::new(&names, today)?
            }
            Some(kept) if ends_soon(&kept.root.facts, today) => {
                done.push(Done::RootRenewed);
                kept.followed(&names, today)?
            }
            Some(kept) => {
                let subtrees = kept.root.subtrees();
                let outside: Vec<String> = wanted
                    .chosen
                    .iter()
                    .filter(|name| !subtrees.allow(name))
                    .cloned()
                    .collect();
                if outside.is_empty() {
                    kept
                } else {
                    done.push(Done::RootWidened(outside));
                    kept.followed(&names, today)?
                }
            }
        };
        let (mut authority, issued) = kept.issue(&names, now)?;
        if issued {
            done.push(Done::Issued);
        }
        if !done.is_empty() || before.is_some_and(|before| before.not_kept.is_some()) {
            authority.not_kept = authority.write(folder).err().map(|error| error.to_string());
        }
        Ok((authority, done))
    }

    /// The roots that devices may trust, the one to trust now first.
    pub fn roots(&self) -> impl Iterator<Item = &Root> {
        std::iter::once(&self.root).chain(&self.earlier)
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        for name in [EARLIER, LEAF_OF_NEW] {
            if !self.files.iter().any(|(kept, _)| *kept == name) {
                kept::remove(folder, name)?;
            }
        }
        for (name, text) in &self.files {
            kept::keep(folder, name, text)?;
        }
        Ok(())
    }

    /// Puts files back that somebody removed; whether there was one.
    fn write_missing(&self, folder: &Path) -> bool {
        let mut wrote = false;
        for (name, text) in &self.files {
            if matches!(kept::read(folder, name), Ok(None)) {
                wrote |= kept::keep(folder, name, text).is_ok();
            }
        }
        wrote
    }
}

impl Kept {
    /// `Ok(None)`: there is none yet; an error names the file that cannot be used.
    fn read(folder: &Path) -> Result<Option<Self>, &'static str> {
        let file = |name: &'static str| kept::read(folder, name).map_err(|_| name);
        let Some(text) = file(ROOT)? else { return Ok(None) };
        // Of these, one that cannot be used is simply made anew.
        let rest = |name: &'static str| kept::read(folder, name).ok().flatten();
        Self::parse(&text, rest(EARLIER).as_deref(), [rest(LEAF), rest(LEAF_OF_NEW)])
            .map(Some)
            .ok_or(ROOT)
    }

    /// From what this run has in memory.
    fn of(authority: &Authority) -> Option<Self> {
        let file = |name: &str| {
            let found = authority.files.iter().find(|(kept, _)| *kept == name);
            found.map(|(_, text)| text.clone())
        };
        Self::parse(&file(ROOT)?, file(EARLIER).as_deref(), [file(LEAF), file(LEAF_OF_NEW)])
    }

    fn parse(root: &str, earlier: Option<&str>, leaves: [Option<String>; 2]) -> Option<Self> {
        let der = certificate::first_of(root)?;
        let signer = Signer::read(root, &der)?;
        let earlier = earlier.map(certificate::all_of).and_then(|both| match both.as_slice() {
            [earlier, cross] => Some((Root::of(earlier.clone())?, cross.clone())),
            _ => None,
        });
        Some(Self {
            signer,
            root: Root::of(der)?,
            earlier,
            leaves: leaves
                .into_iter()
                .map(|text| text.and_then(|text| Certificate::read(&text).ok()))
                .collect(),
        })
    }

    fn new(names: &[String], today: Date) -> Result<Self, rcgen::Error> {
        let (signer, der) = Signer::new(&Subtrees::around(names), today)?;
        let root = Root::of(der).ok_or(rcgen::Error::CouldNotParseCertificate)?;
        Ok(Self {
            signer,
            root,
            earlier: None,
            leaves: Vec::new(),
        })
    }

    /// A new root, which this one signs as well.
    fn followed(self, names: &[String], today: Date) -> Result<Self, rcgen::Error> {
        let mut next = Self::new(names, today)?;
        let cross = next.signer.signed_by(&self.signer, &self.root, today)?;
        next.earlier = Some((self.root, cross));
        Ok(next)
    }

    /// Certificates for these names: those that are kept, as far as they are still good.
    fn issue(mut self, names: &[String], now: Timestamp) -> Result<(Authority, bool), rcgen::Error> {
        let today = now.to_zoned(TimeZone::UTC).date();
        self.earlier = self.earlier.take().filter(|(root, _)| now < root.facts.until);
        let subtrees = self.root.subtrees();
        let (allowed, left_out): (Vec<String>, Vec<String>) =
            names.iter().cloned().partition(|name| subtrees.allow(name));
        let by_all = self.earlier.as_ref().map(|(root, _)| root.subtrees());
        let (first, second): (Vec<String>, Vec<String>) = allowed
            .into_iter()
            .partition(|name| by_all.as_ref().is_none_or(|trees| trees.allow(name)));
        let cross = self.earlier.as_ref().map(|(_, cross)| cross.clone());
        let mut files = vec![(ROOT, self.signer.file(&self.root))];
        if let Some((earlier, cross)) = &self.earlier {
            files.push((EARLIER, earlier.pem() + issuing::pem(cross).as_str()));
        }
        let mut leaves = Vec::new();
        let mut issued = false;
        self.leaves.resize_with(2, || None);
        let parts = [(LEAF, first, cross), (LEAF_OF_NEW, second, None)];
        for ((file, names, through), kept) in parts.into_iter().zip(std::mem::take(&mut self.leaves)) {
            if names.is_empty() {
                continue;
            }
            let still_good = kept.filter(|leaf| {
                same(&leaf.facts.names, &names)
                    && self.signer.issued(leaf)
                    && leaf.is_followed_by(through.as_ref())
                    && leaf.facts.from <= now
                    && !crate::domain::certificate::is_due(leaf.facts.from, leaf.facts.until, now)
            });
            let leaf = match still_good {
                Some(leaf) => leaf,
                None => {
                    issued = true;
                    self.signer.leaf(&names, &self.root, through.as_ref(), today)?
                }
            };
            files.push((file, leaf.file()));
            leaves.push(leaf);
        }
        let authority = Authority {
            root: self.root,
            earlier: self.earlier.map(|(root, _)| root),
            leaves,
            left_out,
            files,
            not_kept: None,
        };
        Ok((authority, issued))
    }
}

fn ends_soon(root: &Facts, today: Date) -> bool {
    let end = root.until.to_zoned(TimeZone::UTC).date();
    end.saturating_sub(ROOT_RENEW_MONTHS.months()) <= today
}

fn same(one: &[String], other: &[String]) -> bool {
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests;

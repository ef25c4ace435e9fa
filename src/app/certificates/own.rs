//! A certificate that somebody gets elsewhere: from files that are watched, or uploaded.

use super::{App, Error};
use crate::domain::certificate::Renewal;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::domain::reach::{Reach, Source};
use crate::host::tls::{Certificate, kept, own_names};
use crate::message;
use crate::store::RENEWAL;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// What was uploaded, within `tls/`.
const FILE: &str = "own.pem";
/// Bytes of a file: a chain with its key is some thousand.
pub const SIZE_MAX: u64 = 256 * 1024;

/// Looks whether there is a new certificate, and shows it if it can be used; else the one before
/// stays, and [`trouble`] says why.
pub(super) fn watch(app: &App, reach: &Reach) {
    let (Some(tls), Some(serving)) = (app.tls(), app.serving()) else {
        return;
    };
    if reach.source != Source::Own {
        serving.set_trouble(None);
        return;
    }
    // An upload is nowhere else: removed files are written again from what is shown.
    if let Some(shown) = tls.public().filter(|_| !tls.was_asked_for())
        && app.fixed.get().is_none_or(|fixed| fixed.certificate_file.is_none())
        && !is_uploaded(app)
    {
        serving.keep_shown(&shown, FILE);
    }
    match found(app, reach) {
        Ok(certificate) => {
            serving.set_trouble(None);
            if tls.public().map(|shown| shown.facts) != Some(certificate.facts.clone()) {
                tracing::info!(until = %certificate.facts.until, "another certificate is shown from now on");
                tls.show(Some(certificate), false);
                let noted = app.change(&Actor::Program, |change| {
                    change.record::<Renewal>("own_certificate_taken", RENEWAL, &[])
                });
                if let Err(error) = noted {
                    tracing::warn!(%error, "that could not be recorded");
                }
            }
        }
        Err(sentence) => {
            if serving.trouble().as_ref() != Some(&sentence) {
                tracing::warn!("{sentence}");
            }
            serving.set_trouble(Some(sentence));
        }
    }
}

/// Takes a certificate with its key, if it can be used, and shows it from the next handshake on.
pub fn upload(app: &App, actor: &Actor, pem: &str) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    let Some(tls) = app.tls() else {
        return Err(Error::NotFound);
    };
    let reach = super::reach::effective(app)?;
    usable(app, &reach, pem).map_err(|sentence| Invalid::one("pem", sentence))?;
    kept::keep(tls.folder(), FILE, pem).map_err(|error| Error::Failed(error.to_string()))?;
    app.change(actor, |change| {
        change.record::<Renewal>("own_certificate_uploaded", RENEWAL, &[])
    })?;
    watch(app, &reach);
    Ok(())
}

/// Whether one was uploaded.
pub(super) fn is_uploaded(app: &App) -> bool {
    app.tls().is_some_and(|tls| tls.folder().join(FILE).exists())
}

/// The certificate that was given, if browsers would take it; else why not.
pub(super) fn found(app: &App, reach: &Reach) -> Result<Certificate, Message> {
    read(app).and_then(|pem| usable(app, reach, &pem))
}

fn read(app: &App) -> Result<String, Message> {
    let fixed = app.fixed.get();
    match fixed.and_then(|fixed| fixed.certificate_file.as_ref()) {
        Some(path) => {
            let mut pem = bounded(path)?;
            if let Some(key) = fixed.and_then(|fixed| fixed.key_file.as_ref()) {
                pem.push('\n');
                pem.push_str(&bounded(key)?);
            }
            Ok(pem)
        }
        None => match kept::read(&app.tls_folder(), FILE) {
            Ok(Some(pem)) => Ok(pem),
            Ok(None) => Err(message!(
                "No certificate has been given yet. Please upload one, or name its file as certificate_file in the configuration."
            )),
            Err(error) => Err(message!("The certificate cannot be read: {error}.", error = error)),
        },
    }
}

/// A file as text, whatever lies under its name: a folder, a pipe or a huge file is refused.
fn bounded(path: &Path) -> Result<String, Message> {
    let open = || -> io::Result<Result<String, Message>> {
        // A pipe nobody writes to must not hold this up.
        let nonblock = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
        let file = File::options().read(true).custom_flags(nonblock).open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Ok(Err(message!(
                "{path} is no file. Please name the PEM file itself.",
                path = path.display()
            )));
        }
        if about.len() > SIZE_MAX {
            return Ok(Err(message!(
                "{path} is too large for a certificate.",
                path = path.display()
            )));
        }
        let mut bytes = Vec::new();
        file.take(SIZE_MAX).read_to_end(&mut bytes)?;
        Ok(String::from_utf8(bytes).map_err(|_| {
            message!(
                "{path} is not in PEM form, which is text. Please convert it: openssl x509 -inform der -in FILE -out FILE.pem",
                path = path.display()
            )
        }))
    };
    open().unwrap_or_else(|error| {
        Err(message!(
            "{path} cannot be read: {error}. It must be readable for the user handyman-kpi.",
            path = path.display(),
            error = error
        ))
    })
}

/// The certificate, if browsers would take it for this box today.
fn usable(app: &App, reach: &Reach, pem: &str) -> Result<Certificate, Message> {
    let certificate = Certificate::read(pem)?;
    certificate.check_chain()?;
    let (facts, now) = (&certificate.facts, app.now());
    let day = |at: jiff::Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).date();
    if now < facts.from {
        return Err(message!(
            "The certificate is only good from {day} on. Please check this box’s clock, or come back then.",
            day = day(facts.from)
        ));
    }
    if facts.until <= now {
        return Err(message!(
            "The certificate’s time was over on {day}. Please get a new one.",
            day = day(facts.until)
        ));
    }
    let mut names = reach.chosen();
    names.extend(own_names());
    if !names.iter().any(|name| facts.covers(name)) {
        return Err(message!(
            "The certificate is for {names}, and this box has no such name. Please add the name under “Names”, or get one for this box.",
            names = facts.names.join(", ")
        ));
    }
    Ok(certificate)
}

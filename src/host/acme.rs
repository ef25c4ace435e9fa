//! Certificates from an authority that speaks ACME (RFC 8555), and when it wants them renewed
//! (RFC 9773).
//!
//! | file | what lives there |
//! |---|---|
//! | `client` | the HTTPS by which the authority is asked, bounded in time and size |
//! | `account` | the box's account with an authority, kept in `acme/` |
//! | `ordering` | an order from names to a certificate |
//! | `refusal` | what went wrong, in kinds that a person can do something about |

mod account;
mod client;
mod ordering;
mod refusal;

pub use ordering::order;

use crate::domain::certificate::Refusal;
use account::account;
use instant_acme::{CertificateIdentifier, Error};
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use std::path::Path;
use std::time::Duration;

/// An authority, and what this box has there.
#[derive(Clone, Copy, Debug)]
pub struct Authority<'a> {
    /// Where it says what it can do.
    pub directory: &'a str,
    /// A PEM file with a root that is trusted for it besides the public ones.
    pub root: Option<&'a Path>,
    /// Whom it writes to; empty: nobody.
    pub email: &'a str,
    /// Where the account is kept.
    pub folder: &'a Path,
}

/// When an authority wants a certificate renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub start: Timestamp,
    pub end: Timestamp,
    /// How long to wait before asking again.
    pub again_after: Duration,
}

/// Asks when `certificate` is to be renewed (DER); `None`: this authority says nothing about that.
pub async fn suggested(at: &Authority<'_>, certificate: &[u8]) -> Result<Option<Suggested>, Refusal> {
    let der = CertificateDer::from(certificate);
    let Ok(id) = CertificateIdentifier::try_from(&der) else {
        return Ok(None);
    };
    let account = account(at).await?;
    let (info, again_after) = match account.renewal_info(&id).await {
        Ok(found) => found,
        Err(Error::Unsupported(_) | Error::Str(_)) => return Ok(None),
        Err(error) => return Err(refusal::of(&error)),
    };
    let time = |at: time::OffsetDateTime| Timestamp::from_second(at.unix_timestamp()).ok();
    Ok(time(info.suggested_window.start)
        .zip(time(info.suggested_window.end))
        .filter(|(start, end)| start <= end)
        .map(|(start, end)| Suggested {
            start,
            end,
            again_after,
        }))
}

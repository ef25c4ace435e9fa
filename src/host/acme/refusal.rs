//! What went wrong, in kinds that a person can do something about, with the authority's own words.

use crate::domain::certificate::{Refusal, RefusalKind};
use instant_acme::{Error, Problem};

/// Longest text of somebody else that is kept.
const DETAIL_MAX: usize = 600;

/// Whether it only did not take the request's number, and the same request may be made again.
pub(super) fn is_nonce(error: &Error) -> bool {
    matches!(error, Error::Api(problem) if kind_of(problem) == "badNonce")
}

/// Whether the authority does not know the account.
pub(super) fn is_account(error: &Error) -> bool {
    matches!(error, Error::Api(problem) if kind_of(problem) == "accountDoesNotExist")
}

/// From what the protocol says.
pub(super) fn of(error: &Error) -> Refusal {
    match error {
        Error::Api(problem) => of_problem(problem),
        Error::Json(why) => refusal(
            RefusalKind::Broken,
            &format!("The answer is none that an authority gives ({why})."),
        ),
        Error::Other(why) => {
            let mut words = why.to_string();
            let mut cause = why.source();
            while let Some(one) = cause {
                words = format!("{words}: {one}");
                cause = one.source();
            }
            refusal(RefusalKind::NoAuthority, &words)
        }
        other => refusal(RefusalKind::Broken, &other.to_string()),
    }
}

/// From a problem of the authority (RFC 8555, 6.7).
pub(super) fn of_problem(problem: &Problem) -> Refusal {
    let kind = match kind_of(problem) {
        "dns" => RefusalKind::Dns,
        "connection" | "tls" => RefusalKind::Unreachable,
        "unauthorized" | "incorrectResponse" => RefusalKind::OtherBox,
        "caa" => RefusalKind::Caa,
        "rateLimited" => RefusalKind::RateLimited,
        "accountDoesNotExist"
        | "userActionRequired"
        | "invalidContact"
        | "unsupportedContact"
        | "externalAccountRequired" => RefusalKind::Account,
        "rejectedIdentifier" | "unsupportedIdentifier" | "malformed" | "badCSR" => RefusalKind::NotIssued,
        _ => RefusalKind::Broken,
    };
    let mut words = problem.detail.clone().unwrap_or_default();
    for one in &problem.subproblems {
        words = format!("{words} {one}");
    }
    refusal(kind, words.trim())
}

/// The last part of `urn:ietf:params:acme:error:…`.
fn kind_of(problem: &Problem) -> &str {
    let name = problem.r#type.as_deref().unwrap_or_default();
    name.strip_prefix("urn:ietf:params:acme:error:").unwrap_or_default()
}

/// With what somebody else wrote made harmless: one line, of bounded length.
pub(super) fn refusal(kind: RefusalKind, words: &str) -> Refusal {
    let plain: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(DETAIL_MAX)
        .collect();
    Refusal { kind, detail: plain }
}

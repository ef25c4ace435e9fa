//! What a storage answered, in kinds that a person can do something about.

use super::asking::Answer;
use crate::domain::offsite::{Fault, FaultKind};
use jiff::{SignedDuration, Timestamp};

/// What is signed by a clock that is wrong by more is refused.
const CLOCK: SignedDuration = SignedDuration::from_mins(5);

/// Whether it says that it went wrong, whatever its status is.
pub(super) fn is_error(answer: &Answer) -> bool {
    answer.body.contains("<Error>") || answer.body.contains("<Error ")
}

/// Whether the bucket itself is what is not there.
pub(super) fn is_of_the_bucket(answer: &Answer) -> bool {
    within(&answer.body, "Code") == Some("NoSuchBucket")
}

/// Why it was not done.
pub(super) fn of(answer: &Answer) -> Fault {
    let code = within(&answer.body, "Code").unwrap_or_default();
    let said = within(&answer.body, "Message").unwrap_or_default();
    let words = match (code, said) {
        ("", _) => format!("HTTP {}", answer.status),
        (code, "") => code.to_owned(),
        (code, said) => format!("{code}: {said}"),
    };
    Fault::with(kind(answer, code), &words)
}

fn kind(answer: &Answer, code: &str) -> FaultKind {
    match (code, answer.status) {
        ("RequestTimeTooSkewed" | "RequestExpired", _) => FaultKind::Clock,
        ("ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" | "InvalidToken", _) => FaultKind::Expired,
        ("NoSuchBucket" | "InvalidBucketName", _) => FaultKind::NoBucket,
        ("NoSuchUpload" | "InvalidPart" | "InvalidPartOrder" | "EntityTooSmall", _) => FaultKind::UploadLost,
        ("PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed", _) | (_, 300..=399) => {
            FaultKind::OtherRegion
        }
        (code, status) if status == 507 || code.contains("Quota") || code.contains("Full") => FaultKind::Full,
        // A link signed by a wrong clock is only said to be none that gives access.
        (_, 401 | 403) if clocks_differ(answer) => FaultKind::Clock,
        (_, 401 | 403) => FaultKind::Denied,
        _ => FaultKind::Broken,
    }
}

fn clocks_differ(answer: &Answer) -> bool {
    let there = answer
        .date
        .as_deref()
        .and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    there.is_some_and(|there| Timestamp::now().duration_since(there.timestamp()).abs() > CLOCK)
}

/// What stands between `<name>` and `</name>`, the first time.
fn within<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inner, _)| inner.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, code: &str) -> Answer {
        Answer {
            status,
            body: format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>so it is</Message></Error>"),
            ..Answer::default()
        }
    }

    #[test]
    fn each_answer_is_of_a_kind_and_keeps_its_words() {
        for (status, code, kind) in [
            (403, "RequestTimeTooSkewed", FaultKind::Clock),
            (400, "ExpiredToken", FaultKind::Expired),
            (403, "ExpiredToken", FaultKind::Expired),
            (404, "NoSuchBucket", FaultKind::NoBucket),
            (404, "NoSuchUpload", FaultKind::UploadLost),
            (400, "InvalidPart", FaultKind::UploadLost),
            (301, "PermanentRedirect", FaultKind::OtherRegion),
            (307, "", FaultKind::OtherRegion),
            (400, "AuthorizationHeaderMalformed", FaultKind::OtherRegion),
            (507, "XMinioStorageFull", FaultKind::Full),
            (403, "QuotaExceeded", FaultKind::Full),
            (403, "AccessDenied", FaultKind::Denied),
            (403, "SignatureDoesNotMatch", FaultKind::Denied),
            (401, "", FaultKind::Denied),
            (500, "InternalError", FaultKind::Broken),
            (503, "SlowDown", FaultKind::Broken),
            (418, "", FaultKind::Broken),
        ] {
            let fault = of(&answer(status, code));
            assert_eq!(fault.kind, kind, "{status} {code}");
            assert!(fault.detail.contains(if code.is_empty() { "HTTP" } else { code }));
        }
    }

    #[test]
    fn a_clock_that_is_wrong_is_known_by_the_others_clock() {
        let mut denied = answer(403, "AccessDenied");
        denied.date = Some("Mon, 04 May 2020 12:00:00 GMT".into());
        assert_eq!(of(&denied).kind, FaultKind::Clock);
        denied.date = Some("no date".into());
        assert_eq!(of(&denied).kind, FaultKind::Denied);
    }
}

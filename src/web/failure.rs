//! Why there is no page, and the one place that gives every failure its status and its words.

use crate::app;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::view;
use http::{Method, StatusCode};

/// Why there is no page: what becomes an error page, or JSON where a script asked.
#[derive(Debug)]
pub enum Failure {
    App(app::Error),
    NotFound,
    /// The request itself makes no sense; the sentence says why.
    Bad(Message),
    /// Nobody is signed in (any more).
    SignInFirst,
    /// The setup link this browser opened does not work any more, or it opened none.
    NoSetupCode,
    /// A form that does not come from a page of ours, or from one too old.
    Forged,
    /// Larger than the row takes: bytes at most.
    TooLarge(usize),
    /// The body is of another kind than JSON.
    NotJson,
    /// The body is no file of these content types.
    NoSuchFile(&'static [&'static str]),
    /// The token that came, or none, stands for nobody.
    NoToken,
    /// The token may only read.
    ReadOnlyToken,
    /// The resource is not what the request was made for.
    OtherVersion,
    /// The same request is being carried out just now.
    UnderWay,
    /// Another request came under this key before.
    OtherRequest,
    /// No more requests with keys can be remembered.
    TooManyKeys,
    /// The body did not arrive in time.
    TooSlow,
    OtherMethods(Vec<Method>),
    OtherHost(String),
    /// Something broke. The cause is for the log, never for a page.
    Broken(String),
}

impl From<app::Error> for Failure {
    fn from(error: app::Error) -> Self {
        Self::App(error)
    }
}

impl From<view::Error> for Failure {
    fn from(error: view::Error) -> Self {
        Self::Broken(format!("{error:#}"))
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::App(app::Error::Invalid(invalid))
    }
}

/// A failure in words.
#[derive(Debug)]
pub(super) struct Told {
    pub status: StatusCode,
    pub title: Message,
    /// What happened and what to do, a sentence each.
    pub sentences: Vec<Message>,
    /// For the log only.
    pub cause: Option<String>,
}

impl Failure {
    /// Status and words of every failure there is.
    pub(super) fn told(self) -> Told {
        use crate::message;
        let told = |status, title, sentence| Told {
            status,
            title,
            sentences: vec![sentence],
            cause: None,
        };
        let broken = |cause| Told {
            cause: Some(cause),
            ..told(
                StatusCode::INTERNAL_SERVER_ERROR,
                message!("Something went wrong here"),
                message!(
                    "It is not your fault. Please try again; if it happens again, give the number below to whoever looks after this box."
                ),
            )
        };
        match self {
            Failure::App(app::Error::Denied) => told(
                StatusCode::FORBIDDEN,
                message!("This is not yours to do"),
                message!("Your role does not include this. An admin can change roles under Users."),
            ),
            Failure::NotFound | Failure::App(app::Error::NotFound) => told(
                StatusCode::NOT_FOUND,
                message!("There is nothing here"),
                message!("The page may have moved, or it is not yours to see."),
            ),
            Failure::App(app::Error::Conflict(sentence)) => told(
                StatusCode::CONFLICT,
                message!("This does not fit what is there now"),
                sentence,
            ),
            Failure::App(app::Error::Invalid(invalid)) => Told {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                title: message!("Please have another look"),
                sentences: invalid.fields.into_iter().map(|(_, sentence)| sentence).collect(),
                cause: None,
            },
            // Whoever asks for it tries again; what gets here was tried often enough.
            Failure::App(app::Error::Busy | app::Error::Meanwhile) => told(
                StatusCode::SERVICE_UNAVAILABLE,
                message!("Busy just now"),
                message!("Too much is waiting already. Please try again in a moment; nothing was changed."),
            ),
            Failure::App(app::Error::CannotSave(sentence)) => told(
                StatusCode::SERVICE_UNAVAILABLE,
                message!("Nothing can be saved just now"),
                sentence,
            ),
            Failure::App(app::Error::Failed(cause)) | Failure::Broken(cause) => broken(cause),
            Failure::Bad(sentence) => told(StatusCode::BAD_REQUEST, message!("This could not be read"), sentence),
            Failure::SignInFirst => told(
                StatusCode::UNAUTHORIZED,
                message!("Please sign in"),
                message!("You are signed out. Sign in again; what you typed stays on this page."),
            ),
            Failure::NoSetupCode => told(
                StatusCode::UNAUTHORIZED,
                message!("The setup link is needed"),
                message!(
                    "This browser did not open it, it is older than 24 hours, or it was replaced by a newer one. Make a new link on the box and open it here. Nothing was changed."
                ),
            ),
            Failure::Forged => told(
                StatusCode::FORBIDDEN,
                message!("Please send this once more"),
                message!(
                    "The form was opened before you signed in or out, or it does not come from this program. Go back, load the page again and send it once more. Nothing was changed."
                ),
            ),
            Failure::TooLarge(limit) => told(
                StatusCode::PAYLOAD_TOO_LARGE,
                message!("This is too large"),
                message!(
                    "At most {size} can be taken here. Nothing was changed.",
                    size = in_words(limit)
                ),
            ),
            Failure::NotJson => told(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                message!("This is not JSON"),
                message!("Please send JSON, with the header Content-Type: application/json. Nothing was changed."),
            ),
            Failure::NoSuchFile(kinds) => told(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                message!("This is no such file"),
                message!(
                    "Please send the file itself, and say what it is in the header Content-Type: {kinds}. Nothing was changed.",
                    kinds = kinds.join(", ")
                ),
            ),
            Failure::NoToken => told(
                StatusCode::UNAUTHORIZED,
                message!("A token is needed"),
                message!(
                    "Please send the header Authorization: Bearer TOKEN. A token that was mistyped, has expired or was revoked, or whose user is deactivated, does not work. A new one is made on the account page."
                ),
            ),
            Failure::ReadOnlyToken => told(
                StatusCode::FORBIDDEN,
                message!("This token may only read"),
                message!("Nothing was changed. Make a token that may also write, on the account page."),
            ),
            Failure::OtherVersion => told(
                StatusCode::PRECONDITION_FAILED,
                message!("This was changed meanwhile"),
                message!(
                    "What the header If-Match names is not what is there now. Read it again, see what differs, and send the change with the new ETag. Nothing was changed."
                ),
            ),
            Failure::UnderWay => told(
                StatusCode::CONFLICT,
                message!("This is being done just now"),
                message!(
                    "A request with this Idempotency-Key is being carried out. Send it again in a moment to get its answer."
                ),
            ),
            Failure::OtherRequest => told(
                StatusCode::UNPROCESSABLE_ENTITY,
                message!("This key was used before"),
                message!(
                    "Another request came with this Idempotency-Key in the last seven days. Choose a new key for a new request. Nothing was changed."
                ),
            ),
            Failure::TooManyKeys => told(
                StatusCode::TOO_MANY_REQUESTS,
                message!("Too many requests are remembered"),
                message!(
                    "No more requests with an Idempotency-Key can be remembered until older ones are seven days old. Nothing was changed; without a key it can be done."
                ),
            ),
            Failure::TooSlow => told(
                StatusCode::REQUEST_TIMEOUT,
                message!("This took too long to arrive"),
                message!("The connection is too slow or was lost. Please try again; nothing was changed."),
            ),
            Failure::OtherMethods(_) => told(
                StatusCode::METHOD_NOT_ALLOWED,
                message!("This cannot be done here"),
                message!("The page is there, but it takes no such request."),
            ),
            Failure::OtherHost(host) => told(
                StatusCode::MISDIRECTED_REQUEST,
                message!("Not this box"),
                message!(
                    "This box does not answer to the name {host}. Open it by its own name or address; an admin can add a name in the configuration.",
                    host = host
                ),
            ),
        }
    }
}

fn in_words(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1024)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_unit_people_use() {
        assert_eq!(in_words(256 * 1024), "256 KB");
        assert_eq!(in_words(4 * 1024 * 1024), "4 MB");
        assert_eq!(in_words(20_000_000), "20 MB");
        assert_eq!(in_words(4_000_000_000), "4 GB");
    }
}

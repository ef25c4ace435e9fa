//! The box's account with an authority: made once, kept in a file of its own for each authority.

use super::client::Asking;
use super::{Authority, refusal};
use crate::domain::certificate::{Refusal, RefusalKind};
use crate::host::tls::kept;
use data_encoding::HEXLOWER;
use instant_acme::{Account, AccountCredentials, Error, NewAccount};
use ring::digest::{SHA256, digest};

/// How often a request is made anew whose number (nonce) the authority did not take.
pub(super) const NONCES: usize = 8;

/// The account, from its file or a new one.
pub(super) async fn account(at: &Authority<'_>) -> Result<Account, Refusal> {
    let client = Asking::new(at.root)?;
    let name = file(at.directory);
    if let Ok(Some(text)) = kept::read(at.folder, &name)
        && let Ok(credentials) = serde_json::from_str::<AccountCredentials>(&text)
    {
        let known = Account::builder_with_http(Box::new(client.clone())).from_credentials(credentials);
        return known.await.map_err(|error| refusal::of(&error));
    }
    let contact = format!("mailto:{}", at.email);
    let contacts = [contact.as_str()];
    let new = NewAccount {
        contact: if at.email.is_empty() { &[] } else { &contacts },
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let mut left = NONCES;
    let (account, credentials) = loop {
        let builder = Account::builder_with_http(Box::new(client.clone()));
        match builder.create(&new, at.directory.to_owned(), None).await {
            Ok(made) => break made,
            Err(error) if refusal::is_nonce(&error) && left > 0 => left -= 1,
            Err(Error::Api(problem)) => {
                return Err(Refusal {
                    kind: RefusalKind::Account,
                    ..refusal::of(&Error::Api(problem))
                });
            }
            Err(error) => return Err(refusal::of(&error)),
        }
    };
    let text = serde_json::to_string(&credentials).map_err(|error| not_kept(&error))?;
    kept::keep(at.folder, &name, &text).map_err(|error| not_kept(&error))?;
    Ok(account)
}

/// Forgets an account that the authority no longer knows.
pub(super) fn forget(at: &Authority<'_>) {
    if let Err(error) = kept::remove(at.folder, &file(at.directory)) {
        tracing::warn!(%error, "an account with an authority could not be forgotten");
    }
}

fn file(directory: &str) -> String {
    let hash = digest(&SHA256, directory.as_bytes());
    format!("account-{}.json", HEXLOWER.encode(&hash.as_ref()[..8]))
}

fn not_kept(error: &dyn std::fmt::Display) -> Refusal {
    Refusal {
        kind: RefusalKind::Unusable,
        detail: error.to_string(),
    }
}

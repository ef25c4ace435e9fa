//! An order: from names, through the proof that this box is behind them, to a certificate.

use super::account::{NONCES, account, forget};
use super::{Authority, refusal};
use crate::domain::certificate::{Refusal, RefusalKind};
use crate::host::tls::{Certificate, Tls, proof};
use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeType, Error, Identifier, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, DistinguishedName, KeyPair};
use rustls::pki_types::CertificateDer;
use std::collections::HashMap;
use std::time::Duration;

/// How long an authority may take to look at this box, or to issue.
const PATIENCE: RetryPolicy = RetryPolicy::new()
    .initial_delay(Duration::from_millis(250))
    .backoff(1.6)
    .timeout(Duration::from_secs(90));

/// Makes a request again whose number the authority did not take.
macro_rules! again {
    ($asked:expr) => {{
        let mut left = NONCES;
        loop {
            match $asked {
                Err(error) if refusal::is_nonce(&error) && left > 0 => left -= 1,
                done => break done,
            }
        }
    }};
}

/// Orders a certificate for these names and gives it with its key, as one PEM text. What proves the
/// names is shown through `tls` meanwhile. `replaces`: the certificate it is to follow (DER).
pub async fn order(
    tls: &Tls,
    at: &Authority<'_>,
    names: &[String],
    replaces: Option<&[u8]>,
) -> Result<String, Refusal> {
    let account = account(at).await?;
    let mut first = None;
    // The usual way first; the other passes where a provider lets nobody in at port 80.
    for way in [ChallengeType::Http01, ChallengeType::TlsAlpn01] {
        let tried = ordered(tls, &account, names, replaces, &way).await;
        tls.set_answers(HashMap::new());
        tls.set_challenges(HashMap::new());
        match tried {
            Ok(pem) => return Ok(pem),
            Err(Failed::Other(error)) => {
                if refusal::is_account(&error) {
                    forget(at);
                }
                return Err(refusal::of(&error));
            }
            Err(Failed::Refused(refused)) => {
                let elsewhere = matches!(refused.kind, RefusalKind::Unreachable | RefusalKind::OtherBox);
                let refused = first.get_or_insert(refused).clone();
                if !elsewhere {
                    return Err(refused);
                }
            }
        }
    }
    Err(first.unwrap_or_else(|| refusal::refusal(RefusalKind::Broken, "no way to prove a name was offered")))
}

enum Failed {
    /// The names were not proved, or what came is of no use.
    Refused(Refusal),
    Other(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Other(error)
    }
}

async fn ordered(
    tls: &Tls,
    account: &Account,
    names: &[String],
    replaces: Option<&[u8]>,
    way: &ChallengeType,
) -> Result<String, Failed> {
    let identifiers: Vec<Identifier> = names.iter().cloned().map(Identifier::Dns).collect();
    let mut order = begun(account, &identifiers, replaces).await?;
    again!(fetched(&mut order).await)?;
    prove(tls, &mut order, way).await?;
    let ready = again!(order.poll_ready(&PATIENCE).await);
    match ready {
        Ok(OrderStatus::Ready) => {}
        Ok(_) => return Err(Failed::Refused(why(&mut order, way).await)),
        Err(Error::Api(problem)) if !refusal::is_nonce(&Error::Api(problem.clone())) => {
            let of_order = refusal::of_problem(&problem);
            let of_name = why(&mut order, way).await;
            let vague = of_name.detail.is_empty();
            return Err(Failed::Refused(if vague { of_order } else { of_name }));
        }
        Err(error) => return Err(error.into()),
    }
    let unusable = |error: rcgen::Error| Failed::Refused(refusal::refusal(RefusalKind::Unusable, &error.to_string()));
    let key = KeyPair::generate().map_err(unusable)?;
    let mut params = CertificateParams::new(names).map_err(unusable)?;
    params.distinguished_name = DistinguishedName::new();
    let request = params.serialize_request(&key).map_err(unusable)?;
    again!(order.finalize_csr(request.der()).await)?;
    let chain = again!(order.poll_certificate(&PATIENCE).await)?;
    let pem = format!("{}\n{}", chain.trim_end(), key.serialize_pem());
    let certificate = Certificate::read(&pem)
        .map_err(|sentence| Failed::Refused(refusal::refusal(RefusalKind::Unusable, &sentence.to_string())))?;
    match names.iter().find(|name| !certificate.facts.covers(name)) {
        Some(name) => Err(Failed::Refused(refusal::refusal(
            RefusalKind::Unusable,
            &format!("it is not for {name}"),
        ))),
        None => Ok(pem),
    }
}

/// The order, as the one that follows `replaces` where the authority takes that.
async fn begun(account: &Account, identifiers: &[Identifier], replaces: Option<&[u8]>) -> Result<Order, Error> {
    if let Some(id) = replaces.and_then(|der| CertificateIdentifier::try_from(&CertificateDer::from(der)).ok()) {
        let following = NewOrder::new(identifiers).replaces(id);
        match again!(account.new_order(&following).await) {
            Ok(order) => return Ok(order),
            // Without renewal information, not said back, or followed already: an order as any other.
            Err(error) => tracing::debug!(%error, "the order cannot follow another certificate"),
        }
    }
    again!(account.new_order(&NewOrder::new(identifiers)).await)
}

/// Reads what is to be proved, all of it: one that fails is left out of the rest of its round, so a
/// round is made again as a whole.
async fn fetched(order: &mut Order) -> Result<(), Error> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        authorization?;
    }
    Ok(())
}

/// Shows what proves each name that is not proved yet, and says so.
async fn prove(tls: &Tls, order: &mut Order, way: &ChallengeType) -> Result<(), Failed> {
    let (mut answers, mut challenges) = (HashMap::new(), HashMap::new());
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status != AuthorizationStatus::Pending {
            continue;
        }
        let Some(mut challenge) = authorization.challenge(way.clone()) else {
            let none = refusal::refusal(RefusalKind::Broken, "the authority offers no way to prove the name");
            return Err(Failed::Refused(none));
        };
        let expected = challenge.key_authorization();
        if *way == ChallengeType::Http01 {
            answers.insert(challenge.token.clone(), expected.as_str().to_owned());
            tls.set_answers(answers.clone());
        } else {
            let name = challenge.identifier().to_string();
            let shown = proof(&name, expected.digest().as_ref())
                .map_err(|error| Failed::Refused(refusal::refusal(RefusalKind::Unusable, &error.to_string())))?;
            challenges.insert(name, shown);
            tls.set_challenges(challenges.clone());
        }
        again!(challenge.set_ready().await)?;
    }
    Ok(())
}

/// Why the names were not proved, in the authority's words.
async fn why(order: &mut Order, way: &ChallengeType) -> Refusal {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        if again!(authorization.refresh().await.map(|_| ())).is_err() {
            continue;
        }
        if let Some(problem) = authorization.challenge(way.clone()).and_then(|one| one.error.clone()) {
            return refusal::of_problem(&problem);
        }
    }
    refusal::refusal(RefusalKind::Unreachable, "")
}

//! What stands above every page of an admin: the first thing that somebody should see to.

use super::request::Request;
use crate::app::{App, Error, backups, certificates, restore, store_check};
use crate::domain::account::Role;
use crate::domain::message::Message;
use crate::view::Attention;

/// Something that may be the matter: how it is found, where something is done about it, and whether it is
/// broken or only wants attention.
type Matter = (fn(&App) -> Result<Option<Message>, Error>, &'static str, bool);

/// What comes before the certificates.
const DAMAGE: Matter = (store_check::trouble, "/backups", true);

/// What comes behind them, the gravest first.
const OTHERS: [Matter; 3] = [
    (restore::undecided, "/backups", false),
    (backups::alarm, "/backups", true),
    (backups::offsite::alarm, "/backups/offsite", false),
];

/// Only for those who can do something about it, and not on the pages where that is done.
pub(super) fn of(app: &App, request: &Request) -> Option<Attention> {
    let admin = request
        .signed_in
        .as_ref()
        .is_some_and(|signed| signed.user.role == Role::Admin);
    if !admin || request.path == "/certificates" || request.path.starts_with("/backups") {
        return None;
    }
    look(app, DAMAGE)
        .or_else(|| certificate(app))
        .or_else(|| OTHERS.into_iter().find_map(|matter| look(app, matter)))
}

fn look(app: &App, (find, href, broken): Matter) -> Option<Attention> {
    // What cannot be read is said by the page itself.
    let sentence = find(app).ok()??;
    Some(Attention { sentence, href, broken })
}

fn certificate(app: &App) -> Option<Attention> {
    let found = certificates::findings(app).unwrap_or_default();
    found.into_iter().next().map(|finding| Attention {
        sentence: finding.sentence,
        href: "/certificates",
        broken: finding.broken,
    })
}

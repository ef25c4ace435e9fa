//! Where a list goes on: opaque, of one list with one filter, and of this history of the store.

use crate::domain::invalid::Invalid;
use crate::message;
use crate::web::Ctx;
use data_encoding::BASE64URL_NOPAD;
use ring::hmac;

/// Bytes of the seal.
const SEAL: usize = 16;

/// The cursor behind the item that `after` names, of the list that `list` names.
pub fn make(ctx: &Ctx, list: &str, after: &str) -> String {
    let mut bytes = seal(ctx, list, after);
    bytes.extend(after.bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

/// What [`make`] was given; refuses what was made by nobody, for another list, or before a restore.
pub fn read(ctx: &Ctx, list: &str, cursor: &str) -> Result<String, Invalid> {
    let foreign = || {
        Invalid::one(
            "cursor",
            message!(
                "This is no cursor of this list with this filter. Begin again without a cursor, and take the next one from the answer as it is."
            ),
        )
    };
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| foreign())?;
    let (sealed, after) = bytes.split_at_checked(SEAL).ok_or_else(foreign)?;
    let after = String::from_utf8(after.to_vec()).map_err(|_| foreign())?;
    match seal(ctx, list, &after) == sealed {
        true => Ok(after),
        false => Err(foreign()),
    }
}

fn seal(ctx: &Ctx, list: &str, after: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, format!("cursor {}", ctx.app.epoch()).as_bytes());
    let text = format!("{list}\n{after}");
    hmac::sign(&key, text.as_bytes()).as_ref()[..SEAL].to_vec()
}

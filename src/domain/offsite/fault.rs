//! Why a place took no copy: what happened and what to do about it.

use crate::domain::message::Message;
use crate::message;
use serde::{Deserialize, Serialize};

/// Longest text of somebody else that is kept.
const DETAIL_MAX: usize = 300;

/// Why there is no copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// In the storage's own words, or the system's; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What a person can do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Nobody answers at its address.
    Unreachable,
    /// It answered, and then nothing came any more.
    Silent,
    /// Nobody this box trusts says that it is who it says.
    Untrusted,
    /// The key is not accepted, or may not do this.
    Denied,
    /// The key was good for a time that is over.
    Expired,
    /// The two clocks differ.
    Clock,
    NoBucket,
    OtherRegion,
    Full,
    /// It answered what makes no sense, or that it broke.
    Broken,
    /// It does not know the upload any more whose parts were sent.
    UploadLost,
    /// It said that it was written, and it is not there.
    Vanished,
    /// It gives back something else than was sent.
    Differs,
    /// Somebody else's file has the name.
    Occupied,
    /// The backup can be read by anyone, and nobody declined encryption.
    NotEncrypted,
    NoFolder,
    /// A folder on the disk that the data lies on.
    SameDisk,
    /// Without its mark: what was mounted there is gone.
    NotMounted,
    /// With somebody else's mark.
    OtherMark,
    NotWritable,
    /// The system says that it cannot be written or read.
    Disk,
    /// What opens the secret, or the secret itself, is not there.
    NoSecret,
    /// What is to be sent is not what was written here.
    NotWhole,
    /// The program ends.
    Stopped,
}

impl FaultKind {
    /// Whether it may be gone in a quarter of an hour without anybody doing anything.
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            FaultKind::Unreachable | FaultKind::Silent | FaultKind::Broken | FaultKind::UploadLost | FaultKind::Stopped
        )
    }
}

impl Fault {
    pub fn of(kind: FaultKind) -> Self {
        Self {
            kind,
            detail: String::new(),
        }
    }

    /// With what somebody else wrote made harmless: one line, of bounded length.
    pub fn with(kind: FaultKind, words: &str) -> Self {
        let plain: String = words
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(DETAIL_MAX)
            .collect();
        Self {
            kind,
            detail: plain.trim().to_owned(),
        }
    }

    /// What happened and what to do about it.
    pub fn sentence(&self) -> Message {
        match self.kind {
            FaultKind::Unreachable => message!(
                "It cannot be reached. Please check its address, and that this box can reach it over the network; it is tried again by itself."
            ),
            FaultKind::Silent => message!(
                "It let half a minute pass without a word. Please see whether it is well; it is tried again by itself."
            ),
            FaultKind::Untrusted => message!(
                "This box does not trust its certificate. If the storage has an authority of its own, please add its certificate to the place."
            ),
            FaultKind::Denied => message!(
                "It refuses the access key. Please check the key and its secret, and that it may read, write, list and remove in this bucket."
            ),
            FaultKind::Expired => {
                message!("The access key has expired. Please make another one at the storage and enter it here.")
            }
            FaultKind::Clock => message!(
                "The clock of this box differs from the storage’s, which therefore takes nothing. Please set the clock of the box right."
            ),
            FaultKind::NoBucket => {
                message!("There is no bucket of this name. Please make it at the storage, or correct the name.")
            }
            FaultKind::OtherRegion => {
                message!("The bucket lies elsewhere. Please correct the region and the address.")
            }
            FaultKind::Full => message!("It is full. Please make room there, or have fewer copies kept."),
            FaultKind::Broken => message!(
                "It broke or answered what makes no sense. It is tried again by itself; please look at the storage if this lasts."
            ),
            FaultKind::UploadLost => {
                message!("It lost the parts that were sent already. They are sent again by themselves.")
            }
            FaultKind::Vanished => message!(
                "It said that the copy was written, but it is not there. Please do not rely on this place before it is mended."
            ),
            FaultKind::Differs => message!(
                "What it gives back is not what was sent. Please do not rely on this place before it is mended."
            ),
            FaultKind::Occupied => message!(
                "There is another file of the backup’s name, which is left alone. Please give this box a folder or a prefix of its own."
            ),
            FaultKind::NotEncrypted => message!(
                "It takes only encrypted backups, and the newest is not encrypted. Please set a key for the backups, or decline encryption for this place."
            ),
            FaultKind::NoFolder => {
                message!("There is no such folder. Please mount the disk or the share, and make the folder there.")
            }
            FaultKind::SameDisk => message!(
                "The folder lies on the disk that the data lies on, and would be lost with it. Please mount another disk or a share, and choose a folder there."
            ),
            FaultKind::NotMounted => message!(
                "The folder is not the one that was tested, so the disk or the share is probably not there. Please plug it in or mount it; then test the place again."
            ),
            FaultKind::OtherMark => message!(
                "The folder belongs to another place or another box. Please choose another folder, or remove the file .handyman-kpi-target from it if nobody else uses it."
            ),
            FaultKind::NotWritable => message!(
                "The program may not write there. Please let the user handyman-kpi write into the folder; if it lies elsewhere than below /mnt or /media, also add it to the service as ReadWritePaths= (systemctl edit handyman-kpi)."
            ),
            FaultKind::Disk => message!("It cannot be written or read. Please look at the disk or the share."),
            FaultKind::NoSecret => {
                message!("The secret of the access key is not there any more. Please enter it again.")
            }
            FaultKind::NotWhole => message!(
                "The backup on this box cannot be read, or is not what was written. Please check the disk, and make another backup."
            ),
            FaultKind::Stopped => message!("The program was stopped meanwhile. It goes on where it was."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_others_are_one_short_line() {
        let fault = Fault::with(FaultKind::Broken, &format!("a\r\nb\u{1b}[31m{}", "x".repeat(1_000)));
        assert!(!fault.detail.chars().any(char::is_control));
        assert_eq!(fault.detail.chars().count(), DETAIL_MAX);
    }
}

//! Index keys as bytes that sort as the values do.

use crate::domain::id::{
    AcknowledgementId, BasisId, CertificationTypeId, EmployeeId, EvaluationId, EventId, ImportId, ImportedId,
    OneTimeLinkId, SessionId, SkillCategoryId, SkillId, StatementId, TargetSetId, ToolCategoryId, ToolId, UserId,
    WithdrawnRevisionId,
};
use jiff::{Timestamp, civil::Date};

/// A value an index can be ordered by. No key is the beginning of another of the same kind, so
/// keys can follow one another and the first part of a tuple is a prefix of the whole.
pub trait Key {
    /// Appends the bytes.
    fn append(&self, to: &mut Vec<u8>);

    /// The bytes.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(24);
        self.append(&mut bytes);
        bytes
    }
}

impl Key for str {
    /// A zero byte inside becomes `00 FF`; `00 00` ends it.
    fn append(&self, to: &mut Vec<u8>) {
        for byte in self.bytes() {
            to.push(byte);
            if byte == 0 {
                to.push(0xFF);
            }
        }
        to.extend([0, 0]);
    }
}

impl Key for String {
    fn append(&self, to: &mut Vec<u8>) {
        self.as_str().append(to);
    }
}

impl Key for u64 {
    fn append(&self, to: &mut Vec<u8>) {
        to.extend(self.to_be_bytes());
    }
}

impl Key for i64 {
    fn append(&self, to: &mut Vec<u8>) {
        to.extend((*self as u64 ^ (1 << 63)).to_be_bytes());
    }
}

impl Key for Date {
    fn append(&self, to: &mut Vec<u8>) {
        to.extend((self.year() as u16 ^ (1 << 15)).to_be_bytes());
        to.extend([self.month() as u8, self.day() as u8]);
    }
}

impl Key for Timestamp {
    /// Whole microseconds.
    fn append(&self, to: &mut Vec<u8>) {
        self.as_microsecond().append(to);
    }
}

impl<K: Key + ?Sized> Key for &K {
    fn append(&self, to: &mut Vec<u8>) {
        (**self).append(to);
    }
}

impl<A: Key, B: Key> Key for (A, B) {
    fn append(&self, to: &mut Vec<u8>) {
        self.0.append(to);
        self.1.append(to);
    }
}

impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    fn append(&self, to: &mut Vec<u8>) {
        self.0.append(to);
        self.1.append(to);
        self.2.append(to);
    }
}

macro_rules! id_keys {
    ($($id:ident)*) => {$(
        impl Key for $id {
            fn append(&self, to: &mut Vec<u8>) {
                self.0.append(to);
            }
        }
    )*};
}

id_keys! {
    AcknowledgementId BasisId CertificationTypeId EmployeeId EvaluationId EventId ImportId ImportedId
    OneTimeLinkId SessionId SkillCategoryId SkillId StatementId TargetSetId ToolCategoryId ToolId UserId WithdrawnRevisionId
}

/// A stretch of an index.
#[derive(Clone, Debug)]
pub struct Span {
    /// Included.
    pub(super) from: Vec<u8>,
    /// Not included; `None`: to the end.
    pub(super) to: Option<Vec<u8>>,
}

impl Span {
    /// The whole index.
    pub fn all() -> Self {
        Self {
            from: Vec::new(),
            to: None,
        }
    }

    /// Every entry whose key is `key`, or begins with it: `Span::of(employee)` in an index by
    /// (employee, date).
    pub fn of(key: impl Key) -> Self {
        let from = key.bytes();
        let to = after(from.clone());
        Self { from, to }
    }

    /// From the first entry that begins with `first` to the last that begins with `last`, both included.
    pub fn between(first: impl Key, last: impl Key) -> Self {
        Self {
            from: first.bytes(),
            to: after(last.bytes()),
        }
    }

    /// From the first entry that begins with `key` on.
    pub fn from(key: impl Key) -> Self {
        Self {
            from: key.bytes(),
            to: None,
        }
    }

    /// Up to the last entry that begins with `key`.
    pub fn up_to(key: impl Key) -> Self {
        Self {
            from: Vec::new(),
            to: after(key.bytes()),
        }
    }
}

/// The first bytes that sort after everything beginning with `prefix`.
fn after(mut prefix: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = prefix.last_mut() {
        if *last < 0xFF {
            *last += 1;
            return Some(prefix);
        }
        prefix.pop();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_sort_as_their_values_do(a: (String, i64, u64), b: (String, i64, u64)) {
            prop_assert_eq!(a.bytes().cmp(&b.bytes()), a.cmp(&b));
        }

        #[test]
        fn a_key_falls_into_the_span_of_its_first_part(a: String, b: String, n: u64) {
            let span = Span::of(a.as_str());
            let key = (b.as_str(), n).bytes();
            let inside = key >= span.from && span.to.is_none_or(|to| key < to);
            prop_assert_eq!(inside, a == b);
        }
    }

    #[test]
    fn days_sort_as_days() {
        let day = |y, m, d| Date::new(y, m, d).unwrap().bytes();
        assert!(day(-1, 12, 31) < day(0, 1, 1));
        assert!(day(2023, 12, 31) < day(2024, 2, 29));
        assert!(day(2024, 2, 29) < day(2024, 3, 1));
    }
}

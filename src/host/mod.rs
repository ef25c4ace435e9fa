//! The outside world behind small types.

//! The only place that knows redb.

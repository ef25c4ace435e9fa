//! Pure values and rules: no I/O, no clock, no randomness, no async.
//!
//! What is recorded ([`employee`], [`catalogue`], [`target`], [`evaluation`], [`account`],
//! [`settings`], [`event`], [`import`]), who may do what ([`policy`]), the figures ([`kpi`]) and the words for
//! what is not accepted ([`invalid`], [`message`]).

pub mod account;
pub mod backup;
pub mod backup_key;
pub mod backup_schedule;
pub mod basis;
pub mod catalogue;
pub mod catalogue_draft;
pub mod certificate;
pub mod day;
pub mod draft;
pub mod employee;
pub mod evaluation;
pub mod event;
pub mod id;
pub mod import;
pub mod invalid;
pub mod job;
pub mod kpi;
pub mod leaving;
pub mod level;
pub mod lifecycle;
pub mod message;
pub mod offsite;
pub mod password;
pub mod policy;
pub mod reach;
pub mod restore;
pub mod settings;
pub mod target;
pub mod text;
pub mod tier;
pub mod token;
pub mod tombstone;

//! The one integration-test binary: the tree mirrors the URLs and commands.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod account;
mod api;
mod app;
mod backups;
mod browser;
mod certificates;
mod cli;
mod employees;
mod evaluations;
mod exports;
mod handover;
mod imports;
mod leaving;
mod mine;
mod permissions;
mod restore;
mod score_cards;
mod session;
mod settings;
mod setup;
mod shown;
mod store;
mod support;
mod users;
mod visibility;
mod walls;
mod web;
mod words;

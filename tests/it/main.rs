//! The one integration-test binary: the tree mirrors the URLs and commands.
#![allow(clippy::unwrap_used, clippy::panic)]

mod store;

mod app;
mod cli;

mod browser;

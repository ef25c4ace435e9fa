//! The one integration-test binary: the tree mirrors the URLs and commands.
#![allow(clippy::unwrap_used, clippy::panic)]

mod app;
mod browser;
mod cli;
mod store;
mod support;
mod walls;
mod web;

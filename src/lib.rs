//! Handyman KPI: skill ratings for a small trades business, in one binary.
//!
//! | module | what lives there |
//! |---|---|
//! | [`config`] | flag > environment > file > default, read once into an immutable value |
//! | [`domain`] | pure values and rules: records, policy, figures |
//! | [`store`] | the only place that knows the database |
//! | [`app`] | what can be done, as plain functions; the only caller of the policy |
//! | [`report`] | what can be taken along as typed values, and their faces: CSV, XLSX, JSON |
//! | [`view`] | the embedded `web/` folder: templates, assets, words, charts |
//! | [`web`] | the way in of browsers and of programs: server, gate, routes, pages, API |
//! | [`jobs`] | what the program does by itself, and the supervisor of it |
//! | [`cli`] | the shell's way in, and the socket to a running service; `cli/install/plan.rs` lists what an installation writes |
//! | [`host`] | the outside world behind small types: clock, passwords, certificates, names, systemd, what the box has |
//!
//! Who may use whom: `main → cli → web, jobs, report, app, store, host, config`;
//! `web → app, report, view, domain`; `jobs → app, host, domain`; `report → app, view, domain`;
//! `app → domain, store, host`; `store → domain`; `view → domain`; `host → config`;
//! `domain → nothing`. `tests/it/walls.rs` keeps it true.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod host;
pub mod jobs;
pub mod report;
pub mod store;
pub mod view;
pub mod web;

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

//! The pages in a real headless Chromium, driven over WebDriver.

mod axe;
mod backups;
mod cable;
mod card;
mod chromium;
mod driver;
mod harness;
mod leaving;
mod life;
mod lighthouse;
mod look;
mod main_job;
mod offline;
mod offsite;
pub mod pages;
mod traffic;
mod trust;
mod way_in;
mod words;

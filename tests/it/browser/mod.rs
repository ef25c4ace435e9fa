//! The pages in a real headless Chromium, driven over WebDriver.
#![allow(dead_code)] // until the pages are here

mod axe;
mod card;
mod chromium;
mod driver;
mod harness;
mod look;
mod main_job;
mod pages;
mod traffic;

//! What the program costs, beside what the machine can do at all: `cargo bench`, or with `-- --quick`.
//!
//! Starts the real binary on sample companies and asks for its pages over HTTPS on 16 keep-alive
//! connections, with no cache anywhere. Client and server share the machine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod backups;
mod bare;
mod client;
mod company;
mod exports;
mod importing;
mod pages;
mod process;
mod saving;
mod shell;
mod starting;

use company::Company;
use std::time::Duration;

/// How long and how large.
pub struct Extent {
    /// For each page.
    pub time: Duration,
    /// Evaluations of the small, the usual and the large company.
    pub evaluations: [usize; 3],
    pub employees: usize,
    pub ratings: usize,
    /// Saves to take the time of.
    pub saves: usize,
    /// Starts to take the time of.
    pub starts: usize,
    /// How long memory is given to fall after a load.
    pub rest: Duration,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, bytes, folder] = args.as_slice()
        && mode == "--bare"
    {
        return bare::serve(bytes.parse().unwrap(), folder.as_ref());
    }
    let quick = args.iter().any(|arg| arg == "--quick");
    let extent = match quick {
        true => Extent {
            time: Duration::from_secs(2),
            evaluations: [250, 1_000, 2_000],
            employees: 50,
            ratings: 60,
            saves: 100,
            starts: 3,
            rest: Duration::from_secs(3),
        },
        false => Extent {
            time: Duration::from_secs(6),
            evaluations: [1_000, 8_000, 32_000],
            employees: 200,
            ratings: 60,
            saves: 400,
            starts: 5,
            rest: Duration::from_secs(10),
        },
    };
    let only = |part: &str| {
        let named: Vec<_> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
        named.is_empty() || named.iter().any(|name| *name == part)
    };
    println!("Making the sample companies …");
    let companies = extent
        .evaluations
        .map(|evaluations| Company::make(&extent, evaluations));
    let [small, usual, large] = &companies;
    if only("starting") {
        starting::measure(&extent, &companies);
    }
    if only("pages") {
        pages::measure(&extent, usual);
    }
    if only("growth") {
        pages::growth(&extent, small, large);
    }
    if only("sign-ins") {
        process::sign_ins(&extent, usual);
    }
    if only("importing") {
        importing::measure(&extent, usual);
    }
    if only("exports") {
        exports::measure(usual);
    }
    if only("saving") {
        saving::measure(&extent, usual);
    }
    // Last, since it leaves the companies as of a backup.
    if only("backups") {
        let ten_times = Company::make(&extent, 10 * usual.evaluations);
        backups::measure(&[usual, &ten_times], extent.time);
    }
}

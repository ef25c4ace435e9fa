//! From starting the program to its first answer, the check of the whole store included.

use super::Extent;
use super::client::Connection;
use super::company::Company;
use super::process::Server;
use std::time::Instant;

pub fn measure(extent: &Extent, companies: &[Company]) {
    println!("\nStart to first answer");
    for company in companies {
        let mut times: Vec<f64> = (0..extent.starts)
            .map(|_| {
                let began = Instant::now();
                let server = Server::start(company.folder.path());
                let mut connection = Connection::open(&server.target(company)).unwrap();
                assert_eq!(connection.get("/healthz").unwrap().status, 200);
                let time = began.elapsed().as_secs_f64();
                server.stop();
                time
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        println!(
            "  {:>6} evaluations: {:.3} s; {:.3} s per 100,000 ratings",
            company.evaluations,
            median,
            median / company.ratings as f64 * 1e5
        );
    }
}

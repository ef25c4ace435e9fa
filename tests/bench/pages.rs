//! The pages under load, beside a bare answer of the same size.

use super::Extent;
use super::bare;
use super::client::{Load, load};
use super::company::Company;
use super::process::Server;

/// Name and address of each page, for a company.
fn pages(company: &Company) -> Vec<(&'static str, String)> {
    let Company { employee, .. } = company;
    vec![
        ("dashboard", "/".into()),
        ("… from, to", "/?from=2025-01-01&to=2025-12-31".into()),
        ("… tier", "/?tier=2".into()),
        ("… employee", format!("/?employee={employee}")),
        ("… category", "/?category=1".into()),
        ("employees", "/employees".into()),
        ("profile", format!("/employees/{employee}")),
        ("evaluations", "/evaluations".into()),
        ("evaluation", format!("/evaluations/{}", company.finalised)),
        ("rate", company.rate.clone()),
    ]
}

fn under_load(server: &Server, company: &Company, path: &str, extent: &Extent) -> (Load, f64) {
    let target = server.target(company);
    let before = server.cpu();
    let load = load(&target, path, extent.time);
    let cpu = (server.cpu() - before) * 1e3 / load.requests as f64;
    (load, cpu)
}

/// p50 and p99 of each page at 16 connections, and the memory it took.
pub fn measure(extent: &Extent, company: &Company) {
    println!(
        "\nPages, 16 keep-alive HTTPS connections, {} evaluations",
        company.evaluations
    );
    println!(
        "  {:<14} {:>8} {:>9} {:>9} {:>9} {:>9} {:>12} {:>9}",
        "page", "bytes", "a second", "p50 ms", "p99 ms", "CPU ms", "bare p99 ms", "bare CPU"
    );
    let server = Server::start(company.folder.path());
    let idle = server.memory("VmRSS");
    for (name, path) in pages(company) {
        let (load, cpu) = under_load(&server, company, &path, extent);
        let (bare, bare_cpu) = bare::measure(company.folder.path(), load.bytes, extent.time / 3);
        println!(
            "  {name:<14} {:>8} {:>9.0} {:>9.2} {:>9.2} {cpu:>9.3} {:>12.2} {bare_cpu:>9.3}{}",
            load.bytes,
            load.requests as f64 / load.time.as_secs_f64(),
            load.percentile(0.5),
            load.percentile(0.99),
            bare.percentile(0.99),
            if load.percentile(0.99) > 20.0 {
                "  over 20 ms"
            } else {
                ""
            }
        );
    }
    let peak = server.memory("VmHWM");
    std::thread::sleep(extent.rest);
    println!(
        "  memory: {idle:.0} MiB before; VmHWM {peak:.0} MiB; RSS {:.0} s later {:.0} MiB",
        extent.rest.as_secs_f64(),
        server.memory("VmRSS")
    );
    server.stop();
}

/// CPU a request in a company with a long history against one with a short one.
pub fn growth(extent: &Extent, small: &Company, large: &Company) {
    println!(
        "\nCPU ms a request at {} and {} evaluations",
        small.evaluations, large.evaluations
    );
    let (few, many) = (Server::start(small.folder.path()), Server::start(large.folder.path()));
    for ((name, few_path), (_, many_path)) in pages(small).into_iter().zip(pages(large)) {
        let (_, few) = under_load(&few, small, &few_path, extent);
        let (_, many) = under_load(&many, large, &many_path, extent);
        let over = if many > few * 1.2 { "  over 1.2" } else { "" };
        println!("  {name:<14} {few:>8.3} {many:>8.3}   × {:.2}{over}", many / few);
    }
}

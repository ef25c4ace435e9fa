//! Parse, call the library, exit code.

fn main() -> std::process::ExitCode {
    handyman_kpi::cli::run()
}

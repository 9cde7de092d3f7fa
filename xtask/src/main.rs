//! The command line of the project's own tasks: `cargo xtask tidy`, `cargo xtask test`.

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask TASK

  tidy   checks what the compiler cannot: crate edges, sizes, glossary, leftovers, circles, links
  test   formatting, lints, tidy, then every test
  second  the worked examples of the packs, derived a second time by other code
  browser  [BINARY] the pages of `cocket demo` in Chromium, of the program named or of a new debug build
  analysis  [--spark] an export of made-up parcels, asked in DuckDB and perhaps in Spark
  bench  [N] a million (or N) parcels from end to end, with time and peak memory, as JSON
  import-au DIR  the tariff tables of packs/au from a copy of the Australian working tariff; what is left out on stderr";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["tidy"] => xtask::tidy::run(xtask::top()),
        ["test"] => xtask::stages::run(xtask::top()),
        ["browser"] => xtask::browser::run(xtask::top()),
        ["browser", binary] => xtask::browser::run_with(xtask::top(), binary.as_ref()),
        ["analysis"] => xtask::analysis::run(xtask::top(), false),
        ["analysis", "--spark"] => xtask::analysis::run(xtask::top(), true),
        ["second"] => xtask::second::run(xtask::top()),
        ["import-au", dir] => xtask::au::run(xtask::top(), dir.as_ref()),
        ["bench"] => xtask::bench::run(xtask::top(), 1_000_000),
        ["bench", parcels] if parcels.parse::<u64>().is_ok_and(|parcels| parcels > 0) => {
            xtask::bench::run(xtask::top(), parcels.parse().unwrap_or(1))
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

//! A file of parcels from end to end: one million through the release build, with time and peak memory.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PROFILES: u32 = 100;
const NAMES: u32 = 1000;

/// Builds, makes a pack with more profiles and names than `examplia` has, makes parcels, and times `cocket assess`.
///
/// Prints one line of JSON. What it makes stays under `target/bench`.
#[must_use]
pub fn run(top: &Path, parcels: u64) -> ExitCode {
    match measure(top, parcels) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(3)
        }
    }
}

fn measure(top: &Path, parcels: u64) -> io::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    ended_well(Command::new(cargo).args(["build", "--release", "--locked"]).current_dir(top))?;
    let dir = top.join("target/bench");
    let pack = dir.join("pack");
    write_pack(top, &pack)?;
    let cocket = top.join("target/release/cocket");
    let file = dir.join("parcels.ndjson");
    ended_well(
        Command::new(&cocket)
            .args(["rehearse", "--mix", "one_item", "--parcels", &parcels.to_string()])
            .stdout(File::create(&file)?),
    )?;
    let mut assess = Command::new(&cocket);
    assess.args(["assess", "--json", "--as-of", "2026-03-02", "--pack"]).arg(&pack).arg(&file);
    assess.stdout(File::create(dir.join("decisions.ndjson"))?).stderr(Stdio::null());
    let (took, peak_kib) = timed(&mut assess)?;
    let a_second = u128::from(parcels) * 1000 / took.as_millis().max(1);
    Ok(format!(
        "{{\"bench\":\"assess\",\"parcels\":{parcels},\"profiles_added\":{PROFILES},\"names_added\":{NAMES},\
         \"bytes_in\":{},\"milliseconds\":{},\"parcels_per_second\":{a_second},\"peak_kib\":{peak_kib}}}",
        fs::metadata(&file)?.len(),
        took.as_millis(),
    ))
}

fn ended_well(command: &mut Command) -> io::Result<()> {
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(format!("{command:?} ended with {status}"))),
    }
}

/// How long a command takes and how much memory it holds at most. That some parcels have faults is no failure.
fn timed(command: &mut Command) -> io::Result<(Duration, u64)> {
    let start = clock();
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    loop {
        if let Some(ended) = child.try_wait()? {
            return match ended.code() {
                Some(0 | 1) => Ok((start.elapsed(), peak_kib)),
                _ => Err(io::Error::other(format!("{command:?} ended with {ended}"))),
            };
        }
        peak_kib =
            peak_kib.max(fs::read_to_string(&status).ok().and_then(|text| high_water(&text)).unwrap_or(0));
        sleep(Duration::from_millis(10));
    }
}

#[expect(clippy::disallowed_methods, reason = "measuring is what this file is for")]
fn clock() -> Instant {
    Instant::now()
}

/// The most memory a process held so far, as Linux tells it.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A pack that inherits `examplia` and adds profiles and a list.
fn write_pack(top: &Path, pack: &Path) -> io::Result<()> {
    fs::create_dir_all(pack.join("risk/profiles"))?;
    fs::create_dir_all(pack.join("risk/lists"))?;
    let manifest = fs::read_to_string(top.join("packs/examplia/pack.toml"))?
        .replace("id = \"examplia\"", "id = \"bench\"")
        .replace("[\"../world\"]", "[\"../../../packs/examplia\"]");
    fs::write(pack.join("pack.toml"), manifest)?;
    let profiles: String = (0..PROFILES).map(profile).collect();
    fs::write(pack.join("risk/profiles/bench.toml"), profiles)?;
    let mut list = "id,name,kind,valid_from,valid_to,law\n".to_owned();
    for number in 0..NAMES {
        // Writing to a `String` does not fail.
        let _ = writeln!(list, "B{number},Nobody Nowhere the {number}th,person,2020-01-01,,none");
    }
    fs::write(pack.join("risk/lists/bench.csv"), list)
}

fn profile(number: u32) -> String {
    let heading = format!("{:02}{:02}", 1 + number * 7 % 97, 1 + number * 3 % 20);
    let origin = match number % 5 {
        0 => "CN",
        1 => "HK",
        2 => "TR",
        3 => "VN",
        _ => "IN",
    };
    format!(
        "[[profile]]\nid = \"BENCH-{number:03}\"\ntitle = \"made up\"\nowner = \"customs\"\naction = \"add_weight\"\n\
         weight = 1\npurpose = \"measurement\"\nreason = \"made up\"\npublic_reason = \"routine_control\"\nlaw = \"none\"\n\
         valid_from = 2020-01-01\nvalid_to = 2099-12-31\n\
         [[profile.criteria]]\nfield = \"goods_items.commodity_code\"\nstarts_with = [\"{heading}\"]\n\
         [[profile.criteria]]\nfield = \"goods_items.origin\"\nin = [\"{origin}\"]\n\
         [[profile.criteria]]\nfield = \"goods_items.unit_value_local\"\nbelow = \"{}\"\n\n",
        1 + number % 40
    )
}

#[cfg(test)]
mod tests {
    use super::high_water;

    #[test]
    fn reads_the_high_water_mark() {
        assert_eq!(high_water("Name:\tcocket\nVmHWM:\t   70472 kB\nVmRSS:\t 1 kB\n"), Some(70_472));
        assert_eq!(high_water("Name:\tcocket\n"), None);
    }
}

//! What a process holds and has used, as the kernel tells it.

use serde::Serialize;
use std::fs;
use std::time::Duration;

/// The kernel counts the time of a processor in hundredths of a second, on every machine.
const TICK: Duration = Duration::from_millis(10);

/// Memory of a process; zero where the kernel does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Memory {
    /// Held now.
    pub(super) resident_kib: u64,
    /// The most it ever held.
    pub(super) peak_kib: u64,
}

impl Memory {
    pub(super) fn of(process: u32) -> Memory {
        fs::read_to_string(format!("/proc/{process}/status")).map_or(Memory::default(), |text| memory(&text))
    }
}

fn memory(status: &str) -> Memory {
    let field = |name: &str| {
        let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.and_then(|value| value.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or_default()
    };
    Memory { resident_kib: field("VmRSS"), peak_kib: field("VmHWM") }
}

/// The time that processors spent on a process so far.
pub(super) fn processor_time(process: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    TICK.saturating_mul(ticks(&text).unwrap_or_default())
}

fn ticks(stat: &str) -> Option<u32> {
    // The name of the program comes second, in brackets, and may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(user.saturating_add(system))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_writes_is_read() {
        let text = "Name:\tcocket\nVmPeak:\t  9000 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
        assert_eq!(memory(text), Memory { resident_kib: 1024, peak_kib: 2048 });
        assert_eq!(memory("Name:\tzombie\n"), Memory::default());
        assert_eq!(ticks("12 (a) b) S 1 2 3 4 5 6 7 8 9 10 31 11 0 0 20"), Some(42));
        assert_eq!(ticks(""), None);
    }

    #[test]
    fn this_process_holds_something() {
        assert!(Memory::of(std::process::id()).resident_kib > 0);
    }
}

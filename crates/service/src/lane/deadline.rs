//! When a deadline of a consignment passes next.

use clearance::{Case, Gate, GateKind, Law};
use jiff::{SignedDuration, Timestamp};

/// The moment and the control whose time is over first, of those whose passing changes anything.
pub(crate) fn next_deadline<'c>(case: &'c Case, law: &Law, now: Timestamp) -> Option<(Timestamp, &'c str)> {
    let gates = case.gates()?;
    let awaits_arrival = gates.iter().any(|gate| gate.kind == GateKind::Arrival);
    // Nobody can examine goods that are not here: the time for it begins when they are.
    let is_running =
        |gate: &&Gate| !(gate.is_overdue || gate.kind == GateKind::Examination && awaits_arrival);
    let deadline = |gate: &'c Gate| Some((lapse(gate, law, now)?, gate.control.as_str()));
    gates.iter().filter(is_running).filter_map(deadline).min()
}

/// When the time for a gate is over. Goods may come later than they were expected, as long as the law waits.
fn lapse(gate: &Gate, law: &Law, now: Timestamp) -> Option<Timestamp> {
    match gate.kind {
        GateKind::Arrival => {
            let days = law.parameters(law.day_of(now))?.arrival_due_days.value;
            gate.opened.checked_add(SignedDuration::from_hours(24 * i64::from(days))).ok()
        }
        _ => Some(gate.due),
    }
}

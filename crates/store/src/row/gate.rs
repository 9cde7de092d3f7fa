//! Twins of what a case waits for.

use super::flaw::RowFlaw;
use super::kept::{Kept, twins};
use clearance::{Gate, GateKind, Gates, Owner, Wanted};
use jiff::Timestamp;

twins! {
    /// An open gate.
    struct GateV1 of Gate {
        kind: GateKind,
        subject: String,
        control: String,
        asked_by: Vec<String>,
        owner: Owner,
        is_overdue: bool,
        opened: Timestamp,
        due: Timestamp,
        lines: Vec<u32>,
    }
    /// A gate that an officer asked for.
    struct WantedV1 of Wanted {
        kind: GateKind,
        subject: String,
        asked_by: Vec<String>,
        owner: Owner,
        lines: Vec<u32>,
    }
    /// Who must act. Variants are only ever appended: their places are on disk.
    enum OwnerV1 of Owner { Filer, Carrier, Consignee, Customs, Supervisor, Agency(agency: String) }
}

impl Kept for Gates {
    type Twin<'a> = Vec<GateV1<'a>>;

    fn twin(&self) -> Vec<GateV1<'_>> {
        self.iter().map(Kept::twin).collect()
    }

    fn of_twin(twin: Vec<GateV1<'_>>) -> Result<Gates, RowFlaw> {
        Gates::new(Vec::of_twin(twin)?).ok_or(RowFlaw::NotA("a list of open gates"))
    }
}

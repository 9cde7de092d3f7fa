//! Rows of faults.

use super::flaw::RowFlaw;
use super::frame;
use super::kept::Kept;
use clearance::{FAULT_DETAILS, Fault, FaultCode};
use serde::{Deserialize, Serialize};

/// The row of faults.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_faults(faults: &[Fault]) -> Result<Vec<u8>, RowFlaw> {
    let twins: Vec<FaultV1<'_>> = faults.iter().map(Kept::twin).collect();
    frame::write(&twins, 16 + 96 * faults.len())
}

/// The faults of a row.
///
/// # Errors
/// Any [`RowFlaw`] of reading.
pub fn decode_faults(row: &[u8]) -> Result<Vec<Fault>, RowFlaw> {
    Vec::of_twin(frame::read(row)?)
}

/// A fault.
#[derive(Serialize, Deserialize)]
pub(in crate::row) struct FaultV1<'a> {
    code: &'a str,
    pointer: &'a str,
    details: Vec<(&'a str, &'a str)>,
}

impl Kept for Fault {
    type Twin<'a> = FaultV1<'a>;

    fn twin(&self) -> FaultV1<'_> {
        let Fault { code, pointer, details } = self;
        let details = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
        FaultV1 { code: code.as_str(), pointer, details }
    }

    fn of_twin(twin: FaultV1<'_>) -> Result<Fault, RowFlaw> {
        let FaultV1 { code, pointer, details } = twin;
        let code = FaultCode::of_twin(code)?;
        let detail = |(name, value): (&str, &str)| Ok((detail_name(name)?, value.to_owned()));
        let details = details.into_iter().map(detail).collect::<Result<_, RowFlaw>>()?;
        Ok(Fault { code, pointer: pointer.to_owned(), details })
    }
}

fn detail_name(name: &str) -> Result<&'static str, RowFlaw> {
    let place = FAULT_DETAILS.binary_search(&name).ok();
    place.and_then(|place| FAULT_DETAILS.get(place).copied()).ok_or(RowFlaw::NotA("a detail of a fault"))
}

//! What an officer sees of the people and firms of a consignment: noted down before it is shown, with what for.

use crate::accesses::{self, implied};
use crate::http::Problem;
use crate::http::records::{NOTE_SIGNS, Stated as Said};
use crate::lane::Access;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use clearance::{AccessPurpose, Case, Declaration, HeaderField, Party};
use serde::Deserialize;
use std::collections::BTreeSet;
use wire::free_text;

/// What somebody says that they look for, as the address carries it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Stated {
    purpose: String,
    note: String,
}

impl Stated {
    /// What is said; none where nothing is, or no word for it.
    pub(in crate::pages) fn said(&self) -> Result<Option<Said>, Problem> {
        let purpose = AccessPurpose::STATED.iter().find(|purpose| purpose.as_str() == self.purpose);
        let Some(purpose) = purpose.copied() else { return Ok(None) };
        let note = match self.note.trim() {
            "" => String::new(),
            note => {
                let cut: String = note.chars().take(NOTE_SIGNS).collect();
                free_text("note", &cut).map_err(crate::http::commands::flawed)?
            }
        };
        Ok(Some(Said { purpose, note }))
    }

    /// The same, for the address of a page that is led to.
    pub(super) fn query(&self) -> String {
        let mut pairs = [("purpose", &self.purpose), ("note", &self.note)].to_vec();
        pairs.retain(|(_, text)| !text.is_empty());
        match serde_urlencoded::to_string(pairs).unwrap_or_default() {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }
}

/// What for somebody sees the people and firms; none where they have to say it first.
pub(super) async fn looked(
    f: &Frame,
    person: &Person,
    (number, case): (u64, &Case),
    stated: &Stated,
) -> Result<Option<AccessPurpose>, Problem> {
    let implied = implied(case).map(|purpose| Said { purpose, note: String::new() });
    let Some(Said { purpose, note }) = stated.said()?.or(implied) else { return Ok(None) };
    let fields = fields(case);
    if fields.is_empty() {
        return Ok(Some(purpose));
    }
    let access = Access { purpose, note, fields: fields.into_iter().collect(), consignments: vec![number] };
    accesses::note(f.shared(), person.actor(), access).await?;
    Ok(Some(purpose))
}

/// The personal fields that the page shows: all of whoever governs, and what is compared of the others.
fn fields(case: &Case) -> BTreeSet<&'static str> {
    use HeaderField::*;
    let governing = &case.filings.governing().declaration;
    let party = |party: &Party, fields: [HeaderField; 5]| {
        let is_there = [
            party.name.is_some(),
            party.address_lines.is_some(),
            party.city.is_some(),
            party.postcode.is_some(),
            party.identifier.is_some(),
        ];
        fields.into_iter().zip(is_there).filter(|(_, is_there)| *is_there).map(|(field, _)| field)
    };
    let consignor =
        [ConsignorName, ConsignorAddressLines, ConsignorCity, ConsignorPostcode, ConsignorIdentifier];
    let consignee =
        [ConsigneeName, ConsigneeAddressLines, ConsigneeCity, ConsigneePostcode, ConsigneeIdentifier];
    let named = |said: &Declaration| {
        [
            said.consignor.name.is_some().then_some(ConsignorName),
            said.consignee.name.is_some().then_some(ConsigneeName),
            said.seller.name.is_some().then_some(SellerName),
            said.payment.payer.is_some().then_some(PaymentPayer),
        ]
    };
    let compared = case.filings.iter().flat_map(|filing| named(&filing.declaration)).flatten();
    let parties = party(&governing.consignor, consignor).chain(party(&governing.consignee, consignee));
    parties.chain(compared).map(HeaderField::as_str).collect()
}

//! The lists of the Office of Foreign Assets Control of the United States, in their CSV form without a header.

use super::{ListFlaw, ListedName, named};
use csv::StringRecord;
use risk::EntryKind;

/// The columns of `sdn.csv`: number, name, type, programme, title, call sign, vessel type, tonnage (twice), flag, owner,
/// remarks.
pub(super) const NAMES: usize = 12;
/// The columns of `alt.csv`: number, number of the alias, its type, the alias, remarks.
pub(super) const ALIASES: usize = 5;
/// The columns of `add.csv`: number, number of the address, address, place, country, remarks.
pub(super) const ADDRESSES: usize = 6;

/// What stands where there is nothing.
const NOTHING: &str = "-0-";

pub(super) fn names(rows: &mut [(u64, StringRecord)]) -> Result<Vec<ListedName>, ListFlaw> {
    let Some(columns) = rows.first().map(|(_, row)| row.len()) else { return Ok(Vec::new()) };
    let mut names = Vec::with_capacity(rows.len());
    for (line, row) in rows.iter() {
        if row.len() != columns {
            return Err(ListFlaw::row(*line, format!("{} cells in place of {columns}", row.len())));
        }
        let cell = |place: usize| row.get(place).filter(|cell| *cell != NOTHING).unwrap_or_default();
        let id = cell(0);
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ListFlaw::row(*line, "the row does not begin with the number of an entry"));
        }
        match columns {
            NAMES => {
                let kind = match cell(2) {
                    "individual" => EntryKind::Person,
                    "vessel" | "aircraft" => EntryKind::Vessel,
                    _ => EntryKind::Organisation,
                };
                names.push(named(*line, id, cell(1).to_owned(), kind)?);
                for site in sites(cell(11)) {
                    names.push(named(*line, id, site.to_owned(), EntryKind::Url)?);
                }
            }
            // Whether a person or a firm has it, `sdn.csv` says; both are looked for alike.
            ALIASES => names.push(named(*line, id, cell(3).to_owned(), EntryKind::Organisation)?),
            // Without a street it is no address.
            _ if cell(2).is_empty() => {}
            _ => {
                let parts: Vec<&str> =
                    [2, 3, 4].map(cell).into_iter().filter(|part| !part.is_empty()).collect();
                names.push(named(*line, id, parts.join(", "), EntryKind::Address)?);
            }
        }
    }
    Ok(names)
}

/// The web sites that remarks tell of: `Website www.example.com;`.
fn sites(remarks: &str) -> impl Iterator<Item = &str> {
    let parts = remarks.split(';').filter_map(|part| part.trim().strip_prefix("Website "));
    parts
        .map(|site| site.trim().trim_end_matches('.'))
        .filter(|site| site.contains('.') && !site.contains(' '))
}

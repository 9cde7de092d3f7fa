//! The export: day by day, each replaced as a whole.

use crate::failure::ExportFailure;
use crate::folder::{Folder, Making};
use crate::tables::{ChargeRow, Charges, ConsignmentRow, Consignments, ItemRow, Items};
use crate::tokens::Tokens;
use clearance::{day_number, day_of_number};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;
use store::{Held, Reader, Secret};

/// Which days are exported, the first and the last included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Days {
    /// The first; none for as early as there are.
    pub from: Option<Date>,
    /// The last; none for as late as there are.
    pub until: Option<Date>,
}

impl Days {
    fn hold(self, day: i64) -> bool {
        self.from.is_none_or(|from| day >= day_number(from))
            && self.until.is_none_or(|until| day <= day_number(until))
    }
}

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Days.
    pub days: u64,
    /// Rows of consignments.
    pub consignments: u64,
    /// Rows of goods items.
    pub items: u64,
    /// Rows of charges.
    pub charges: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// Exports days of a database to a folder. Each day is as it was at one moment, also beside a server; `on_row` is told of
/// each consignment.
///
/// # Errors
/// [`ExportFailure`]. Days that are done stay; the others are as they were.
pub fn export(
    reader: &Reader,
    to: &Path,
    days: Days,
    mut on_row: impl FnMut(),
) -> Result<Exported, ExportFailure> {
    let database = reader.secret().pseudonym("database", &[]);
    let folder = Folder::open(to, &database)?;
    let mut exported = Exported::default();
    let mut filed_days = BTreeSet::new();
    for filed in reader.filed_days()?.into_iter().filter(|filed| days.hold(filed.day)) {
        let mut making = DayFiles::begin(&folder)?;
        let secret = reader.secret();
        reader.at_one_moment(|| {
            reader.each_filed_on(&filed, |held| {
                on_row();
                making.add(&held, secret)
            })
        })??;
        making.finish(&folder, day_of_number(filed.day), &mut exported)?;
        exported.days += 1;
        filed_days.insert(day_of_number(filed.day));
    }
    // Days of an earlier export that the database does not have any more, as after it was set back.
    folder.remove_days(|day| days.hold(day_number(day)) && !filed_days.contains(&day))?;
    Ok(exported)
}

/// The files of a day while they are made.
struct DayFiles {
    consignments: Making<Consignments>,
    items: Making<Items>,
    charges: Making<Charges>,
}

impl DayFiles {
    fn begin(folder: &Folder) -> Result<DayFiles, ExportFailure> {
        Ok(DayFiles { consignments: folder.begin()?, items: folder.begin()?, charges: folder.begin()? })
    }

    /// Adds a consignment with its goods and charges. One that another stands for is not counted twice.
    fn add(&mut self, held: &Held, secret: &Secret) -> Result<(), ExportFailure> {
        let case = &held.case;
        if case.joined_into().is_some() {
            return Ok(());
        }
        let filing = case.filings.governing();
        let tokens = Tokens::of(&filing.declaration, secret);
        self.consignments.add(&ConsignmentRow { case, filing, released: held.released, tokens })?;
        for item in &filing.declaration.items {
            let assessed = case.assessment.lines.iter().find(|line| line.line == item.line);
            self.items.add(&ItemRow { case, filing, item, assessed })?;
        }
        for line in &case.assessment.lines {
            for charge in &line.charges {
                self.charges.add(&ChargeRow { case, line, charge })?;
            }
        }
        Ok(())
    }

    /// Gives all three their names, once all three are durable.
    fn finish(self, folder: &Folder, day: Date, exported: &mut Exported) -> Result<(), ExportFailure> {
        let (consignments, items, charges) =
            (self.consignments.finish()?, self.items.finish()?, self.charges.finish()?);
        exported.consignments += consignments.rows;
        exported.items += items.rows;
        exported.charges += charges.rows;
        exported.bytes += consignments.bytes + items.bytes + charges.bytes;
        consignments.name(folder, day)?;
        items.name(folder, day)?;
        charges.name(folder, day)
    }
}

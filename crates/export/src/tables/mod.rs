//! The three tables: what each row is made from, and its columns.

mod charges;
mod consignments;
mod items;

pub(crate) use charges::{ChargeRow, Charges};
pub(crate) use consignments::{ConsignmentRow, Consignments};
pub(crate) use items::{ItemRow, Items};

/// Columns, one a line: the name, the type, `optional` where a row may be without it, and how it is read.
macro_rules! columns {
    ($row:ident: $($name:ident $kind:ident $($optional:ident)? = $read:expr;)+) => {
        &[$($crate::column::Column {
            name: stringify!($name),
            kind: $crate::column::Kind::$kind,
            may_be_empty: $crate::tables::columns!(@ $($optional)?),
            read: |$row| $crate::column::Cell::from($read),
        }),+]
    };
    (@) => { false };
    (@ optional) => { true };
}
use columns;

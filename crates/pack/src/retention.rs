//! `procedures/retention.csv`: for how long personal texts are kept for each purpose.

use crate::dated::Table;
use crate::inherit::Source;
use crate::procedures::words;
use crate::table::Shape;
use clearance::{DataSubject, RetentionFrom, RetentionKey, RetentionPurpose, RetentionRule};

pub(crate) fn read(source: &Source) -> Table<RetentionKey, RetentionRule> {
    const SHAPE: Shape =
        Shape::csv("procedures/retention.csv", &["subject", "purpose", "months", "counted_from"]);
    let subjects = words(DataSubject::ALL, DataSubject::as_str);
    let purposes = words(RetentionPurpose::ALL, RetentionPurpose::as_str);
    let counted = words(RetentionFrom::ALL, RetentionFrom::as_str);
    source.table(&SHAPE, "time of retention", "purpose", |row| {
        let subject = row.word_or_any("subject", &subjects);
        let purpose = row.word("purpose", &purposes);
        let months = row.number("months");
        let counted_from = row.word("counted_from", &counted);
        let rule = RetentionRule { months: months?, counted_from: counted_from? };
        Some(((subject?, purpose?), rule))
    })
}

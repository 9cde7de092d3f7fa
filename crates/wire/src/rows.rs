//! Files of small rows: CSV with a header, or JSON an object a line. What is wrong with a row costs that row only.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::{self, BufRead, BufReader, Read};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// CSV whose first record names the columns.
    Csv,
    /// JSON, an object a line.
    Lines,
}

/// The longest row of JSON.
const LONGEST: u64 = 64 << 10;

/// Gives each row with the line that it stands on, or what is wrong with it, until `give` wants no more.
///
/// # Errors
/// The stream's: it ended before its end.
pub fn each_row<T: DeserializeOwned>(
    format: RowFormat,
    read: impl Read,
    give: impl FnMut(u64, Result<T, String>) -> bool,
) -> io::Result<()> {
    match format {
        RowFormat::Csv => each_record(read, give),
        RowFormat::Lines => each_line(read, give),
    }
}

fn each_record<T: DeserializeOwned>(
    read: impl Read,
    mut give: impl FnMut(u64, Result<T, String>) -> bool,
) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(read);
    let mut records = reader.deserialize();
    loop {
        let line = records.reader().position().line();
        let Some(record) = records.next() else { return Ok(()) };
        let row = match record {
            Ok(row) => Ok(row),
            Err(error) => {
                // A record begins where the reader stood, or on the line after the header.
                let line = error.position().map_or(line, csv::Position::line);
                match error.into_kind() {
                    csv::ErrorKind::Io(error) => return Err(error),
                    csv::ErrorKind::Deserialize { err, .. } => {
                        if give(line, Err(err.kind().to_string())) {
                            continue;
                        }
                        return Ok(());
                    }
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        Err(format!("{len} cells under {expected_len} columns"))
                    }
                    csv::ErrorKind::Utf8 { .. } => Err("this is not UTF-8 text".to_owned()),
                    _ => Err("this record cannot be read".to_owned()),
                }
            }
        };
        let line = if line == 1 { 2 } else { line };
        if !give(line, row) {
            return Ok(());
        }
    }
}

fn each_line<T: DeserializeOwned>(
    read: impl Read,
    mut give: impl FnMut(u64, Result<T, String>) -> bool,
) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(64 << 10, read);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if reader.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let is_whole = bytes.last() == Some(&b'\n') || reader.fill_buf()?.is_empty();
        let text = bytes.trim_ascii();
        if text.is_empty() && is_whole {
            continue;
        }
        let row = match is_whole {
            true => serde_json::from_slice(text).map_err(|error| error.to_string()),
            false => {
                reader.skip_until(b'\n')?;
                Err(format!("longer than {LONGEST} bytes"))
            }
        };
        if !give(line, row) {
            break;
        }
    }
    Ok(())
}

/// A line of a vendor's return, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorLineText {
    /// The tracking number of the parcel.
    #[serde(default)]
    pub tracking_number: Option<String>,
    /// The number of the order.
    #[serde(default)]
    pub order_number: Option<String>,
    /// The number of the market place that gave the order its number.
    #[serde(default)]
    pub market_place: Option<String>,
    /// The tax that was collected, as decimal text; below nothing where it is taken off.
    pub tax_amount: String,
    /// Its currency.
    pub currency: String,
}

/// A payment by its reference, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentLineText {
    /// What is paid for: the reference that the payer was given.
    pub reference: String,
    /// The reference of whoever took the money, under which the payment counts once.
    pub payment: String,
    /// How much, as decimal text.
    pub amount: String,
    /// In which currency.
    pub currency: String,
}

/// A payment that bounced, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReversalLineText {
    /// What had been paid for.
    pub reference: String,
    /// The reference under which the payment was recorded.
    pub payment: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(format: RowFormat, text: &[u8]) -> Vec<(u64, Result<String, String>)> {
        let mut all = Vec::new();
        each_row(format, text, |line, row: Result<VendorLineText, String>| {
            all.push((line, row.map(|row| row.tracking_number.unwrap_or_default() + "/" + &row.tax_amount)));
            true
        })
        .unwrap();
        all
    }

    #[test]
    fn csv_rows_are_read_by_the_names_of_their_columns() {
        let text = "currency,tax_amount,tracking_number\nEXD, 1.50 ,A\nEXD,2\n\"EXD\",3,\nEXD,4,D\n";
        assert_eq!(
            told(RowFormat::Csv, text.as_bytes()),
            [
                (2, Ok("A/1.50".to_owned())),
                (3, Err("2 cells under 3 columns".to_owned())),
                (4, Ok("/3".to_owned())),
                (5, Ok("D/4".to_owned()))
            ]
        );
        let other = told(RowFormat::Csv, b"currency,tax\nEXD,1\n");
        assert_eq!(other.len(), 1);
        assert!(other[0].1.as_ref().unwrap_err().contains("tax"), "{other:?}");
        assert_eq!(told(RowFormat::Csv, b""), []);
        assert!(told(RowFormat::Csv, b"currency,tax_amount\n\xff,1\n")[0].1.is_err());
    }

    #[test]
    fn json_rows_stand_on_lines() {
        let long = format!("{{\"tax_amount\":\"{}\"}}", "9".repeat(70_000));
        let text = format!(
            "{{\"tax_amount\":\"1\",\"currency\":\"EXD\"}}\n\n{{\"tax_amount\":2,\"currency\":\"EXD\"}}\n{long}\n{{\"tax_amount\":\"4\",\"currency\":\"EXD\",\"tracking_number\":\"D\"}}"
        );
        let told = told(RowFormat::Lines, text.as_bytes());
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 4, 5]);
        assert_eq!((&told[0].1, &told[3].1), (&Ok("/1".to_owned()), &Ok("D/4".to_owned())));
        assert!(told[1].1.is_err() && told[2].1.as_ref().unwrap_err().contains("longer"));
    }
}

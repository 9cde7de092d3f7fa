//! Columns of a table in plain text, each as wide as what stands in it.

use std::fmt::Write;

/// What stands between columns.
const GAP: usize = 2;

/// The rows below each other: the first column begins at the left, every other ends at the right.
pub(super) fn grid(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let widths: Vec<usize> = (0..columns)
        .map(|column| cells(column).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = match column {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "{:GAP$}{cell:>width$}", ""),
            };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
        let rows = [row(&["", "law", "instead"]), row(&["duty", "1,200.00", "7"]), row(&["short"])];
        assert_eq!(grid(&rows), "            law  instead\nduty   1,200.00        7\nshort\n");
    }
}

//! Results as a table that opens in a spreadsheet: a row a line, or a row for each thing that is wrong with it.

use serde_json::Value;
use wire::write_cell;

/// The columns.
pub(super) const HEADER: &[u8] = b"line,reference,declaration,outcome,phase,code,pointer,message,fix\n";

/// Writes the rows of a decision.
pub(super) fn write(decision: &Value, out: &mut Vec<u8>) {
    let of = |list: &str| decision.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let found: Vec<&Value> = of("faults").iter().chain(of("warnings")).collect();
    match found.as_slice() {
        [] => row(decision, &Value::Null, out),
        found => found.iter().for_each(|fault| row(decision, fault, out)),
    }
}

fn row(decision: &Value, fault: &Value, out: &mut Vec<u8>) {
    let line = decision.get("input_line").and_then(Value::as_u64).unwrap_or_default();
    out.extend_from_slice(line.to_string().as_bytes());
    for name in ["reference", "declaration", "outcome", "phase"] {
        cell(decision.get(name), out);
    }
    for name in ["code", "pointer", "message", "fix"] {
        cell(fault.get(name), out);
    }
    out.push(b'\n');
}

/// Writes a cell after another.
fn cell(value: Option<&Value>, out: &mut Vec<u8>) {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    out.push(b',');
    write_cell(text, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn formulas_are_text_and_cells_are_kept_apart() {
        let decision = json!({
            "input_line": 7, "reference": "=1+1", "declaration": null, "outcome": "correct",
            "faults": [{ "code": "missing", "pointer": "/a", "message": "say \"a\", or b", "fix": "\tx" }],
            "warnings": [{ "code": "vague", "pointer": "-b", "message": "@c", "fix": "+d" }],
        });
        let mut out = Vec::new();
        write(&decision, &mut out);
        let expected = "7,\"'=1+1\",,correct,,missing,/a,\"say \"\"a\"\", or b\",\"'\tx\"\n\
                        7,\"'=1+1\",,correct,,vague,\"'-b\",\"'@c\",\"'+d\"\n";
        assert_eq!(String::from_utf8(out), Ok(expected.to_owned()));
    }

    #[test]
    fn a_line_that_was_taken_is_one_row() {
        let mut out = Vec::new();
        write(
            &json!({ "input_line": 1, "reference": "R", "declaration": "26XA", "outcome": "release",
                       "phase": "accepted" }),
            &mut out,
        );
        assert_eq!(String::from_utf8(out), Ok("1,R,26XA,release,accepted,,,,\n".to_owned()));
    }
}

//! What a name that nobody knows was probably meant to be.

use std::mem;

/// Longer names are not compared: the work grows with the square of the length.
const LONGEST: usize = 64;

/// The known name within two edits of a name. Case and the joints of words do not count, so that
/// `trackingNumber` and `Tracking number` both lead to `tracking_number`.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = letters(name);
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let near = known.into_iter().filter_map(|candidate| {
        let letters = letters(candidate);
        let edits = edits(&name, &letters);
        // Two edits make anything of a word of three letters.
        (edits <= 2 && edits * 2 < letters.len().max(1)).then_some((edits, candidate))
    });
    near.min_by_key(|(edits, _)| *edits).map(|(_, candidate)| candidate)
}

fn letters(name: &str) -> Vec<char> {
    let words = name.chars().filter(|letter| !matches!(letter, '_' | '-' | '.' | '/' | ' '));
    words.take(LONGEST + 1).flat_map(char::to_lowercase).collect()
}

/// Levenshtein's distance: letters put in, left out or changed.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut row = Vec::with_capacity(above.len());
    for (at, letter) in from.iter().enumerate() {
        let mut left = at + 1;
        row.push(left);
        for (other, pair) in to.iter().zip(above.windows(2)) {
            let (diagonal, up) = match pair {
                [diagonal, up] => (*diagonal, *up),
                _ => continue,
            };
            left = (diagonal + usize::from(letter != other)).min(up + 1).min(left + 1);
            row.push(left);
        }
        mem::swap(&mut above, &mut row);
        row.clear();
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["tracking_number", "ucr", "value", "line", "consignee.name"];
        let rows = [
            ("trackingNumber", Some("tracking_number")),
            ("Tracking number", Some("tracking_number")),
            ("tracking_nmbr", Some("tracking_number")),
            ("valeu", Some("value")),
            ("consignee_name", Some("consignee.name")),
            ("ur", Some("ucr")),
            ("u", None),
            ("xyz", None),
            ("", None),
            ("lie", Some("line")),
            ("bonus", None),
        ];
        for (name, expected) in rows {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(nearest(&"a".repeat(100_000), known), None);
    }
}

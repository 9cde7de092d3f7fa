//! Names that other rows may refer to, and the nearest of them to one that was mistyped.

use std::collections::BTreeSet;

/// The names that one sort of row goes by, with the file they come from.
#[derive(Debug)]
pub(crate) struct Names {
    /// What they name, in words: `country`.
    pub(crate) what: &'static str,
    /// Where they are defined.
    pub(crate) file: &'static str,
    names: BTreeSet<String>,
    /// Whether every name is here. Where a file could not be read, its names are not missed.
    is_complete: bool,
}

impl Names {
    pub(crate) fn new(what: &'static str, file: &'static str) -> Names {
        Names { what, file, names: BTreeSet::new(), is_complete: true }
    }

    pub(crate) fn add(&mut self, name: &str) {
        if !self.names.contains(name) {
            self.names.insert(name.to_owned());
        }
    }

    /// From now on no name is missed, for some could not be read.
    pub(crate) fn mark_incomplete(&mut self) {
        self.is_complete = false;
    }

    /// Whether some names could not be read.
    pub(crate) fn are_incomplete(&self) -> bool {
        !self.is_complete
    }

    /// Whether a name is known, or could be.
    pub(crate) fn allow(&self, name: &str) -> bool {
        !self.is_complete || self.names.contains(name)
    }

    /// Whether a name is surely known.
    pub(crate) fn contain(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.names.iter().map(String::as_str)
    }
}

/// The name that is most like a mistyped one, if any is near.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let limit = (name.chars().count() / 3).max(1);
    // Nothing that long is a mistyped name, and the comparison takes time by the product of the lengths.
    if name.len() > 100 {
        return None;
    }
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, known)| known)
}

/// Names as they are listed in a sentence: `a`, `b` or `c`; not more than ten.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).take(11).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((_, rest)) if rest.len() == 10 => format!("{} …", rest.join(", ")),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        let known = ["origin_group", "rate", "valid_from"];
        assert_eq!(nearest("orign_group", known), Some("origin_group"));
        assert_eq!(nearest("Rate", known), Some("rate"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest(&"r".repeat(1000), known), None);
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(listed(["a"]), "`a`");
    }
}

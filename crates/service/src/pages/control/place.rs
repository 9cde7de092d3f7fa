//! Where an officer works: on which list, in which order, and at which row they go on.

use super::lists::names;
use crate::pages::form::Form;
use serde::Deserialize;

/// The order in which what weighs most comes first.
pub(super) const BY_RISK: &str = "risk";

/// A place on a list, as addresses and forms carry it. What names no list of customs is no place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Place {
    pub(super) list: String,
    pub(super) by: String,
    /// The consignment of the row after this one.
    pub(super) next: String,
}

impl Place {
    /// The place that a form carries.
    pub(super) fn of(form: &Form) -> Place {
        let text = |name| form.text(name).to_owned();
        Place { list: text("list"), by: text("by"), next: text("next") }.known()
    }

    /// The place, if there is such a list.
    pub(super) fn known(self) -> Place {
        if !names().any(|known| known == self.list) {
            return Place::default();
        }
        let is_id = self.next.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        Place {
            by: if self.by == BY_RISK { self.by } else { String::new() },
            next: if is_id { self.next } else { String::new() },
            list: self.list,
        }
    }

    /// The address of a consignment, from this place.
    pub(super) fn consignment(&self, consignment: &str) -> String {
        let mut pairs = [("list", &self.list), ("by", &self.by), ("next", &self.next)].to_vec();
        pairs.retain(|(_, text)| !text.is_empty());
        match serde_urlencoded::to_string(pairs).unwrap_or_default() {
            query if query.is_empty() => format!("/control/{consignment}"),
            query => format!("/control/{consignment}?{query}"),
        }
    }

    /// The address of the list.
    pub(super) fn back(&self) -> String {
        match (self.list.as_str(), self.by.as_str()) {
            ("", _) => "/control".to_owned(),
            (list, "") => format!("/control/lists/{list}"),
            (list, by) => format!("/control/lists/{list}?by={by}"),
        }
    }

    /// The address of the list after a consignment on it was decided: at the row after it.
    pub(super) fn go_on(&self, done: &str) -> String {
        let mut pairs = [("by", self.by.as_str()), ("done", done), ("next", &self.next)].to_vec();
        pairs.retain(|(_, text)| !text.is_empty());
        format!("/control/lists/{}?{}", self.list, serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

//! What accounts are named by, as numbers: in memory only, since their rows hold the names themselves.

use std::collections::HashMap;
use std::sync::Arc;

/// Texts by number.
#[derive(Default)]
pub(crate) struct Names {
    numbers: HashMap<Arc<str>, i64>,
    texts: Vec<Arc<str>>,
    /// The one that was asked for last, which is often asked for next.
    last: Option<(Arc<str>, i64)>,
}

impl Names {
    /// The number of a text; a new one gets the next.
    pub(crate) fn number(&mut self, text: &str) -> i64 {
        if let Some((last, number)) = &self.last
            && **last == *text
        {
            return *number;
        }
        let (text, number) = match self.numbers.get_key_value(text) {
            Some((text, number)) => (Arc::clone(text), *number),
            None => {
                let text: Arc<str> = text.into();
                let number = i64::try_from(self.texts.len()).unwrap_or(i64::MAX);
                self.numbers.insert(Arc::clone(&text), number);
                self.texts.push(Arc::clone(&text));
                (text, number)
            }
        };
        self.last = Some((text, number));
        number
    }

    /// The number of a text, if it has one.
    pub(crate) fn known(&self, text: &str) -> Option<i64> {
        self.numbers.get(text).copied()
    }

    /// The text of a number.
    pub(crate) fn text(&self, number: i64) -> &str {
        let place = usize::try_from(number).ok();
        place.and_then(|place| self.texts.get(place)).map_or("", AsRef::as_ref)
    }
}

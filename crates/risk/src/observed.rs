//! One consignment as profiles see it.

use crate::field::{Field, FieldKind};
use crate::normal::says_something;
use quantity::Decimal;

/// One consignment as profiles see it: a value for each header field and one row of values per goods item.
///
/// It borrows everything and is made of two arrays and a vector, so that making one costs little. What is
/// never set is absent, and so is a value of another sort than its field has (text for a number).
#[derive(Clone, Debug)]
pub struct Observed<'a> {
    header: [Value<'a>; Field::HEADER],
    items: Vec<[Value<'a>; Field::ITEM]>,
}

/// What is said in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Value<'a> {
    /// Nothing.
    #[default]
    Absent,
    /// A text; one without any letter or digit is taken as absent.
    Text(&'a str),
    /// An exact number, in the unit that the field names.
    Number(Decimal),
    /// A commodity code: its digits as a number, and how many they are with the leading zeros.
    Digits {
        /// The digits as a number.
        digits: u64,
        /// How many digits.
        length: u8,
    },
    /// Names. None at all is known, unlike [`Value::Absent`]: a party that is on no list meets `not_in`.
    Names(&'a [&'a str]),
}

/// The header or one of the goods items: 0, then 1 and up.
pub(crate) type Row = u32;

/// The row of the header.
pub(crate) const HEADER_ROW: Row = 0;

impl Default for Observed<'_> {
    fn default() -> Self {
        Observed::new()
    }
}

impl<'a> Observed<'a> {
    /// A consignment of which nothing is known yet.
    pub fn new() -> Observed<'a> {
        Observed { header: [Value::Absent; Field::HEADER], items: Vec::new() }
    }

    /// Says what is in a field. A field of goods items is that of the item pushed last; the first item is
    /// pushed by it if there is none.
    pub fn set(&mut self, field: Field, value: Value<'a>) {
        let value = if value.fits(field.kind()) { value } else { Value::Absent };
        let slot = match (field as usize).checked_sub(Field::HEADER) {
            None => self.header.get_mut(field as usize),
            Some(place) => {
                if self.items.is_empty() {
                    self.push_item();
                }
                self.items.last_mut().and_then(|item| item.get_mut(place))
            }
        };
        if let Some(slot) = slot {
            *slot = value;
        }
    }

    /// Begins the next goods item.
    pub fn push_item(&mut self) {
        self.items.push([Value::Absent; Field::ITEM]);
    }

    /// The rows of the goods items.
    pub(crate) fn item_rows(&self) -> impl Iterator<Item = Row> + use<> {
        (1..).take(self.items.len())
    }

    /// The least and the greatest number of millionths in a field, over all goods items if it is theirs.
    pub(crate) fn range(&self, field: Field) -> Option<(i64, i64)> {
        let micro = |row: Row| match self.value(row, field) {
            Value::Number(number) => Some(number.micro()),
            _ => None,
        };
        if !field.is_item() {
            return micro(HEADER_ROW).map(|number| (number, number));
        }
        let numbers = self.item_rows().filter_map(micro).map(|number| (number, number));
        numbers.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    /// What is in a field of a row; a row without the field has nothing in it.
    pub(crate) fn value(&self, row: Row, field: Field) -> Value<'a> {
        let place = field as usize;
        let value = match row.checked_sub(1) {
            None => self.header.get(place),
            Some(item) => place
                .checked_sub(Field::HEADER)
                .and_then(|place| self.items.get(usize::try_from(item).ok()?)?.get(place)),
        };
        value.copied().unwrap_or_default()
    }
}

impl Value<'_> {
    fn fits(self, kind: FieldKind) -> bool {
        match self {
            Value::Absent => true,
            Value::Text(text) => matches!(kind, FieldKind::Text | FieldKind::Mark) && says_something(text),
            Value::Number(_) => kind == FieldKind::Number,
            Value::Digits { .. } => kind == FieldKind::Code,
            Value::Names(_) => kind == FieldKind::Names,
        }
    }

    /// Whether nothing is said.
    pub(crate) fn is_absent(self) -> bool {
        matches!(self, Value::Absent | Value::Names([]))
    }
}

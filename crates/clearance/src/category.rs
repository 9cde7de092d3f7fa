//! The four categories of the WCO Immediate Release Guidelines (UN/EDIFACT code list 7085).

/// The category of a consignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// 1: correspondence and documents.
    Documents,
    /// 2: low value, nothing due to customs.
    LowValueNothingDue,
    /// 3: low value, dutiable.
    LowValueDutiable,
    /// 4: high value, or goods that need a permit.
    HighValue,
}

impl Category {
    /// All four.
    pub const ALL: &'static [Category] =
        &[Category::Documents, Category::LowValueNothingDue, Category::LowValueDutiable, Category::HighValue];

    /// Its number, 1 to 4.
    pub fn number(self) -> u8 {
        match self {
            Category::Documents => 1,
            Category::LowValueNothingDue => 2,
            Category::LowValueDutiable => 3,
            Category::HighValue => 4,
        }
    }

    /// The category of a number.
    pub fn from_number(number: u8) -> Option<Category> {
        Category::ALL.iter().copied().find(|category| category.number() == number)
    }
}

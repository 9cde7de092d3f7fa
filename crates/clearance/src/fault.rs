//! What is wrong with what a filer said: every fault at once, each with its place and, where there is one, its fix.

use std::fmt;

/// How much a fault weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The declaration goes back to the filer.
    Error,
    /// The declaration is taken; the fault counts for the filer's score.
    Warning,
}

/// Defines the fault codes with their wire names and severities in one place.
macro_rules! fault_codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal $severity:ident),+ $(,)?) => {
        /// The closed list of faults. Names are stable: other programs and the texts of every language hold on to them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultCode { $($(#[$doc])* $variant),+ }

        impl FaultCode {
            /// Every code, in order.
            pub const ALL: &'static [FaultCode] = &[$(FaultCode::$variant),+];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(FaultCode::$variant => $text),+ }
            }

            /// How much it weighs.
            pub fn severity(self) -> Severity {
                match self { $(FaultCode::$variant => Severity::$severity),+ }
            }
        }
    };
}

fault_codes! {
    // At the door: the bytes.
    /// The text is not JSON; `at` says where it stops being so.
    MalformedJson = "malformed_json" Error,
    /// The bytes are not UTF-8.
    NotUtf8 = "not_utf8" Error,
    /// A line or record is longer than the limit.
    LineTooLong = "line_too_long" Error,
    /// A record of a CSV has more or fewer cells than the header.
    RaggedRow = "ragged_row" Error,
    /// A member occurs twice in one object.
    DuplicateKey = "duplicate_key" Error,
    /// A member holds an object, list or text where another of these belongs.
    WrongType = "wrong_type" Error,
    /// More goods items than one declaration may have.
    TooManyGoodsItems = "too_many_goods_items" Error,
    /// More documents, or lines of an address, than one declaration may have.
    TooManyEntries = "too_many_entries" Error,
    /// A value is longer than the field allows.
    TooLong = "too_long" Error,
    /// A value holds a control character.
    ControlCharacter = "control_character" Error,

    // In the declaration: single fields.
    /// A field that must be there is not.
    Missing = "missing" Error,
    /// A number is not written as one.
    MalformedAmount = "malformed_amount" Error,
    /// A number is below zero.
    Negative = "negative" Error,
    /// A number is too large, or has too many decimals.
    OutOfRange = "out_of_range" Error,
    /// A time is not written as RFC 3339, or does not exist.
    MalformedDate = "malformed_date" Error,
    /// An identifier does not have the form of its kind.
    MalformedIdentifier = "malformed_identifier" Error,
    /// The check digit of an identifier is wrong.
    CheckDigit = "check_digit" Error,
    /// The pack knows no scheme of identifiers, or of tax collection, by this name.
    UnknownScheme = "unknown_scheme" Error,
    /// No currency has this code.
    UnknownCurrency = "unknown_currency" Error,
    /// The currency has no official rate on the day that counts.
    NoExchangeRate = "no_exchange_rate" Error,
    /// No country has this code.
    UnknownCountry = "unknown_country" Error,
    /// No unit of UN/ECE Recommendation 20 that the pack uses has this code.
    UnknownUnit = "unknown_unit" Error,
    /// No such commodity code is in force on the day that counts.
    UnknownCommodity = "unknown_commodity" Error,
    /// The commodity code has fewer than six digits.
    CommodityTooShort = "commodity_too_short" Error,
    /// Some goods under the code are prohibited; only a longer code tells whether these are.
    CommodityTooGeneral = "commodity_too_general" Error,
    /// The pack knows no customs office by this code.
    UnknownOffice = "unknown_office" Error,
    /// No stage has this name.
    UnknownStage = "unknown_stage" Error,
    /// No channel has this name.
    UnknownChannel = "unknown_channel" Error,
    /// No nature of transaction has this name.
    UnknownNature = "unknown_nature" Error,
    /// Goods that are sold cannot be worth nothing.
    ZeroValue = "zero_value" Error,

    /// A quantity of nothing.
    ZeroQuantity = "zero_quantity" Error,
    /// The goods are expected after the declaration would have lapsed.
    ArrivalTooLate = "arrival_too_late" Error,

    // In the declaration: several fields together.
    /// A declaration has no goods item.
    NoGoodsItems = "no_goods_items" Error,
    /// Two goods items have the same line number.
    DuplicateLine = "duplicate_line" Error,
    /// The items' values do not add up to the declared total.
    ItemsDoNotSum = "items_do_not_sum" Error,
    /// The items are heavier than the consignment that holds them.
    NetExceedsGross = "net_exceeds_gross" Error,
    /// The same filer declared the same consignment with other content; an amendment is the way.
    ConsignmentAlreadyDeclared = "consignment_already_declared" Error,
    /// The same filer used this reference for another consignment.
    ReferenceAlreadyUsed = "reference_already_used" Error,
    /// The consignment was refused entry or goes back; nothing more can be declared about it.
    ConsignmentClosed = "consignment_closed" Error,
    /// The law of this country says nothing about the day that counts.
    OutsideTheLaw = "outside_the_law" Error,

    /// The rate is by a unit that the goods are not measured in.
    QuantityNeeded = "quantity_needed" Error,

    /// More faults than one answer tells.
    MoreFaults = "more_faults" Error,

    // Accepted, but counted.
    /// A member that no field has.
    UnknownField = "unknown_field" Warning,
    /// A field that would help is not there.
    Advised = "advised" Warning,
    /// Some goods under the code are prohibited; a longer code would tell that these are not.
    LongerCodeAdvised = "longer_code_advised" Warning,
    /// A description that says nothing about the goods.
    DescriptionVague = "description_vague" Warning,
    /// A description of fewer than three letters.
    DescriptionShort = "description_short" Warning,
    /// An item worth exactly one unit of currency.
    OneUnitValue = "one_unit_value" Warning,
    /// A mass per piece that the goods can hardly have.
    ImplausibleMass = "implausible_mass" Warning,
    /// A value that a spreadsheet would run as a formula.
    FormulaLike = "formula_like" Warning,
    /// A tax scheme was named, but the consignment is worth more than it may cover.
    SchemeOverCap = "scheme_over_cap" Warning,
    /// A preference could apply if its proof were presented.
    PreferenceUnproven = "preference_unproven" Warning,
    /// A tariff quota was asked for that is not open for the goods.
    QuotaNotOpen = "quota_not_open" Warning,
}

impl FaultCode {
    /// The code of a name.
    pub fn from_name(name: &str) -> Option<FaultCode> {
        FaultCode::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

/// The names of the values that messages about faults speak of, in order. Rows on disk keep a name as text and know no
/// other.
pub const FAULT_DETAILS: [&str; 25] = [
    "alternatives",
    "at",
    "cap",
    "correct",
    "count",
    "currency",
    "day",
    "days",
    "declaration",
    "document_type",
    "encoding",
    "expected",
    "found",
    "limit",
    "longer",
    "more",
    "net",
    "pack",
    "pieces",
    "prohibition",
    "rate",
    "reason",
    "suggestion",
    "unit",
    "words",
];

/// One fault: its code, the field it is about as a JSON pointer, and the values its message speaks of.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub code: FaultCode,
    /// Where: a JSON pointer (RFC 6901) into the declaration; empty for the whole of it.
    pub pointer: String,
    /// Values for the message, by the names that the texts use. Never personal ones.
    pub details: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(code: FaultCode, pointer: impl Into<String>) -> Fault {
        Fault { code, pointer: pointer.into(), details: Vec::new() }
    }

    /// Adds a value that the message speaks of.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Fault {
        self.details.push((name, value.to_string()));
        self
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.code.as_str(), self.pointer, self.details)
    }
}

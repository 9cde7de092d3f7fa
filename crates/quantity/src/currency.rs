//! A currency by its ISO 4217 code, with the number of decimals its smallest coin has.

use std::fmt;

/// A currency: its ISO 4217 letters and its minor units (0 for `JPY`, 2 for `EUR`, 3 for `KWD`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    letters: [u8; 3],
    minor_units: u8,
}

impl Currency {
    /// Makes a currency of three capital letters and up to four minor units; anything else is `None`.
    ///
    /// ```
    /// # use quantity::Currency;
    /// assert!(Currency::new("EXD", 2).is_some());
    /// assert!(Currency::new("exd", 2).is_none());
    /// ```
    pub fn new(letters: &str, minor_units: u8) -> Option<Currency> {
        let letters: [u8; 3] = letters.as_bytes().try_into().ok()?;
        (letters.iter().all(u8::is_ascii_uppercase) && minor_units <= 4)
            .then_some(Currency { letters, minor_units })
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.letters).unwrap_or("XXX")
    }

    /// The three letters as bytes.
    pub fn letters(&self) -> [u8; 3] {
        self.letters
    }

    /// How many decimals the smallest coin has.
    pub fn minor_units(&self) -> u8 {
        self.minor_units
    }

    /// How many minor units make one unit: 100 for two decimals.
    pub fn minor_per_unit(&self) -> i64 {
        10_i64.pow(u32::from(self.minor_units))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

//! The register: parties and their dated authorisations, in one version that is replaced as a whole by the next.

use crate::identifier::canonical;
use crate::period::Period;
use evidence::VerifyingKey;
use jiff::civil::Date;
use quantity::{Amount, words};
use std::cmp::Ordering;
use tariff::{LawRef, Validity};

words! {
    /// What a party may do or what is known of it, by an authority's decision.
    AuthorisationKind {
        /// It collects a tax at the sale, under a number of a scheme of the pack.
        TaxScheme = "tax_scheme",
        /// It is trusted: an authorised economic operator, or a vendor or platform held equal.
        TrustedTrader = "trusted_trader",
        /// It may pay later, on a periodic statement.
        Deferment = "deferment",
        /// Somebody answers for its debts up to an amount.
        Guarantee = "guarantee",
        /// It may declare for others as a customs broker.
        BrokerLicence = "broker_licence",
        /// It acts for one party that has empowered it.
        Mandate = "mandate",
        /// The tax administration has nothing against it.
        TaxStanding = "tax_standing",
    }
}

impl AuthorisationKind {
    /// Whether it is for something in particular: the scheme of a number, the party of a mandate.
    pub fn has_scheme(self) -> bool {
        matches!(self, AuthorisationKind::TaxScheme | AuthorisationKind::Mandate)
    }

    /// Whether it is always granted under a number; a mandate and a standing may have one.
    pub fn needs_number(self) -> bool {
        !matches!(self, AuthorisationKind::Mandate | AuthorisationKind::TaxStanding)
    }
}

/// One row of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorisation {
    /// The party that has it, by the id under which it files.
    pub party: String,
    /// The party's name.
    pub name: String,
    /// What it is.
    pub kind: AuthorisationKind,
    /// For a tax scheme its id in the pack, for a mandate the party represented.
    pub scheme: Option<String>,
    /// The number under which it was granted, in capitals once it is in the register.
    pub number: Option<String>,
    /// How far a guarantee reaches.
    pub amount: Option<Amount>,
    /// How much of its debts a party that pays later must have guaranteed, in percent; all where nothing is said,
    /// nothing where it is waived.
    pub secured_percent: Option<u32>,
    /// When it is in force.
    pub validity: Validity,
    /// The law or decision by which it was granted.
    pub law: LawRef,
    /// The key that signs the tax tokens of the number, for a tax scheme.
    pub key: Option<VerifyingKey>,
}

/// One version of the register. Immutable; a row that is added or ended makes another version.
///
/// Rows are in a fixed order, by what they are about and then by day, so that the same rows are always the
/// same version in whatever order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    rows: Vec<Authorisation>,
    /// The places of the rows by party.
    by_party: Vec<usize>,
}

/// Two rows about the same authorisation that are in force on the same day, by their places in what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedDays {
    /// The row that begins first.
    pub first: usize,
    /// The row that begins while the first is in force.
    pub second: usize,
}

/// What the register says of a number under a tax scheme on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeNumber<'r> {
    /// Nothing: it has no row of the scheme at all, so nobody keeps its numbers here.
    NotKept,
    /// The number is in force.
    InForce(&'r Authorisation),
    /// The number ended before the day, or begins after it: the row that ended last, else the first to begin.
    NotInForce(&'r Authorisation),
    /// The numbers of the scheme are kept, and this is none of them.
    Unknown,
}

impl Register {
    /// A register of rows in any order.
    ///
    /// # Errors
    /// Every row that is in force on a day on which another about the same authorisation is: the same kind,
    /// scheme and number, whosever they are; without a number the same kind and scheme of one party.
    pub fn new(mut rows: Vec<Authorisation>) -> Result<Register, Vec<SharedDays>> {
        for number in rows.iter_mut().filter_map(|row| row.number.as_mut()) {
            number.make_ascii_uppercase();
        }
        let mut placed: Vec<(usize, Authorisation)> = rows.into_iter().enumerate().collect();
        placed.sort_by(|(_, one), (_, other)| {
            subject(one).cmp(&subject(other)).then(one.validity.from.cmp(&other.validity.from))
        });
        let shared = shared_days(&placed);
        if !shared.is_empty() {
            return Err(shared);
        }
        let rows: Vec<Authorisation> = placed.into_iter().map(|(_, row)| row).collect();
        let mut by_party: Vec<usize> = (0..rows.len()).collect();
        by_party.sort_by_key(|place| rows.get(*place).map(|row| row.party.as_str()));
        Ok(Register { rows, by_party })
    }

    /// The register of an administration that keeps none.
    pub fn empty() -> &'static Register {
        static EMPTY: Register = Register { rows: Vec::new(), by_party: Vec::new() };
        &EMPTY
    }

    /// Every row, in the register's order.
    pub fn rows(&self) -> &[Authorisation] {
        &self.rows
    }

    /// What it says of a number under a tax scheme.
    pub fn scheme_number(&self, scheme: &str, number: &str, day: Date) -> SchemeNumber<'_> {
        let kept = self.scheme(scheme);
        if kept.is_empty() {
            return SchemeNumber::NotKept;
        }
        let entries = entries_of(kept, number);
        let begun = entries.partition_point(|row| row.validity.from <= day);
        match begun.checked_sub(1).and_then(|last| entries.get(last)) {
            Some(row) if row.validity.covers(day) => SchemeNumber::InForce(row),
            Some(row) => SchemeNumber::NotInForce(row),
            None => entries.first().map_or(SchemeNumber::Unknown, SchemeNumber::NotInForce),
        }
    }

    /// Whether nobody keeps the numbers of a tax scheme here.
    pub fn keeps_no_numbers(&self, scheme: &str) -> bool {
        let is_of = |row: &Authorisation| {
            row.kind == AuthorisationKind::TaxScheme && row.scheme.as_deref() == Some(scheme)
        };
        !self.rows.iter().any(is_of)
    }

    /// The rows of a number under a tax scheme, by day; none where the register does not know it.
    pub fn rows_of_number(&self, scheme: &str, number: &str) -> &[Authorisation] {
        let number = canonical(number);
        within(&self.rows, |row| {
            let of = (row.kind, row.scheme.as_deref(), row.number.as_deref());
            of.cmp(&(AuthorisationKind::TaxScheme, Some(scheme), Some(&*number)))
        })
    }

    /// Whether a party acts for another on a day: it is the same, or holds a mandate of it.
    pub fn acts_for(&self, party: &str, other: &str, day: Date) -> bool {
        let is_mandate = |row: &Authorisation| {
            row.kind == AuthorisationKind::Mandate && row.scheme.as_deref() == Some(other)
        };
        party == other || self.authorisations_of(party, day).any(is_mandate)
    }

    /// The rows of a number that are in force on any day of a period.
    pub fn rows_in(
        &self,
        scheme: &str,
        number: &str,
        period: Period,
    ) -> impl Iterator<Item = &Authorisation> {
        let is_in = move |row: &&Authorisation| {
            row.validity.from <= period.to() && row.validity.to.is_none_or(|to| to >= period.from)
        };
        self.rows_of_number(scheme, number).iter().filter(is_in)
    }

    /// Whether a party answers today for a number in a period: for itself, or for a party that had it in the period.
    pub fn answers_for(
        &self,
        party: &str,
        (scheme, number): (&str, &str),
        period: Period,
        today: Date,
    ) -> bool {
        self.rows_in(scheme, number, period).any(|row| self.acts_for(party, &row.party, today))
    }

    /// Whether a party answers for a number in all of its time: nobody else ever had it.
    pub fn answers_for_all(&self, party: &str, scheme: &str, number: &str, today: Date) -> bool {
        let rows = self.rows_of_number(scheme, number);
        !rows.is_empty() && rows.iter().all(|row| self.acts_for(party, &row.party, today))
    }

    /// The keys of whoever has a number under a tax scheme on a day, the newest first and no more than
    /// [`Register::MOST_KEYS`]. Earlier rows of the same party keep their keys, for what was signed while they were in
    /// force; a key that must count no more is taken out of its row. Who had the number before signs nothing for it.
    pub fn keys_of(&self, scheme: &str, number: &str, day: Date) -> impl Iterator<Item = &VerifyingKey> {
        let entries = entries_of(self.scheme(scheme), number);
        let holder = entries.iter().rfind(|row| row.validity.covers(day)).map(|row| &row.party);
        let is_theirs = move |row: &&Authorisation| row.validity.from <= day && Some(&row.party) == holder;
        let begun = entries.iter().rev().filter(is_theirs);
        begun.filter_map(|row| row.key.as_ref()).take(Register::MOST_KEYS)
    }

    /// How many keys of a number are tried for one token.
    pub const MOST_KEYS: usize = 4;

    /// The rows of a tax scheme.
    fn scheme(&self, scheme: &str) -> &[Authorisation] {
        within(&self.rows, |row| {
            (row.kind, row.scheme.as_deref()).cmp(&(AuthorisationKind::TaxScheme, Some(scheme)))
        })
    }

    /// The party that has, or last had, a number under a tax scheme.
    pub fn holder(&self, scheme: &str, number: &str) -> Option<&str> {
        entries_of(self.scheme(scheme), number).last().map(|row| row.party.as_str())
    }

    /// The row in force under which a number stands for a party that is known for something: its tax standing, or that
    /// customs trusts it.
    pub fn known_by_number(
        &self,
        kind: AuthorisationKind,
        number: &str,
        day: Date,
    ) -> Option<&Authorisation> {
        let number = canonical(number);
        let rows = within(&self.rows, |row| {
            (row.kind, row.scheme.as_deref(), row.number.as_deref()).cmp(&(kind, None, Some(&*number)))
        });
        rows.iter().find(|row| row.validity.covers(day))
    }

    /// Whether it has a number for any day.
    pub fn has_number(&self, kind: AuthorisationKind, number: &str) -> bool {
        let number = canonical(number);
        let rows = within(&self.rows, |row| {
            (row.kind, row.scheme.as_deref(), row.number.as_deref()).cmp(&(kind, None, Some(&*number)))
        });
        !rows.is_empty()
    }

    /// The authorisations of a party that are in force on a day, by kind.
    pub fn authorisations_of<'r>(
        &'r self,
        party: &'r str,
        day: Date,
    ) -> impl Iterator<Item = &'r Authorisation> {
        let row = |place: &usize| self.rows.get(*place);
        let first = self.by_party.partition_point(|place| row(place).is_some_and(|row| *row.party < *party));
        let places = self.by_party.get(first..).unwrap_or_default();
        places
            .iter()
            .filter_map(row)
            .take_while(move |row| row.party == party)
            .filter(move |row| row.validity.covers(day))
    }
}

/// The rows of a number among those of its scheme.
fn entries_of<'r>(rows: &'r [Authorisation], number: &str) -> &'r [Authorisation] {
    let number = canonical(number);
    within(rows, |row| row.number.as_deref().cmp(&Some(&*number)))
}

/// What a row is about. The number says it, whosever it is; without one the party does.
fn subject(row: &Authorisation) -> (AuthorisationKind, Option<&str>, Option<&str>, Option<&str>) {
    let party = row.number.is_none().then_some(row.party.as_str());
    (row.kind, row.scheme.as_deref(), row.number.as_deref(), party)
}

/// The rows, in the register's order, that begin while an earlier one about the same is in force.
fn shared_days(placed: &[(usize, Authorisation)]) -> Vec<SharedDays> {
    let mut shared = Vec::new();
    for same in placed.chunk_by(|(_, one), (_, other)| subject(one) == subject(other)) {
        let mut rest = same.iter();
        let Some((mut first, mut lasting)) = rest.next().map(|(place, row)| (*place, row.validity)) else {
            continue;
        };
        for (second, row) in rest {
            if lasting.meets(&row.validity) {
                shared.push(SharedDays { first, second: *second });
            }
            // The one that lasts longest is the one that later rows may meet.
            if lasting.to.is_some_and(|end| row.validity.to.is_none_or(|to| to > end)) {
                (first, lasting) = (*second, row.validity);
            }
        }
    }
    shared
}

/// The part of rows in order that a comparison finds equal.
fn within(rows: &[Authorisation], place: impl Fn(&Authorisation) -> Ordering) -> &[Authorisation] {
    let rows = rows.get(rows.partition_point(|row| place(row).is_lt())..).unwrap_or_default();
    rows.get(..rows.partition_point(|row| place(row).is_eq())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::PeriodLength;
    use evidence::SigningKey;
    use jiff::civil::date;

    fn row(
        party: &str,
        kind: AuthorisationKind,
        what: (&str, &str),
        from: i16,
        to: Option<i16>,
    ) -> Authorisation {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let validity = Validity { from: date(from, 1, 1), to: to.map(|year| date(year, 12, 31)) };
        let (scheme, number) = (said(what.0), said(what.1));
        let (party, name, law) = (party.to_owned(), "A Firm".to_owned(), LawRef::new("s.1"));
        Authorisation {
            party,
            name,
            kind,
            scheme,
            number,
            amount: None,
            secured_percent: None,
            validity,
            law,
            key: None,
        }
    }

    #[test]
    fn numbers_are_found_by_scheme_and_day() {
        use AuthorisationKind::{TaxScheme, TrustedTrader};
        let register = Register::new(vec![
            row("b", TaxScheme, ("vendor", "XAV2"), 2024, Some(2024)),
            row("b", TaxScheme, ("vendor", "xav2"), 2022, Some(2022)),
            row("a", TaxScheme, ("vendor", "XAV1"), 2022, None),
            row("a", TrustedTrader, ("", "T1"), 2022, None),
        ])
        .unwrap();
        let on = |scheme, number, year| match register.scheme_number(scheme, number, date(year, 6, 1)) {
            SchemeNumber::NotKept => "not kept".to_owned(),
            SchemeNumber::Unknown => "unknown".to_owned(),
            SchemeNumber::InForce(row) => format!("{} in force", row.validity.from.year()),
            SchemeNumber::NotInForce(row) => format!("{} not in force", row.validity.from.year()),
        };
        #[rustfmt::skip]
        let table = [
            ("ioss", "XAV1", 2026, "not kept"), ("vendor", "XAV3", 2026, "unknown"), ("vendor", "T1", 2026, "unknown"),
            ("vendor", "xav1", 2026, "2022 in force"), ("vendor", "XAV1", 2021, "2022 not in force"),
            ("vendor", "XAV2", 2021, "2022 not in force"), ("vendor", "XAV2", 2022, "2022 in force"),
            ("vendor", "XAV2", 2023, "2022 not in force"), ("vendor", "XAV2", 2024, "2024 in force"),
            ("vendor", "XAV2", 2025, "2024 not in force"),
        ];
        for (scheme, number, year, expected) in table {
            assert_eq!(on(scheme, number, year), expected, "{scheme} {number} {year}");
        }
        assert_eq!(Register::empty(), &Register::default());
        assert_eq!(
            Register::empty().scheme_number("vendor", "XAV1", date(2026, 1, 1)),
            SchemeNumber::NotKept
        );
    }

    #[test]
    fn a_partys_authorisations_are_those_in_force() {
        use AuthorisationKind::{Deferment, Mandate, TrustedTrader};
        let register = Register::new(vec![
            row("b", TrustedTrader, ("", "T2"), 2022, None),
            row("a", Mandate, ("x", ""), 2022, None),
            row("a", Mandate, ("y", ""), 2022, None),
            row("b", Mandate, ("x", ""), 2022, None),
            row("a", TrustedTrader, ("", "T1"), 2022, Some(2025)),
            row("a", Deferment, ("", "D1"), 2022, None),
        ])
        .unwrap();
        let of = |party, year| -> Vec<AuthorisationKind> {
            register.authorisations_of(party, date(year, 6, 1)).map(|row| row.kind).collect()
        };
        assert_eq!(of("a", 2025), [TrustedTrader, Deferment, Mandate, Mandate]);
        assert_eq!(of("a", 2026), [Deferment, Mandate, Mandate]);
        assert_eq!(of("b", 2026), [TrustedTrader, Mandate]);
        assert_eq!((of("", 2026), of("aa", 2026), of("c", 2026)), (vec![], vec![], vec![]));
    }

    #[test]
    fn a_number_is_answered_for_by_whoever_has_it_and_whom_they_empower() {
        use AuthorisationKind::{Mandate, TaxScheme};
        let register = Register::new(vec![
            row("a", TaxScheme, ("vendor", "N1"), 2022, Some(2023)),
            row("b", TaxScheme, ("vendor", "N1"), 2024, None),
            row("c", Mandate, ("b", ""), 2025, Some(2025)),
        ])
        .unwrap();
        let month = |year| PeriodLength::Month.holding(date(year, 6, 1));
        let answers = |of, year, today| {
            ["a", "b", "c"].map(|party| register.answers_for(party, of, month(year), date(today, 7, 1)))
        };
        // Who had it answers for its own time, whoever has it now, and a mandate counts while it lasts.
        assert_eq!(answers(("vendor", "n1"), 2023, 2025), [true, false, false]);
        assert_eq!(answers(("vendor", "n1"), 2025, 2025), [false, true, true]);
        assert_eq!(answers(("vendor", "n1"), 2025, 2026), [false, true, false]);
        assert_eq!(answers(("vendor", "n1"), 2021, 2026), [false, false, false]);
        assert_eq!(answers(("vendor", "N2"), 2025, 2026), [false, false, false]);
        assert_eq!(answers(("other", "N1"), 2025, 2026), [false, false, false]);
        for party in ["a", "b"] {
            assert!(
                !register.answers_for_all(party, "vendor", "N1", date(2026, 1, 1)),
                "{party} had it in part"
            );
        }
        assert_eq!(register.rows_of_number("vendor", "N1").len(), 2);
        assert_eq!(register.rows_of_number("vendor", "N2"), []);
    }

    #[test]
    fn only_who_has_a_number_signs_for_it() {
        use AuthorisationKind::TaxScheme;
        let keyed = |seed: u8, party: &str, from, to| Authorisation {
            key: Some(SigningKey::from_seed(&[seed; 32]).unwrap().verifying_key()),
            ..row(party, TaxScheme, ("vendor", "N1"), from, to)
        };
        let register = Register::new(vec![
            keyed(1, "a", 2022, Some(2022)),
            keyed(2, "b", 2023, Some(2023)),
            keyed(3, "b", 2024, None),
        ])
        .unwrap();
        let signs = |year| -> Vec<VerifyingKey> {
            register.keys_of("vendor", "N1", date(year, 6, 1)).cloned().collect()
        };
        let key = |seed: u8| SigningKey::from_seed(&[seed; 32]).unwrap().verifying_key();
        assert_eq!(signs(2022), [key(1)]);
        assert_eq!(signs(2023), [key(2)]);
        assert_eq!(signs(2026), [key(3), key(2)]);
        assert_eq!(signs(2021), []);
    }

    #[test]
    fn one_authorisation_is_in_force_once_a_day() {
        use AuthorisationKind::{Mandate, TaxScheme, TaxStanding};
        let rows = vec![
            row("a", TaxScheme, ("vendor", "N1"), 2024, Some(2024)),
            row("b", TaxScheme, ("vendor", "n1"), 2020, None),
            row("a", TaxScheme, ("vendor", "N1"), 2026, None),
            row("a", TaxScheme, ("other", "N1"), 2026, None),
            row("a", Mandate, ("x", ""), 2024, None),
            row("b", Mandate, ("x", ""), 2024, None),
            row("a", TaxStanding, ("", ""), 2024, Some(2024)),
            row("a", TaxStanding, ("", ""), 2025, None),
        ];
        let shared = Register::new(rows.clone()).unwrap_err();
        assert_eq!(shared, [SharedDays { first: 1, second: 0 }, SharedDays { first: 1, second: 2 }]);
        let one_way: Vec<Authorisation> =
            rows.into_iter().filter(|row| row.validity.from.year() != 2020).collect();
        let other_way: Vec<Authorisation> = one_way.iter().rev().cloned().collect();
        assert_eq!(Register::new(one_way).unwrap(), Register::new(other_way).unwrap());
    }
}

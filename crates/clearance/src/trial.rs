//! What profiles would find in a declaration, without deciding anything.

use crate::Declaration;
use crate::assess::risk::{authorised, observe, screen};
use crate::assess::signal::{About, signals};
use crate::assess::{Moments, assess, tax_day};
use crate::assessment::Assessment;
use crate::facts::Facts;
use crate::ground::Ground;
use jiff::Timestamp;
use jiff::civil::Date;
use risk::{Field, Hit, Profile, Profiles, Value};

/// Profiles that declarations of other days are held against.
#[derive(Clone, Debug)]
pub struct Trial {
    profiles: Profiles,
    /// Whether any of them asks for the lists that parties are on; screening is most of what looking costs.
    asks_for_lists: bool,
}

/// What was found in a declaration, and what is owed on it.
#[derive(Clone, Debug)]
pub struct Tried<'t> {
    /// The profiles that hold.
    pub hits: Vec<Hit<'t>>,
    /// What is owed by the law of the day that counts.
    pub assessment: Assessment,
}

impl Trial {
    /// A trial of profiles.
    pub fn new(profiles: Vec<Profile>) -> Trial {
        let asks = |profile: &Profile| {
            profile.criteria.as_slice().iter().any(|criterion| ASKING.contains(&criterion.field()))
        };
        const ASKING: [Field; 2] = [Field::ListedOn, Field::Resembles];
        Trial { asks_for_lists: profiles.iter().any(asks), profiles: Profiles::new(profiles) }
    }

    /// What is found in a declaration as it is lodged at a moment with so many warnings; nothing where the law cannot
    /// assess it. What others file about the sale is not known.
    pub fn lodged(
        &self,
        declaration: &Declaration,
        filer: &str,
        warnings: usize,
        facts: &Facts<'_>,
        now: Timestamp,
    ) -> Option<Tried<'_>> {
        let (expected, arrived) = (declaration.expected_arrival(), None);
        let day = tax_day(facts.law, Moments { accepted: now, expected, arrived, now })?;
        let assessment =
            assess(declaration, facts.law, facts.register, facts.activity.used_up(), day).ok()?;
        let on = facts.law.day_of(now);
        let about = About { declaration, filer, warnings, sale: (None, None) };
        let given = signals(&about, &assessment, facts, on);
        let given: Vec<&str> = given.iter().map(Ground::code).collect();
        let hits = self.assessed(declaration, filer, &assessment, &given, facts, on);
        Some(Tried { hits, assessment })
    }

    /// The profiles that hold on a day for a declaration that was assessed and gives signals.
    pub fn assessed(
        &self,
        declaration: &Declaration,
        filer: &str,
        assessment: &Assessment,
        signals: &[&str],
        facts: &Facts<'_>,
        day: Date,
    ) -> Vec<Hit<'_>> {
        let screened = self.asks_for_lists.then(|| screen(declaration, facts.lists, facts.law, day));
        let (listed_on, resembles) =
            screened.map(|lists| (lists.listed_on, lists.resembles)).unwrap_or_default();
        let authorised = authorised(filer, facts, day);
        let mut observed = observe(declaration, filer, assessment, facts, day);
        observed.set(Field::ListedOn, Value::Names(&listed_on));
        observed.set(Field::Resembles, Value::Names(&resembles));
        observed.set(Field::Signals, Value::Names(signals));
        observed.set(Field::FilerAuthorisations, Value::Names(&authorised));
        self.profiles.matches(&observed, day)
    }
}

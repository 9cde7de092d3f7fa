//! What profiles would find in a declaration, without deciding anything.

use crate::Declaration;
use crate::assess::risk::{authorised, listed_on, observe};
use crate::assess::{Moments, assess, tax_day};
use crate::assessment::Assessment;
use crate::facts::Facts;
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
            profile.criteria.as_slice().iter().any(|criterion| criterion.field() == Field::ListedOn)
        };
        Trial { asks_for_lists: profiles.iter().any(asks), profiles: Profiles::new(profiles) }
    }

    /// What is found in a declaration as it is lodged at a moment; nothing where the law cannot assess it.
    pub fn lodged(
        &self,
        declaration: &Declaration,
        filer: &str,
        facts: &Facts<'_>,
        now: Timestamp,
    ) -> Option<Tried<'_>> {
        let (expected, arrived) = (declaration.expected_arrival(), None);
        let day = tax_day(facts.law, Moments { accepted: now, expected, arrived, now })?;
        let assessment = assess(declaration, facts.law, facts.register, &facts.activity, day).ok()?;
        let hits = self.assessed(declaration, filer, &assessment, facts, facts.law.day_of(now));
        Some(Tried { hits, assessment })
    }

    /// The profiles that hold on a day for a declaration that was assessed.
    pub fn assessed(
        &self,
        declaration: &Declaration,
        filer: &str,
        assessment: &Assessment,
        facts: &Facts<'_>,
        day: Date,
    ) -> Vec<Hit<'_>> {
        let listed_on = if self.asks_for_lists { listed_on(declaration, facts, day) } else { Vec::new() };
        let authorised = authorised(filer, facts, day);
        let mut observed = observe(declaration, filer, assessment, facts, day);
        observed.set(Field::ListedOn, Value::Names(&listed_on));
        observed.set(Field::FilerAuthorisations, Value::Names(&authorised));
        self.profiles.matches(&observed, day)
    }
}

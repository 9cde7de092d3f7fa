//! What is wrong with profiles that can be read: criteria that contradict each other, that everything meets or
//! nothing, and profiles that others make needless.

mod asks;
mod broader;

use crate::field::Field;
use crate::profile::{Action, Profile};
use asks::{Asks, asks};
use broader::{Asking, Broader, are_alike};
use jiff::civil::Date;
use std::fmt;

/// Something wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The place of the profile among those given, from 0.
    pub place: usize,
    /// The profile's name.
    pub profile: String,
    /// The criterion, from 1, where it is one.
    pub criterion: Option<usize>,
    /// What is wrong.
    pub kind: FlawKind,
}

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// Nothing can meet this criterion and those before it about the same field.
    Contradiction {
        /// The field.
        field: Field,
    },
    /// No declaration can meet the criterion.
    NeverMet {
        /// The field.
        field: Field,
    },
    /// Every declaration, or every one that is no advance data, is a hit.
    SelectsEverything,
    /// It refers to customs, which is no agency.
    RefersToNobody,
    /// Its last day has passed.
    Expired {
        /// The last day.
        to: Date,
    },
    /// Another profile asks the same of the same consignments.
    Duplicate {
        /// Its name.
        of: String,
    },
    /// Another profile selects all of its hits, for as much or more.
    Needless {
        /// Its name.
        beside: String,
    },
}

/// How much a flaw weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlawSeverity {
    /// Worth a look.
    Warning,
    /// Nobody can have meant this.
    Error,
}

/// Everything that is wrong with profiles on a day, by their places.
pub fn lint(profiles: &[Profile], today: Date) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut sound = Vec::new();
    for (place, profile) in profiles.iter().enumerate() {
        let mut tell = |criterion, kind| {
            flaws.push(Flaw { place, profile: profile.id.clone(), criterion, kind });
        };
        if profile.action == Action::Refer && profile.owner == Profile::CUSTOMS {
            tell(None, FlawKind::RefersToNobody);
        }
        let has_expired = profile.period.to() < today;
        if has_expired {
            tell(None, FlawKind::Expired { to: profile.period.to() });
        }
        let asks = match asks(profile.criteria.as_slice()) {
            Ok(asks) => asks,
            Err(Asks { field, criterion, .. }) => {
                tell(Some(criterion), FlawKind::Contradiction { field });
                continue;
            }
        };
        if let Some(never) = asks.iter().find(|asks| asks.is_never_met()) {
            tell(Some(never.criterion), FlawKind::NeverMet { field: never.field });
        } else if selects_everything(profile, &asks) {
            tell(None, FlawKind::SelectsEverything);
        } else if !has_expired {
            sound.push(Asking { place, profile, asks });
        }
    }
    flaws.extend(needless(&sound));
    flaws.sort_by_key(|flaw| flaw.place);
    flaws
}

/// A sample of everything is no mistake.
fn selects_everything(profile: &Profile, asks: &[Asks]) -> bool {
    profile.expression.is_none()
        && profile.share_per_million == Profile::EVERY_HIT
        && asks.iter().all(Asks::is_always_met)
}

/// Profiles that others make needless; of two that are the same, the later one.
fn needless(sound: &[Asking<'_>]) -> Vec<Flaw> {
    let broader = Broader::new(sound);
    let mut flaws = Vec::new();
    for asking in sound {
        let Some(broad) = broader.than(asking) else { continue };
        let other = broad.profile.id.clone();
        let kind = match are_alike(broad, asking) {
            true => FlawKind::Duplicate { of: other },
            false => FlawKind::Needless { beside: other },
        };
        let profile = asking.profile.id.clone();
        flaws.push(Flaw { place: asking.place, profile, criterion: None, kind });
    }
    flaws
}

impl Flaw {
    /// How much it weighs.
    pub fn severity(&self) -> FlawSeverity {
        match self.kind {
            FlawKind::Contradiction { .. }
            | FlawKind::NeverMet { .. }
            | FlawKind::SelectsEverything
            | FlawKind::RefersToNobody => FlawSeverity::Error,
            FlawKind::Expired { .. } | FlawKind::Duplicate { .. } | FlawKind::Needless { .. } => {
                FlawSeverity::Warning
            }
        }
    }
}

impl FlawKind {
    /// What it is, in a word that stays the same.
    pub fn code(&self) -> &'static str {
        match self {
            FlawKind::Contradiction { .. } => "contradictory_criteria",
            FlawKind::NeverMet { .. } => "never_met",
            FlawKind::SelectsEverything => "selects_everything",
            FlawKind::RefersToNobody => "refers_to_nobody",
            FlawKind::Expired { .. } => "expired_profile",
            FlawKind::Duplicate { .. } => "duplicate_profile",
            FlawKind::Needless { .. } => "needless_profile",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: ", self.profile)?;
        if let Some(criterion) = self.criterion {
            write!(f, "criterion {criterion}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for FlawKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FlawKind::Contradiction { field } => {
                write!(f, "with this nothing meets all criteria about `{}`", field.as_str())
            }
            FlawKind::NeverMet { field } => write!(f, "no declaration meets this about `{}`", field.as_str()),
            FlawKind::SelectsEverything => f.write_str("every declaration is a hit"),
            FlawKind::RefersToNobody => f.write_str("customs does not refer to itself"),
            FlawKind::Expired { to } => write!(f, "its last day was {to}"),
            FlawKind::Duplicate { of } => write!(f, "it asks the same as `{of}`"),
            FlawKind::Needless { beside } => write!(f, "`{beside}` selects all of its hits anyway"),
        }
    }
}

#[cfg(test)]
mod tests;

//! The life of rules that officers make: drafted, tried in the shadow, approved by somebody else, retired.
//!
//! A rule is a profile with a name of its own; what it says in one version never changes, another text is another
//! version. A rulebook is a value: whoever changes it makes another one, and decisions name the one that counted.

use crate::normal::normalise;
use jiff::Timestamp;
use quantity::words;
use std::collections::BTreeMap;

/// Every version of every rule that officers made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulebook {
    /// By the rule's name: its versions, the first one first.
    rules: BTreeMap<String, Vec<RuleVersion>>,
}

/// One version of a rule, exactly as it was written, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVersion {
    /// The profile as it was written.
    pub text: String,
    /// Who wrote it, and when.
    pub proposed: Mark,
    /// Who let it be tried in the shadow, if anybody did.
    pub shadowed: Option<Mark>,
    /// Who approved it: never who wrote it.
    pub approved: Option<Mark>,
    /// Who took it out, and why.
    pub retired: Option<Retirement>,
}

/// Somebody did something at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Why a version counts no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// Who took it out, and when.
    pub mark: Mark,
    /// Why.
    pub reason: String,
}

words! {
    /// Where a version of a rule stands.
    RuleState {
        /// Written down; nobody is looked at by it.
        Draft = "draft",
        /// It looks at everything and asks for nothing.
        Shadow = "shadow",
        /// It asks for what it says, until it expires.
        Active = "active",
        /// It counts no more.
        Retired = "retired",
    }
}

/// Why a step in the life of a rule is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleRefusal {
    /// Nobody says who they are.
    Nameless,
    /// The name of the rule is none.
    MalformedName,
    /// There is no such rule, or no such version.
    Unknown,
    /// Whoever wrote a version does not approve it.
    OwnRule,
    /// The text has faults.
    Faulty,
    /// The last version says the same.
    Unchanged,
    /// The rulebook has as many versions as it may.
    Full,
    /// From this state there is no such step.
    Stands(RuleState),
}

impl RuleRefusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            RuleRefusal::Nameless => "nameless",
            RuleRefusal::MalformedName => "malformed_name",
            RuleRefusal::Unknown => "unknown_rule",
            RuleRefusal::OwnRule => "own_rule",
            RuleRefusal::Faulty => "faulty_rule",
            RuleRefusal::Unchanged => "unchanged",
            RuleRefusal::Full => "rulebook_full",
            RuleRefusal::Stands(_) => "wrong_state",
        }
    }

    /// What it means, and what can be done.
    pub fn reason(self) -> String {
        match self {
            RuleRefusal::Nameless => "nobody says who does this: give a name".to_owned(),
            RuleRefusal::MalformedName => {
                "the rule needs an id of 2 to 40 letters, digits and `-`, such as `XA-R-0007`".to_owned()
            }
            RuleRefusal::Unknown => "there is no such version of such a rule".to_owned(),
            RuleRefusal::OwnRule => "whoever wrote a rule does not approve it: ask somebody else".to_owned(),
            RuleRefusal::Faulty => {
                "the rule has faults: lint it, and propose it again without them".to_owned()
            }
            RuleRefusal::Unchanged => "the last version of the rule says the same".to_owned(),
            RuleRefusal::Full => {
                format!("the rulebook has {} versions, and may have no more", Rulebook::MOST_VERSIONS)
            }
            RuleRefusal::Stands(state) => {
                format!("the version is {}: from there this is no step", state.as_str())
            }
        }
    }
}

/// Why versions are no rulebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulebookFlaw {
    /// A rule's name is none.
    Name,
    /// Two versions of one rule are active.
    TwoActive,
    /// Somebody approved what they wrote.
    OwnRule,
}

impl RulebookFlaw {
    /// What it means.
    pub fn reason(self) -> &'static str {
        match self {
            RulebookFlaw::Name => "a rule has no name that rules may have",
            RulebookFlaw::TwoActive => "two versions of a rule are active",
            RulebookFlaw::OwnRule => "somebody approved what they wrote",
        }
    }
}

impl RuleVersion {
    /// Where it stands.
    pub fn state(&self) -> RuleState {
        match (&self.retired, &self.approved, &self.shadowed) {
            (Some(_), _, _) => RuleState::Retired,
            (None, Some(_), _) => RuleState::Active,
            (None, None, Some(_)) => RuleState::Shadow,
            (None, None, None) => RuleState::Draft,
        }
    }
}

impl Rulebook {
    /// The most versions that a rulebook may have: every step writes all of them again.
    pub const MOST_VERSIONS: usize = 10_000;

    /// Versions as they were kept, those of one rule in their order.
    ///
    /// # Errors
    /// They break what always holds.
    pub fn of(versions: impl IntoIterator<Item = (String, RuleVersion)>) -> Result<Rulebook, RulebookFlaw> {
        let mut book = Rulebook::default();
        for (id, version) in versions {
            if !is_rule_name(&id) {
                return Err(RulebookFlaw::Name);
            }
            let approver = version.approved.as_ref();
            if approver.is_some_and(|approved| are_one(&approved.by, &version.proposed.by)) {
                return Err(RulebookFlaw::OwnRule);
            }
            book.rules.entry(id).or_default().push(version);
        }
        let active = |versions: &Vec<RuleVersion>| {
            versions.iter().filter(|version| version.state() == RuleState::Active).count()
        };
        if book.rules.values().any(|versions| active(versions) > 1) {
            return Err(RulebookFlaw::TwoActive);
        }
        Ok(book)
    }

    /// Every version of every rule, by name and number.
    pub fn versions(&self) -> impl Iterator<Item = (&str, u32, &RuleVersion)> {
        self.rules.iter().flat_map(|(id, versions)| {
            (1..).zip(versions).map(move |(number, version)| (id.as_str(), number, version))
        })
    }

    /// The versions that stand somewhere.
    pub fn standing(&self, state: RuleState) -> impl Iterator<Item = (&str, u32, &RuleVersion)> {
        self.versions().filter(move |(_, _, version)| version.state() == state)
    }

    /// The versions of a rule, the first one first; none of a rule that is not there.
    pub fn rule(&self, id: &str) -> &[RuleVersion] {
        self.rules.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// A version of a rule.
    pub fn version(&self, id: &str, number: u32) -> Option<&RuleVersion> {
        self.rule(id).get(place(number)?)
    }

    /// Writes down another version of a rule, or the first one, and gives its number.
    ///
    /// # Errors
    /// A name is none, the rulebook is full, or the last version says the same and counts or is to be decided on.
    pub fn propose(&mut self, id: &str, text: &str, mark: Mark) -> Result<u32, RuleRefusal> {
        named(&mark)?;
        if !is_rule_name(id) {
            return Err(RuleRefusal::MalformedName);
        }
        if self.rule(id).last().is_some_and(|last| last.text == text && last.retired.is_none()) {
            return Err(RuleRefusal::Unchanged);
        }
        if self.rules.values().map(Vec::len).sum::<usize>() >= Rulebook::MOST_VERSIONS {
            return Err(RuleRefusal::Full);
        }
        let versions = self.rules.entry(id.to_owned()).or_default();
        versions.push(RuleVersion {
            text: text.to_owned(),
            proposed: mark,
            shadowed: None,
            approved: None,
            retired: None,
        });
        Ok(u32::try_from(versions.len()).unwrap_or(u32::MAX))
    }

    /// Lets a draft be tried: it looks at everything and asks for nothing.
    ///
    /// # Errors
    /// It is no draft, or has faults.
    pub fn shadow(&mut self, id: &str, number: u32, flaws: usize, mark: Mark) -> Result<(), RuleRefusal> {
        named(&mark)?;
        let version = self.version_mut(id, number)?;
        match version.state() {
            RuleState::Draft if flaws > 0 => Err(RuleRefusal::Faulty),
            RuleState::Draft => {
                version.shadowed = Some(mark);
                Ok(())
            }
            state => Err(RuleRefusal::Stands(state)),
        }
    }

    /// Approves a version: from here on it counts, and the version that was active before counts no more.
    ///
    /// # Errors
    /// Whoever wrote it approves nothing; it has faults, or counts or counted already.
    pub fn activate(&mut self, id: &str, number: u32, flaws: usize, mark: Mark) -> Result<(), RuleRefusal> {
        named(&mark)?;
        let version = self.version_mut(id, number)?;
        match version.state() {
            RuleState::Draft | RuleState::Shadow => {}
            state => return Err(RuleRefusal::Stands(state)),
        }
        if are_one(&version.proposed.by, &mark.by) {
            return Err(RuleRefusal::OwnRule);
        }
        if flaws > 0 {
            return Err(RuleRefusal::Faulty);
        }
        version.approved = Some(mark.clone());
        let others = self.rules.get_mut(id).into_iter().flatten().zip(1..);
        for (other, _) in others.filter(|(other, of)| *of != number && other.state() == RuleState::Active) {
            let reason = format!("version {number} took its place");
            other.retired = Some(Retirement { mark: mark.clone(), reason });
        }
        Ok(())
    }

    /// Takes a version out, wherever it stands. Anybody may: less is looked at, and it is written down who did it.
    ///
    /// # Errors
    /// It is out already.
    pub fn retire(&mut self, id: &str, number: u32, reason: &str, mark: Mark) -> Result<(), RuleRefusal> {
        named(&mark)?;
        let version = self.version_mut(id, number)?;
        match version.state() {
            RuleState::Retired => Err(RuleRefusal::Stands(RuleState::Retired)),
            RuleState::Draft | RuleState::Shadow | RuleState::Active => {
                version.retired = Some(Retirement { mark, reason: reason.to_owned() });
                Ok(())
            }
        }
    }

    fn version_mut(&mut self, id: &str, number: u32) -> Result<&mut RuleVersion, RuleRefusal> {
        let versions = self.rules.get_mut(id).ok_or(RuleRefusal::Unknown)?;
        place(number).and_then(|place| versions.get_mut(place)).ok_or(RuleRefusal::Unknown)
    }
}

/// What a version of a rule is called in grounds and on the wire: `XA-R-0007@2`.
pub fn version_name(id: &str, number: u32) -> String {
    format!("{id}@{number}")
}

/// The rule and the number in the name of a version.
pub fn parse_version_name(name: &str) -> Option<(&str, u32)> {
    let (id, number) = name.rsplit_once('@')?;
    let is_plain = number.bytes().all(|sign| sign.is_ascii_digit()) && !number.starts_with('0');
    (is_rule_name(id) && is_plain).then(|| number.parse().ok().map(|number| (id, number)))?
}

fn place(number: u32) -> Option<usize> {
    usize::try_from(number.checked_sub(1)?).ok()
}

/// Whether a text can name a rule: names are parts of paths and of names of versions.
pub fn is_rule_name(id: &str) -> bool {
    let fits = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
    (2..=40).contains(&id.len()) && id.bytes().all(fits) && !id.starts_with('-')
}

fn named(mark: &Mark) -> Result<(), RuleRefusal> {
    if folded(&mark.by).is_empty() { Err(RuleRefusal::Nameless) } else { Ok(()) }
}

/// Whether two names are of one person: written in capitals or with other spaces it is the same one.
fn are_one(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn folded(name: &str) -> String {
    let normal = normalise(name);
    if normal.is_empty() { name.trim().to_lowercase() } else { normal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PEOPLE: [&str; 4] = ["Ana Example", "ana  EXAMPLE", "Bo", " \u{200b}"];
    const RULES: [&str; 2] = ["XA-R-0001", "XA-R-0002"];

    fn mark(by: &str, second: i64) -> Mark {
        Mark { by: by.to_owned(), at: Timestamp::from_second(second).unwrap() }
    }

    /// What a step may ask: which one, of which rule and version, by whom, with which text.
    type Asked = (u8, usize, u32, usize, u8);

    fn step(
        book: &mut Rulebook,
        second: i64,
        (what, rule, version, who, text): Asked,
    ) -> Result<(), RuleRefusal> {
        let (id, mark) = (RULES[rule], mark(PEOPLE[who], second));
        let flaws = usize::from(text == 0);
        match what {
            0 => book.propose(id, &text.to_string(), mark).map(|_| ()),
            1 => book.shadow(id, version, flaws, mark),
            2 => book.activate(id, version, flaws, mark),
            _ => book.retire(id, version, "why", mark),
        }
    }

    proptest! {
        #[test]
        fn nobody_approves_their_own_and_a_version_never_changes(
            asked in prop::collection::vec((0_u8..4, 0_usize..2, 0_u32..4, 0_usize..4, 0_u8..3), 0..40)
        ) {
            let mut book = Rulebook::default();
            for (second, asked) in (0..).zip(asked) {
                let before = book.clone();
                if step(&mut book, second, asked).is_err() {
                    // A refusal leaves no trace.
                    prop_assert_eq!(&before, &book);
                }
                for (id, number, version) in book.versions() {
                    if let Some(earlier) = before.version(id, number) {
                        prop_assert_eq!(&earlier.text, &version.text);
                        prop_assert_eq!(&earlier.proposed, &version.proposed);
                        // Nothing leaves the end of its life.
                        let was_out = earlier.state() == RuleState::Retired;
                        prop_assert!(!was_out || earlier == version);
                    }
                    let approver = version.approved.as_ref().map(|approved| folded(&approved.by));
                    prop_assert!(approver != Some(folded(&version.proposed.by)));
                }
                for id in RULES {
                    let active = book.rule(id).iter().filter(|version| version.state() == RuleState::Active);
                    prop_assert!(active.count() <= 1);
                    prop_assert!(book.rule(id).len() >= before.rule(id).len());
                }
                let kept = book.versions().map(|(id, _, version)| (id.to_owned(), version.clone()));
                prop_assert_eq!(&Rulebook::of(kept).unwrap(), &book);
            }
        }
    }

    #[test]
    fn from_draft_to_the_end() {
        let mut book = Rulebook::default();
        let id = "XA-R-0007";
        assert_eq!(book.propose("a b", "x", mark("Ana", 0)), Err(RuleRefusal::MalformedName));
        assert_eq!(book.propose(id, "x", mark("", 0)), Err(RuleRefusal::Nameless));
        assert_eq!(book.propose(id, "x", mark("Ana", 1)), Ok(1));
        assert_eq!(book.propose(id, "x", mark("Bo", 2)), Err(RuleRefusal::Unchanged));
        assert_eq!(book.shadow(id, 1, 0, mark("Ana", 3)), Ok(()));
        assert_eq!(book.shadow(id, 1, 0, mark("Ana", 4)), Err(RuleRefusal::Stands(RuleState::Shadow)));
        assert_eq!(book.activate(id, 1, 0, mark("ANA ", 5)), Err(RuleRefusal::OwnRule));
        assert_eq!(book.activate(id, 1, 2, mark("Bo", 6)), Err(RuleRefusal::Faulty));
        assert_eq!(book.activate(id, 1, 0, mark("Bo", 7)), Ok(()));
        assert_eq!(book.propose(id, "y", mark("Bo", 8)), Ok(2));
        assert_eq!(book.activate(id, 2, 0, mark("Ana", 9)), Ok(()));
        let retired = book.version(id, 1).unwrap().retired.as_ref().unwrap();
        assert_eq!((retired.mark.by.as_str(), retired.reason.as_str()), ("Ana", "version 2 took its place"));
        assert_eq!(book.retire(id, 2, "found nothing", mark("Bo", 10)), Ok(()));
        assert_eq!(book.activate(id, 2, 0, mark("Ana", 11)), Err(RuleRefusal::Stands(RuleState::Retired)));
        assert_eq!(book.retire(id, 3, "", mark("Bo", 12)), Err(RuleRefusal::Unknown));
        // What was taken out may be proposed again.
        assert_eq!(book.propose(id, "y", mark("Bo", 13)), Ok(3));
    }

    #[test]
    fn names_of_versions() {
        assert_eq!(version_name("XA-R-0007", 2), "XA-R-0007@2");
        assert_eq!(parse_version_name("XA-R-0007@2"), Some(("XA-R-0007", 2)));
        for wrong in ["XA-R-0007", "@2", "XA@", "XA@02", "XA@+2", "X A@2", "XA@99999999999", "-XA@1"] {
            assert_eq!(parse_version_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_full_rulebook_takes_no_more() {
        let mark = Mark { by: "Ana".to_owned(), at: "2026-03-02T09:00:00Z".parse().unwrap() };
        let mut book = Rulebook::default();
        for number in 0..Rulebook::MOST_VERSIONS {
            book.propose("XA-R-0001", &number.to_string(), mark.clone()).unwrap();
        }
        assert_eq!(book.propose("XA-R-0002", "another", mark), Err(RuleRefusal::Full));
        assert_eq!(book.versions().count(), Rulebook::MOST_VERSIONS);
    }
}

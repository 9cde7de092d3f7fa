//! A step in the life of a rule: checked against the pack, made a new rulebook, and kept in one transaction.

use jiff::civil::Date;
use pack::{Archive, Finding, Pack, Severity};
use risk::{Mark, Profile, RuleRefusal, RuleState, RuleVersion, Rulebook, version_name};
use serde_json::{Value, json};
use store::{Rulebooks, StoreFailure, Writer};

/// A step in the life of a rule.
#[derive(Clone, Debug)]
pub enum RuleStep {
    /// Another version of a rule is written down, or the first one.
    Propose {
        /// What findings call the text.
        file: String,
        /// The profile as it was written.
        text: Vec<u8>,
    },
    /// A draft is tried in the shadow.
    Shadow,
    /// A version is approved and counts.
    Activate,
    /// A version is taken out.
    Retire {
        /// Why.
        reason: String,
    },
}

/// What a step was made of a rulebook.
#[derive(Clone, Debug)]
pub struct Stepped {
    /// The rulebook after it.
    pub rulebook: Rulebook,
    /// The rule.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// What is worth knowing about the text.
    pub notes: Vec<Finding>,
}

/// Why no step was made.
#[derive(Clone, Debug)]
pub enum NotStepped {
    /// It does not fit where the rule stands.
    Refused(RuleRefusal),
    /// The text has faults under the pack: all of them.
    Faulty(Vec<Finding>),
    /// Somebody else changed the rulebook meanwhile.
    Overtaken,
}

/// What rules are checked against.
pub struct Bench<'a> {
    /// The pack's files.
    pub archive: &'a Archive,
    /// The pack.
    pub pack: &'a Pack,
    /// The day.
    pub today: Date,
}

impl Bench<'_> {
    /// Everything that is to be said about texts of rules, beside the rules that count.
    pub fn lint(&self, book: &Rulebook, files: &[(String, Vec<u8>)]) -> Vec<Finding> {
        let active = active(book);
        pack::lint_rules(self.archive, self.pack, &active, files, self.today)
    }

    /// Makes a step, in a rulebook of its own: the one before stays as it was.
    ///
    /// # Errors
    /// Why not.
    pub fn step(
        &self,
        book: &Rulebook,
        of: Option<(&str, u32)>,
        step: &RuleStep,
        mark: Mark,
    ) -> Result<Stepped, NotStepped> {
        let mut rulebook = book.clone();
        let (id, version, notes) = match (step, of) {
            (RuleStep::Propose { file, text }, _) => self.propose(&mut rulebook, file, text, mark)?,
            (_, None) => return Err(NotStepped::Refused(RuleRefusal::Unknown)),
            (RuleStep::Retire { reason }, Some((id, version))) => {
                rulebook.retire(id, version, reason, mark).map_err(NotStepped::Refused)?;
                (id.to_owned(), version, Vec::new())
            }
            (RuleStep::Shadow | RuleStep::Activate, Some((id, version))) => {
                let text = book.version(id, version).map(|version| version.text.clone().into_bytes());
                let text = text.ok_or(NotStepped::Refused(RuleRefusal::Unknown))?;
                let found = self.lint(book, &[(version_name(id, version), text)]);
                let flaws = found.iter().filter(|finding| finding.severity == Severity::Error).count();
                let stepped = match step {
                    RuleStep::Activate => rulebook.activate(id, version, flaws, mark),
                    _ => rulebook.shadow(id, version, flaws, mark),
                };
                match stepped {
                    Ok(()) => (id.to_owned(), version, found),
                    Err(RuleRefusal::Faulty) => return Err(NotStepped::Faulty(found)),
                    Err(refusal) => return Err(NotStepped::Refused(refusal)),
                }
            }
        };
        Ok(Stepped { rulebook, id, version, notes })
    }

    fn propose(
        &self,
        rulebook: &mut Rulebook,
        file: &str,
        text: &[u8],
        mark: Mark,
    ) -> Result<(String, u32, Vec<Finding>), NotStepped> {
        let found = self.lint(rulebook, &[(file.to_owned(), text.to_vec())]);
        let has_errors = found.iter().any(|finding| finding.severity == Severity::Error);
        let read = pack::read_rule(file, text);
        let (Ok(read), Ok(text), false) = (read, std::str::from_utf8(text), has_errors) else {
            return Err(NotStepped::Faulty(found));
        };
        let id = read.profile.id;
        let version = rulebook.propose(&id, text, mark).map_err(NotStepped::Refused)?;
        Ok((id, version, found))
    }
}

impl Stepped {
    /// What the rulebook is called after the step: the version and where it stands.
    pub fn label(&self) -> String {
        let state =
            self.rulebook.version(&self.id, self.version).map_or("", |version| version.state().as_str());
        format!("{} {state}", version_name(&self.id, self.version))
    }

    /// Keeps the rulebook, beside a server that may be running. Nothing is kept where another one counts by now.
    ///
    /// # Errors
    /// The store's.
    pub fn keep_beside(
        &self,
        rulebooks: &mut Rulebooks,
        made_from: Option<i64>,
    ) -> Result<bool, StoreFailure> {
        let body = pack::rulebook_bytes(&self.rulebook);
        let hash = *evidence::content_hash(&body).as_bytes();
        Ok(rulebooks.replace(made_from, (hash, &self.label(), &body))?.is_some())
    }

    /// The same, by the one writer.
    ///
    /// # Errors
    /// The store's.
    pub fn keep(&self, writer: &mut Writer, made_from: Option<i64>) -> Result<bool, StoreFailure> {
        let body = pack::rulebook_bytes(&self.rulebook);
        let hash = *evidence::content_hash(&body).as_bytes();
        Ok(writer.replace_rulebook(made_from, (hash, &self.label(), &body))?.is_some())
    }
}

/// A version of a rule, as it is shown.
pub fn rule_json(id: &str, number: u32, version: &RuleVersion) -> Value {
    let mark = |mark: &Mark| json!({ "by": mark.by, "at": mark.at.to_string() });
    let read = pack::read_rule(id, version.text.as_bytes()).ok();
    let retired = version.retired.as_ref().map(|retired| {
        json!({ "by": retired.mark.by, "at": retired.mark.at.to_string(), "reason": retired.reason })
    });
    json!({
        "id": id,
        "version": number,
        "name": version_name(id, number),
        "state": version.state().as_str(),
        "title": read.as_ref().map(|read| read.profile.title.clone()),
        "valid_to": read.as_ref().map(|read| read.profile.period.to().to_string()),
        "proposed": mark(&version.proposed),
        "shadowed": version.shadowed.as_ref().map(mark),
        "approved": version.approved.as_ref().map(mark),
        "retired": retired,
        "text": version.text,
    })
}

/// The active rules under the names of their versions, those that can be read.
fn active(book: &Rulebook) -> Vec<Profile> {
    let versions = book.standing(RuleState::Active);
    let read = versions.filter_map(|(id, number, version)| {
        let name = version_name(id, number);
        let read = pack::read_rule(&name, version.text.as_bytes()).ok()?;
        Some(Profile { id: name, ..read.profile })
    });
    read.collect()
}

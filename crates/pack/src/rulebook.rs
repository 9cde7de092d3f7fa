//! The rulebook as bytes: what decisions name by its hash, written as it is read.

use crate::rule::read_rule;
use jiff::Timestamp;
use risk::{Mark, Profile, Retirement, RuleState, RuleVersion, Rulebook, version_name};
use serde::{Deserialize, Serialize};

/// The form that this version writes.
const FORM: u32 = 1;

/// Why bytes are no rulebook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulebookUnread {
    /// They are not of the form.
    #[error("the rulebook cannot be read: {0}")]
    Malformed(String),
    /// They are of a form that this version does not know.
    #[error("the rulebook has form {0}, and only form {FORM} is known")]
    UnknownForm(u32),
    /// They break what always holds of rules.
    #[error("the rulebook breaks its own rules: {0}")]
    Flawed(&'static str),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BookText {
    form: u32,
    versions: Vec<VersionText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionText {
    id: String,
    version: u32,
    proposed: MarkText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shadowed: Option<MarkText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved: Option<MarkText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired: Option<RetirementText>,
    text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkText {
    by: String,
    at: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetirementText {
    by: String,
    at: String,
    reason: String,
}

/// Reads a rulebook.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn rulebook(bytes: &[u8]) -> Result<Rulebook, RulebookUnread> {
    let malformed = |reason: String| RulebookUnread::Malformed(reason);
    let book: BookText = serde_json::from_slice(bytes).map_err(|error| malformed(error.to_string()))?;
    if book.form != FORM {
        return Err(RulebookUnread::UnknownForm(book.form));
    }
    let mut versions: Vec<(String, RuleVersion)> = Vec::with_capacity(book.versions.len());
    let mut before: Option<(&str, u32)> = None;
    for version in &book.versions {
        let follows = match before {
            Some((id, number)) if id == version.id => version.version == number + 1,
            Some((id, _)) => id < version.id.as_str() && version.version == 1,
            None => version.version == 1,
        };
        if !follows {
            return Err(malformed(format!("`{}@{}` is out of order", version.id, version.version)));
        }
        before = Some((&version.id, version.version));
        versions.push((version.id.clone(), version_of(version)?));
    }
    Rulebook::of(versions).map_err(|flaw| RulebookUnread::Flawed(flaw.reason()))
}

fn version_of(text: &VersionText) -> Result<RuleVersion, RulebookUnread> {
    let mark = |by: &str, at: &str| match at.parse::<Timestamp>() {
        Ok(at) => Ok(Mark { by: by.to_owned(), at }),
        Err(_) => Err(RulebookUnread::Malformed(format!("`{at}` is no moment"))),
    };
    let perhaps = |text: &Option<MarkText>| text.as_ref().map(|text| mark(&text.by, &text.at)).transpose();
    let retired = text
        .retired
        .as_ref()
        .map(|text| Ok(Retirement { mark: mark(&text.by, &text.at)?, reason: text.reason.clone() }));
    Ok(RuleVersion {
        text: text.text.clone(),
        proposed: mark(&text.proposed.by, &text.proposed.at)?,
        shadowed: perhaps(&text.shadowed)?,
        approved: perhaps(&text.approved)?,
        retired: retired.transpose()?,
    })
}

/// A rulebook as [`rulebook`] reads it: the same rulebook, the same bytes.
pub fn rulebook_bytes(book: &Rulebook) -> Vec<u8> {
    let mark = |mark: &Mark| MarkText { by: mark.by.clone(), at: mark.at.to_string() };
    let versions = book.versions().map(|(id, number, version)| VersionText {
        id: id.to_owned(),
        version: number,
        proposed: mark(&version.proposed),
        shadowed: version.shadowed.as_ref().map(mark),
        approved: version.approved.as_ref().map(mark),
        retired: version.retired.as_ref().map(|retired| RetirementText {
            by: retired.mark.by.clone(),
            at: retired.mark.at.to_string(),
            reason: retired.reason.clone(),
        }),
        text: version.text.clone(),
    });
    let book = BookText { form: FORM, versions: versions.collect() };
    // Texts and numbers can always be written.
    serde_json::to_vec_pretty(&book).unwrap_or_default()
}

/// The profiles of a rulebook that look at consignments, each under the name of its version, such as `XA-R-0007@2`.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Those that ask for what they say.
    pub active: Vec<Profile>,
    /// Those that are tried and ask for nothing.
    pub shadow: Vec<Profile>,
}

impl Rules {
    /// The profiles of a rulebook.
    ///
    /// # Errors
    /// A text that counts cannot be read: it was read when it was taken in.
    pub fn of(book: &Rulebook) -> Result<Rules, RulebookUnread> {
        let profiles = |state: RuleState| {
            let versions = book.standing(state);
            let read = versions.map(|(id, number, version)| {
                let name = version_name(id, number);
                let read = read_rule(&name, version.text.as_bytes()).map_err(|findings| {
                    let first = findings.first().map(ToString::to_string).unwrap_or_default();
                    RulebookUnread::Malformed(format!("`{name}`: {first}"))
                })?;
                Ok(Profile { id: name, ..read.profile })
            });
            read.collect::<Result<Vec<Profile>, RulebookUnread>>()
        };
        Ok(Rules { active: profiles(RuleState::Active)?, shadow: profiles(RuleState::Shadow)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Rulebook {
        let mark = |by: &str, second| Mark { by: by.to_owned(), at: Timestamp::from_second(second).unwrap() };
        let mut book = Rulebook::default();
        for (id, text) in [("XA-R-1", "a \"b\"\n\u{7f}"), ("XA-R-1", "c"), ("XA-R-2", "d")] {
            book.propose(id, text, mark("Ana", 1)).unwrap();
        }
        book.shadow("XA-R-1", 1, 0, mark("Bo", 2)).unwrap();
        book.activate("XA-R-1", 1, 0, mark("Bo", 3)).unwrap();
        book.retire("XA-R-1", 1, "why\n", mark("Ana", 4)).unwrap();
        book
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bytes = rulebook_bytes(&book());
        assert_eq!(rulebook(&bytes).unwrap(), book());
        assert_eq!(rulebook_bytes(&rulebook(&bytes).unwrap()), bytes);
        assert_eq!(rulebook(&rulebook_bytes(&Rulebook::default())).unwrap(), Rulebook::default());
    }

    #[test]
    fn what_breaks_the_form_is_refused() {
        let text = String::from_utf8(rulebook_bytes(&book())).unwrap();
        for (from, to) in [
            ("\"form\": 1", "\"form\": 2"),
            ("\"form\": 1", "\"from\": 1"),
            ("\"version\": 2", "\"version\": 3"),
            ("\"id\": \"XA-R-2\"", "\"id\": \"XA-R-0\""),
            ("\"id\": \"XA-R-2\"", "\"id\": \"X R\""),
            ("1970-01-01T00:00:03Z", "yesterday"),
            ("\"by\": \"Bo\"", "\"by\": \"ana\""),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(rulebook(text.replace(from, to).as_bytes()).is_err(), "{to}");
        }
        assert!(rulebook(b"").is_err());
    }
}

//! Words for codes, per language: Fluent messages, built in and overridden by packs.

use clearance::{FAULT_DETAILS, Fault, FaultCode, Turn};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use unic_langid::LanguageIdentifier;

/// The languages that are built in, with their messages.
const BUILT_IN: [(&str, &str); 3] = [
    ("en", include_str!("text/en.ftl")),
    ("fr", include_str!("text/fr.ftl")),
    ("ar", include_str!("text/ar.ftl")),
];

/// The language that speaks where another lacks a message.
const FALLBACK: &str = "en";

/// Every message in every language.
pub struct Texts {
    voices: BTreeMap<String, Voice>,
    fallback: Voice,
}

/// The messages of one language.
pub struct Voice {
    language: String,
    bundle: FluentBundle<FluentResource>,
    /// Sentences without variables that every answer carries.
    turns: Vec<String>,
    present_goods_held: String,
    /// Messages and advice about faults that speak of no values, ready to be said, by code.
    plain: Vec<(Option<String>, Option<String>)>,
}

/// A line of a pack's messages that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFlaw {
    /// The language.
    pub language: String,
    /// What is wrong.
    pub reason: String,
}

impl Texts {
    /// The built-in messages, with a pack's own laid over them: Fluent sources by language.
    ///
    /// A source that cannot be read in part is used as far as it can, and each flaw is told.
    pub fn new(pack: &BTreeMap<String, String>) -> (Texts, Vec<TextFlaw>) {
        let mut flaws = Vec::new();
        let languages = BUILT_IN.iter().map(|(language, _)| *language).chain(pack.keys().map(String::as_str));
        let mut voices = BTreeMap::new();
        for language in languages {
            if voices.contains_key(language) {
                continue;
            }
            match language.parse::<LanguageIdentifier>() {
                Ok(id) => {
                    let own = pack.get(language).map(String::as_str);
                    voices.insert(language.to_owned(), voice(language, id, own, &mut flaws));
                }
                Err(error) => {
                    flaws.push(TextFlaw { language: language.to_owned(), reason: error.to_string() });
                }
            }
        }
        let fallback = voice(FALLBACK, LanguageIdentifier::default(), None, &mut Vec::new());
        (Texts { voices, fallback }, flaws)
    }

    /// The voice of a language, if there is one.
    pub fn voice(&self, language: &str) -> Option<&Voice> {
        self.voices.get(language)
    }

    /// The voice that speaks where no other does.
    pub fn first(&self) -> &Voice {
        &self.fallback
    }

    /// The languages there are.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.voices.keys().map(String::as_str)
    }
}

fn voice(language: &str, id: LanguageIdentifier, own: Option<&str>, flaws: &mut Vec<TextFlaw>) -> Voice {
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Numbers and codes run left to right inside Arabic; the marks that keep them apart are needed only there.
    bundle.set_use_isolating(language == "ar");
    let built_in =
        BUILT_IN.iter().filter(|(of, _)| *of == FALLBACK || *of == language).map(|(_, text)| *text);
    for source in built_in.chain(own) {
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
            flaws.extend(
                errors
                    .iter()
                    .map(|error| TextFlaw { language: language.to_owned(), reason: error.to_string() }),
            );
            resource
        });
        bundle.add_resource_overriding(resource);
    }
    let mut voice = Voice {
        language: language.to_owned(),
        bundle,
        turns: Vec::new(),
        present_goods_held: String::new(),
        plain: Vec::new(),
    };
    let plain = |code: &FaultCode| {
        let id = format!("fault-{}", code.as_str());
        (voice.plainly(&id, None), voice.plainly(&id, Some("fix")))
    };
    voice.plain = FaultCode::ALL.iter().map(plain).collect();
    voice.present_goods_held = voice.say("turn-present_goods_held", &[]);
    voice.turns = Turn::ALL.iter().map(|turn| voice.say(&format!("turn-{}", turn.as_str()), &[])).collect();
    voice
}

impl Voice {
    /// Its language (BCP 47).
    pub fn language(&self) -> &str {
        &self.language
    }

    /// A message with its values. One that does not exist is said by its id, so that the gap is seen.
    pub fn say(&self, id: &str, values: &[(&str, &dyn Display)]) -> String {
        self.format(id, None, values).unwrap_or_else(|| id.to_owned())
    }

    /// What somebody must do about a consignment; `is_held` says that bringing the goods is not enough for release.
    pub fn turn(&self, turn: Turn, is_held: bool) -> &str {
        match turn {
            Turn::PresentGoods if is_held => &self.present_goods_held,
            turn => self.turns.get(turn as usize).map_or(turn.as_str(), String::as_str),
        }
    }

    /// What is wrong.
    pub fn fault(&self, fault: &Fault) -> Cow<'_, str> {
        match self.plain.get(fault.code as usize) {
            Some((Some(plain), _)) => Cow::Borrowed(plain),
            _ => Cow::Owned(self.say(&format!("fault-{}", fault.code.as_str()), &details(fault))),
        }
    }

    /// What to do about it: the right value where it is known, else general advice.
    pub fn fix(&self, fault: &Fault) -> Cow<'_, str> {
        let knows = |name: &str| fault.details.iter().any(|(known, _)| *known == name);
        // A wrong check digit says that something is mistyped, not what.
        let known = match fault.code {
            FaultCode::CheckDigit if knows("correct") => Some("fix-check_digit"),
            _ if knows("correct") => Some("fix-correct"),
            _ if knows("suggestion") => Some("fix-suggestion"),
            _ => None,
        };
        if let Some(id) = known {
            return Cow::Owned(self.say(id, &details(fault)));
        }
        if let Some((_, Some(plain))) = self.plain.get(fault.code as usize) {
            return Cow::Borrowed(plain);
        }
        let id = format!("fault-{}", fault.code.as_str());
        Cow::Owned(self.format(&id, Some("fix"), &details(fault)).unwrap_or(id))
    }

    /// What is wrong, and what to do about it, of no fault in particular: what its message speaks of is `…`.
    pub fn fault_in_general(&self, code: FaultCode) -> (String, String) {
        let values: Vec<(&str, &dyn Display)> =
            FAULT_DETAILS.iter().map(|name| (*name, &"…" as &dyn Display)).collect();
        let id = format!("fault-{}", code.as_str());
        let fix = self.format(&id, Some("fix"), &values).unwrap_or_default();
        // Where a sentence ends with what it speaks of, three points are enough.
        let shown = |text: String| text.replace("….", "…");
        (shown(self.say(&id, &values)), shown(fix))
    }

    /// Whether a message exists, in this language or the one it falls back to.
    pub fn knows(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A message that speaks of no values; `None` for one that does.
    fn plainly(&self, id: &str, attribute: Option<&str>) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(attribute) => message.get_attribute(attribute)?.value(),
        };
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, None, &mut errors).into_owned();
        errors.is_empty().then_some(said)
    }

    fn format(&self, id: &str, attribute: Option<&str>, values: &[(&str, &dyn Display)]) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(attribute) => message.get_attribute(attribute)?.value(),
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, argument(name, value.to_string()));
        }
        // What a message says of a variable that is not there stays visible as `{$name}`.
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }
}

/// Counts choose plural forms; everything else is text, so that codes keep their zeros.
fn argument(name: &str, value: String) -> FluentValue<'static> {
    match (name, value.parse::<i64>()) {
        ("pieces", Ok(count)) => FluentValue::from(count),
        _ => FluentValue::from(value),
    }
}

fn details(fault: &Fault) -> Vec<(&str, &dyn Display)> {
    fault.details.iter().map(|(name, value)| (*name, value as &dyn Display)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clearance::Outcome;

    /// The ids that some code of the public format needs.
    fn needed() -> Vec<String> {
        let faults = FaultCode::ALL.iter().map(|code| format!("fault-{}", code.as_str()));
        let turns = Turn::ALL.iter().map(|turn| format!("turn-{}", turn.as_str()));
        let outcomes = Outcome::ALL.iter().map(|outcome| format!("outcome-{}", outcome.as_str()));
        faults.chain(turns).chain(outcomes).collect()
    }

    #[test]
    fn every_language_says_everything_that_english_says() {
        let (texts, flaws) = Texts::new(&BTreeMap::new());
        assert_eq!(flaws, []);
        let english: Vec<&str> = include_str!("text/en.ftl")
            .lines()
            .filter(|line| line.starts_with(|sign: char| sign.is_ascii_lowercase()))
            .filter_map(|line| line.split(" =").next())
            .collect();
        for (language, source) in BUILT_IN {
            for id in needed() {
                assert!(texts.voice(language).unwrap().knows(&id), "{language} lacks {id}");
            }
            for id in &english {
                assert!(source.contains(&format!("\n{id} =")), "{language} lacks {id}");
            }
        }
    }

    #[test]
    fn a_pack_overrides_and_a_gap_is_seen() {
        let own = BTreeMap::from([("en".to_owned(), "turn-pay = Settle up.\n".to_owned())]);
        let (texts, _) = Texts::new(&own);
        let english = texts.voice("en").unwrap();
        assert_eq!(english.turn(Turn::Pay, false), "Settle up.");
        assert_eq!(english.say("no-such-message", &[]), "no-such-message");
    }

    #[test]
    fn faults_in_general_speak_of_no_value() {
        let (texts, _) = Texts::new(&BTreeMap::new());
        for (language, _) in BUILT_IN {
            for code in FaultCode::ALL {
                let (message, fix) = texts.voice(language).unwrap().fault_in_general(*code);
                assert!(!message.is_empty() && !fix.is_empty(), "{language} {code:?}");
                assert!(!format!("{message}{fix}").contains("{$"), "{language} {code:?}: {message} {fix}");
            }
        }
    }

    #[test]
    fn codes_keep_their_zeros() {
        let (texts, _) = Texts::new(&BTreeMap::new());
        let fault = Fault::new(FaultCode::UnknownCommodity, "/goods_items/0/commodity_code")
            .with("found", "0101")
            .with("day", "2026-03-02");
        let said = texts.voice("en").unwrap().fault(&fault);
        assert!(said.contains("0101") && said.contains("2026-03-02"), "{said}");
    }
}

//! The shared facts that decisions are made by: one country's pack, immutable, with its words.

use crate::pages::TEXTS;
use clearance::{Activity, Facts, Law, Register};
use evidence::{content_hash, leaf_hash};
use pack::{Finding, Pack};
use risk::{Profiles, Rulebook};
use std::collections::BTreeMap;
use std::path::Path;
use store::{SharedFact, StoreFailure};
use wire::Texts;

/// A country's pack as it was read, with the bytes that decisions name by their hash.
pub struct Country {
    /// The pack.
    pub pack: Pack,
    /// Its words.
    pub texts: Texts,
    /// Its files, as they are kept with the decisions.
    pub archive: Vec<u8>,
}

impl Country {
    /// Reads a pack from its folder.
    ///
    /// # Errors
    /// Every fault of the pack.
    pub fn read(dir: &Path) -> Result<Country, Vec<Finding>> {
        Country::of(&pack::Archive::read(dir)?)
    }

    /// A pack from its files.
    ///
    /// # Errors
    /// Every fault of the pack.
    pub fn of(archive: &pack::Archive) -> Result<Country, Vec<Finding>> {
        let loaded = pack::load_archive(archive)?;
        let (texts, _) = Texts::new(&with_pages(&loaded.pack.texts));
        Ok(Country { pack: loaded.pack, texts, archive: archive.to_bytes() })
    }

    /// The law.
    pub fn law(&self) -> &Law {
        &self.pack.law
    }

    /// The facts for one consignment, by the rules that count.
    pub fn facts_by<'a>(
        &'a self,
        rules: &'a RulesInForce,
        register: &'a Register,
        activity: Activity,
    ) -> Facts<'a> {
        Facts { profiles: &rules.profiles, shadow: &rules.shadow, ..self.facts(register, activity) }
    }

    /// The facts for one consignment, by the pack alone.
    pub fn facts<'a>(&'a self, register: &'a Register, activity: Activity) -> Facts<'a> {
        Facts {
            law: &self.pack.law,
            profiles: &self.pack.profiles,
            shadow: risk::Profiles::none(),
            lists: &self.pack.lists,
            register,
            prices: &self.pack.prices,
            activity,
            lot: None,
            unlisted: None,
        }
    }
}

/// What pages say, in each language over English, under what the pack says.
fn with_pages(pack: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let page = |language: &str| {
        let texts = TEXTS.iter().find(|(of, _)| *of == language);
        texts.map(|(_, texts)| texts.join("\n")).unwrap_or_default()
    };
    let languages = TEXTS.iter().map(|(language, _)| *language).chain(pack.keys().map(String::as_str));
    let text = |language: &str| {
        let own = pack.get(language).map_or("", String::as_str);
        let other = if language == "en" { String::new() } else { page(language) };
        [page("en"), other, own.to_owned()].join("\n")
    };
    languages.map(|language| (language.to_owned(), text(language))).collect()
}

/// The rulebook that counts, with its number in the database and the profiles that it comes to with the pack's.
pub struct RulesInForce {
    /// Its number; 0 before the first rule.
    pub id: i64,
    /// What it is called.
    pub label: String,
    /// The rulebook.
    pub rulebook: Rulebook,
    /// The pack's profiles and the active rules.
    pub profiles: Profiles,
    /// The rules that are tried.
    pub shadow: Profiles,
}

impl RulesInForce {
    /// A rulebook as it is kept, beside a pack; none before the first rule.
    ///
    /// # Errors
    /// It cannot be read: it was checked when it was taken in.
    pub fn of(fact: Option<&SharedFact>, pack: &Pack) -> Result<RulesInForce, StoreFailure> {
        let unread = |_| StoreFailure::Corrupt("the rulebook");
        let rulebook = match fact {
            Some(fact) => pack::rulebook(&fact.body).map_err(unread)?,
            None => Rulebook::default(),
        };
        let rules = pack::Rules::of(&rulebook).map_err(unread)?;
        let all = pack.profiles.as_slice().iter().cloned().chain(rules.active);
        Ok(RulesInForce {
            id: fact.map_or(0, |fact| fact.id),
            label: fact.map_or_else(|| "empty".to_owned(), |fact| fact.label.clone()),
            rulebook,
            profiles: Profiles::new(all.collect()),
            shadow: Profiles::new(rules.shadow),
        })
    }
}

/// A version of the register, with its number in the database.
pub struct Registered {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub label: String,
    /// The register.
    pub register: Register,
}

impl Registered {
    /// A register as it is kept.
    ///
    /// # Errors
    /// It cannot be read: it was checked when it was taken in.
    pub fn of(fact: &SharedFact) -> Result<Registered, StoreFailure> {
        let register = match fact.body.is_empty() {
            true => Register::default(),
            false => pack::register(&fact.body).map_err(|_| StoreFailure::Corrupt("the register"))?,
        };
        Ok(Registered { id: fact.id, label: fact.label.clone(), register })
    }
}

/// Whether the bytes of a shared fact are those that its hash names.
pub(crate) fn is_of_its_hash(fact: &SharedFact) -> bool {
    match fact.kind.as_str() {
        "pack" => pack::Archive::from_bytes(&fact.body).is_ok_and(|archive| archive.hash() == fact.hash),
        // Before there was a register, nothing was kept under the hash of an empty leaf.
        "register" if fact.body.is_empty() => fact.hash == *leaf_hash(b"").as_bytes(),
        _ => fact.hash == *content_hash(&fact.body).as_bytes(),
    }
}

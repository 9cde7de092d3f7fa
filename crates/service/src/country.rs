//! The shared facts that decisions are made by: one country's pack, immutable, with its words.

use crate::pages::TEXTS;
use clearance::{Activity, Facts, Law, Register};
use pack::{Finding, Pack};
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

    /// The facts for one consignment.
    ///
    /// `lot` is what the consignment draws, if anything is drawn.
    pub fn facts<'a>(&'a self, register: &'a Register, activity: Activity, lot: Option<u64>) -> Facts<'a> {
        Facts {
            law: &self.pack.law,
            profiles: &self.pack.profiles,
            lists: &self.pack.lists,
            register,
            prices: &self.pack.prices,
            activity,
            lot,
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

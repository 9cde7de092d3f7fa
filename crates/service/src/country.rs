//! The shared facts that decisions are made by: one country's pack, immutable, with its words.

use clearance::{Activity, Facts, Law, Register};
use pack::{Finding, Pack};
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
        let (texts, _) = Texts::new(&loaded.pack.texts);
        Ok(Country { pack: loaded.pack, texts, archive: archive.to_bytes() })
    }

    /// The law.
    pub fn law(&self) -> &Law {
        &self.pack.law
    }

    /// The facts for one consignment.
    pub fn facts<'a>(&'a self, register: &'a Register, activity: Activity) -> Facts<'a> {
        Facts {
            law: &self.pack.law,
            profiles: &self.pack.profiles,
            lists: &self.pack.lists,
            register,
            activity,
        }
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

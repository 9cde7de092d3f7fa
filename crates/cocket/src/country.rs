//! Loading a country pack for a command.

use crate::failure::Failure;
use clearance::{Activity, Facts, Law, Register};
use jiff::civil::Date;
use pack::{Finding, Pack, Severity};
use std::io;
use std::path::Path;
use wire::{Texts, Voice};

/// A country: its law, its officers' profiles and lists, and its words.
pub(crate) struct Country {
    pub(crate) pack: Pack,
    pub(crate) texts: Texts,
    /// Parties and their authorisations; nobody's where none is given.
    pub(crate) register: Register,
}

impl Country {
    /// Loads a pack; one with errors is refused, and all of them are named on standard error.
    pub(crate) fn load(dir: &Path) -> Result<Country, Failure> {
        Country::load_known(dir, None)
    }

    /// The same, with the register of a file.
    pub(crate) fn load_with(dir: &Path, register: Option<&Path>) -> Result<Country, Failure> {
        let country = Country::load(dir)?;
        let register = register.map(self::register).transpose()?.unwrap_or_default();
        Ok(Country { register, ..country })
    }

    /// The same, as the law was known on a day.
    pub(crate) fn load_known(dir: &Path, known: Option<Date>) -> Result<Country, Failure> {
        if let Err(source) = std::fs::metadata(dir) {
            return Err(match source.kind() {
                io::ErrorKind::NotFound => {
                    Failure::WrongUse(format!("there is no country pack at `{}`", dir.display()))
                }
                _ => Failure::file(dir)(source),
            });
        }
        let loaded = pack::load_known(dir, known).map_err(|findings| refused(dir, &findings))?;
        let (texts, flaws) = Texts::new(&loaded.pack.texts);
        for flaw in flaws {
            eprintln!("cocket: text/{}.ftl: {}", flaw.language, flaw.reason);
        }
        Ok(Country { pack: loaded.pack, texts, register: Register::default() })
    }

    pub(crate) fn law(&self) -> &Law {
        &self.pack.law
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            law: &self.pack.law,
            profiles: &self.pack.profiles,
            shadow: risk::Profiles::none(),
            lists: &self.pack.lists,
            register: &self.register,
            prices: &self.pack.prices,
            activity: Activity::NONE,
            lot: None,
            unlisted: None,
        }
    }

    /// The voice of a language.
    pub(crate) fn voice(&self, language: &str) -> Result<&Voice, Failure> {
        self.texts.voice(language).ok_or_else(|| {
            let known: Vec<&str> = self.texts.languages().collect();
            Failure::WrongUse(format!("no texts in `{language}`; there are {}", known.join(", ")))
        })
    }
}

/// The register of a file; one with faults is refused, and all of them are named.
pub(crate) fn register(path: &Path) -> Result<Register, Failure> {
    let text = std::fs::read(path).map_err(Failure::file(path))?;
    pack::register(&text).map_err(|findings| {
        let findings: Vec<String> = findings.iter().map(|finding| format!("  {finding}")).collect();
        Failure::WrongUse(format!("the register `{}` has faults:\n{}", path.display(), findings.join("\n")))
    })
}

/// A pack with errors, all of them named.
pub(crate) fn refused(dir: &Path, findings: &[Finding]) -> Failure {
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("  {finding}"))
        .collect();
    Failure::WrongUse(format!(
        "the pack `{}` has {} faults and cannot be used:\n{}",
        dir.display(),
        errors.len(),
        errors.join("\n")
    ))
}

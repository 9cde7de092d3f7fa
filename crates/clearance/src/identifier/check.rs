//! The checks that a pack may ask for by name in `identifiers.csv`.

use super::{Eori, Flaw, Gtin, person, trader};

impl Check {
    /// The check of this name in a pack.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|check| check.name() == name)
    }

    /// Whether the text is an identifier of this kind.
    ///
    /// # Errors
    /// The first flaw: shape, then reserved numbers, then check digit.
    pub fn check(self, text: &str) -> Result<(), Flaw> {
        self.rule()(text)
    }
}

/// Makes the enum and its table from the same rows, so that no variant can lack its name or its rule.
macro_rules! checks {
    ($($(#[$doc:meta])+ $variant:ident, $name:literal, $rule:expr;)+) => {
        /// How an identifier is checked, beyond its pattern.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Check {
            $($(#[$doc])+ $variant,)+
        }

        impl Check {
            /// Every check there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name of the check in a pack.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn rule(self) -> fn(&str) -> Result<(), Flaw> {
                match self { $(Self::$variant => $rule,)+ }
            }
        }
    };
}

checks! {
    /// None: the pattern of the pack's row says all there is to say.
    Pattern, "pattern", |_| Ok(());
    /// China: resident identity number.
    CnResidentId, "cn-resident-id", person::cn_resident_id;
    /// Brazil: number of a natural person.
    BrCpf, "br-cpf", person::br_cpf;
    /// Brazil: number of a legal person.
    BrCnpj, "br-cnpj", trader::br_cnpj;
    /// India: number of a resident.
    InAadhaar, "in-aadhaar", person::in_aadhaar;
    /// India: permanent account number of a taxpayer.
    InPan, "in-pan", person::in_pan;
    /// India: number for the goods and services tax.
    InGstin, "in-gstin", trader::in_gstin;
    /// Korea: personal customs clearance code.
    KrPccc, "kr-pccc", person::kr_pccc;
    /// Australia: business number.
    AuAbn, "au-abn", trader::au_abn;
    /// European Union and United Kingdom: economic operator.
    Eori, "eori", |text| Eori::parse(text).map(drop);
    /// World Customs Organization: trader identification number.
    Tin, "tin", trader::tin;
    /// GS1: trade item.
    Gtin, "gtin", |text| Gtin::parse(text).map(drop);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_are_those_of_the_guide() {
        let names: Vec<&str> = Check::ALL.iter().map(|check| check.name()).collect();
        let guide =
            "pattern cn-resident-id br-cpf br-cnpj in-aadhaar in-pan in-gstin kr-pccc au-abn eori tin gtin";
        assert_eq!(names.join(" "), guide);
        for check in Check::ALL {
            assert_eq!(Check::from_name(check.name()), Some(*check));
        }
        assert_eq!(Check::from_name("CN-RESIDENT-ID"), None);
        assert_eq!(Check::from_name(""), None);
    }

    #[test]
    fn reaches_the_rule_of_each() {
        #[rustfmt::skip]
        let table = [
            (Check::Pattern, "anything", ""), (Check::CnResidentId, "11010519491231002X", "110105194912310021"),
            (Check::BrCpf, "39053344705", "23100299900"), (Check::BrCnpj, "11222333000181", "11222333000180"),
            (Check::InAadhaar, "234123412346", "234123412347"), (Check::InPan, "ACUPA7085R", "ACUPA70855"),
            (Check::InGstin, "27AAPFU0939F1ZV", "27AAPFU0939F1ZW"), (Check::KrPccc, "P123456789012", "P12345678901"),
            (Check::AuAbn, "51824753556", "51824753557"), (Check::Eori, "DE1234567", "1234567"),
            (Check::Tin, "AEOSG123456789012", "1EOSG123456789012"), (Check::Gtin, "4006381333931", "4006381333932"),
        ];
        assert_eq!(table.len(), Check::ALL.len());
        for (check, right, wrong) in table {
            assert_eq!(check.check(right), Ok(()), "{check:?}");
            assert_eq!(check.check(&right.to_lowercase()), Ok(()), "{check:?}");
            assert_eq!(check.check(wrong).is_ok(), check == Check::Pattern, "{check:?}");
        }
    }
}

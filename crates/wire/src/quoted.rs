//! A quote that can be held against a declaration: what was asked and answered, and which fact is another now.

use crate::estimate::EstimateText;
use clearance::{
    Assessment, DocumentField, HeaderField, ItemField, ItemText, Law, QUOTA_DOCUMENT, Submission,
};
use jiff::Timestamp;
use quantity::Decimal;
use serde::{Deserialize, Serialize};

/// What a quote states: signed as text, so that it can be shown to anybody.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteStatement {
    /// What was asked.
    pub asked: EstimateText,
    /// When.
    pub quoted: String,
    /// The day whose law and rates counted.
    pub day: String,
    /// The pack with its version.
    pub law: String,
    /// The hash of the pack, in hexadecimal digits.
    pub pack: String,
    /// What would be payable, with the currency.
    pub payable: String,
    /// The charges of the goods: kind and what is due of it.
    pub charges: Vec<(String, String)>,
}

/// A fact that is another than it was for a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// What it is called.
    pub fact: String,
    /// What it was; absent for nothing.
    pub quoted: Option<String>,
    /// What it is; absent for nothing.
    pub now: Option<String>,
}

impl QuoteStatement {
    /// What is stated of an answer.
    pub fn of(
        asked: &EstimateText,
        assessment: &Assessment,
        law: &Law,
        pack: &[u8; 32],
        now: Timestamp,
    ) -> QuoteStatement {
        let charges = assessment.charges();
        QuoteStatement {
            asked: asked.clone(),
            quoted: now.to_string(),
            day: assessment.day.to_string(),
            law: format!("{} {}", law.pack, law.version),
            pack: pack.iter().map(|byte| format!("{byte:02x}")).collect(),
            payable: assessment.payable.to_string(),
            charges: charges
                .map(|charge| (charge.kind.as_str().to_owned(), charge.due.number().to_string()))
                .collect(),
        }
    }

    /// The statement as one line of JSON.
    pub fn text(&self) -> String {
        // Everything in it is text, which JSON can always say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Every fact that is another in a declaration and its assessment: of the goods, of the law, of the day. Where
    /// there is none, the amounts are the same, but for what a regime adds up over other consignments.
    pub fn differing(
        &self,
        declared: &Submission<'_>,
        assessment: &Assessment,
        law: &Law,
        pack: &[u8; 32],
    ) -> Vec<Differing> {
        let asked = self.asked.submission();
        let mut differing = Vec::new();
        let mut compare = |fact: &str, quoted: Option<String>, now: Option<String>| {
            if !is_same(quoted.as_deref(), now.as_deref()) {
                differing.push(Differing { fact: fact.to_owned(), quoted, now });
            }
        };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        for field in HEADER_FACTS {
            compare(field.as_str(), owned(asked.text(*field)), owned(declared.text(*field)));
        }
        // A quote that was given without a mass depends on none.
        if self.asked.mass_kg.is_some() {
            let field = HeaderField::GrossMassKg;
            compare(field.as_str(), owned(asked.text(field)), owned(declared.text(field)));
        }
        compare("goods_items", Some("1".to_owned()), Some(declared.items.len().to_string()));
        if let (Some(asked), Some(declared)) = (asked.items.first(), declared.items.first()) {
            let mass = self.asked.mass_kg.as_ref().map(|_| &ItemField::NetMassKg);
            for field in ITEM_FACTS.iter().chain(mass) {
                compare(field.as_str(), owned(asked.text(*field)), owned(declared.text(*field)));
            }
            let unit = |item: &ItemText<'_>| Some(item.text(ItemField::Unit).unwrap_or(PIECES).to_owned());
            compare(ItemField::Unit.as_str(), unit(asked), unit(declared));
        }
        compare("documents", Some(documents(&asked)), Some(documents(declared)));
        let is = QuoteStatement::of(&self.asked, assessment, law, pack, Timestamp::UNIX_EPOCH);
        compare("day", Some(self.day.clone()), Some(is.day));
        compare("law", Some(self.law.clone()), Some(is.law));
        compare("pack", Some(self.pack.clone()), Some(is.pack));
        if differing.is_empty() && is.payable != self.payable {
            // Nothing else is read: the register has or had a number of a tax scheme in force.
            let (quoted, now) = (Some(self.payable.clone()), Some(is.payable));
            differing.push(Differing { fact: "register".to_owned(), quoted, now });
        }
        differing
    }
}

/// The facts of a declaration that charges depend on.
const HEADER_FACTS: &[HeaderField] = &[
    HeaderField::Channel,
    HeaderField::Nature,
    HeaderField::ConsignorCountry,
    HeaderField::ValueCurrency,
    HeaderField::ValueGoods,
    HeaderField::ValueFreight,
    HeaderField::ValueInsurance,
    HeaderField::TaxScheme,
    HeaderField::TaxSchemeNumber,
];

/// Those of a goods item.
const ITEM_FACTS: &[ItemField] =
    &[ItemField::CommodityCode, ItemField::Origin, ItemField::Quantity, ItemField::TaxPaid];

/// The unit of a quantity that is declared without one.
const PIECES: &str = "C62";

/// The same text, or the same number; a number that is not said is nothing.
fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    let number = |text: Option<&str>| text.map_or(Ok(Decimal::ZERO), Decimal::parse);
    one == other || number(one).is_ok_and(|one| number(other) == Ok(one))
}

/// The types of the documents that are presented and can be found, as only those prove anything, in order; of those that
/// ask for a quota with the number.
fn documents(submission: &Submission<'_>) -> String {
    let mut types: Vec<String> = submission
        .documents
        .iter()
        .filter(|document| {
            [DocumentField::Number, DocumentField::Sha256].iter().any(|of| document.text(*of).is_some())
        })
        .filter_map(|document| {
            let kind = document.text(DocumentField::Type)?;
            let number = document.text(DocumentField::Number).filter(|_| kind == QUOTA_DOCUMENT);
            Some(number.map_or_else(|| kind.to_owned(), |number| format!("{kind}:{number}")))
        })
        .collect();
    types.sort_unstable();
    types.join(" ")
}

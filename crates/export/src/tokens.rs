//! What stands for people and firms: the same for the same, and nobody's name.

use clearance::Declaration;
use std::borrow::Cow;
use store::Secret;

/// The tokens of one declaration. None where nobody is named, or whoever was named is forgotten.
pub(crate) struct Tokens {
    pub(crate) consignor: Option<String>,
    pub(crate) consignee: Option<String>,
    pub(crate) seller: Option<String>,
    pub(crate) platform: Option<String>,
}

impl Tokens {
    /// The tokens of a declaration. A role has tokens of its own: the same person has one as consignee and another as
    /// consignor.
    pub(crate) fn of(declaration: &Declaration, secret: &Secret) -> Tokens {
        let token = |role: &str, parts: Option<Vec<Cow<'_, str>>>| {
            let parts = parts?;
            let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
            Some(secret.pseudonym(role, &parts))
        };
        let platform = declaration.platform.as_ref();
        let platform =
            platform.map(|number| vec![number.scheme.as_str().into(), number.value.as_str().into()]);
        Tokens {
            consignor: token("consignor", declaration.consignor.key()),
            consignee: token("consignee", declaration.consignee_key()),
            seller: token("seller", declaration.seller_key()),
            platform: token("platform", platform),
        }
    }
}

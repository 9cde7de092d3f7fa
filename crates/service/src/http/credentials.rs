//! The credentials that count now: read from the store again and again, so that a revoked one soon counts no more.

use crate::accesses::TOKENS;
use crate::http::access::{Caller, Role};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use store::{Token, token_hash};

/// The fixed credentials of a sandbox: the text, the organisation, the roles. For test data only.
pub const SANDBOX: [(&str, &str, &[Role]); 5] = [
    ("sandbox-filer", "Sandbox Filer", &[Role::Filer]),
    ("sandbox-carrier", "Sandbox Carrier", &[Role::Carrier, Role::Filer]),
    ("sandbox-officer", "Customs", &[Role::Officer, Role::Supervisor]),
    ("sandbox-agency", "agency", &[Role::Agency]),
    ("sandbox-admin", "Customs Administration", &[Role::Administrator, Role::Tax]),
];

/// The credentials by the hash of their text.
#[derive(Default)]
pub struct Credentials {
    known: RwLock<BTreeMap<[u8; 32], Known>>,
    /// The agencies of the sandbox; none where it is no sandbox.
    sandbox: Option<Vec<String>>,
}

struct Known {
    caller: Caller,
    expires: Option<Timestamp>,
}

impl Credentials {
    /// None but those of a sandbox, if it is one.
    ///
    /// There `sandbox-agency` is the first agency, and `sandbox-agency-ID` each.
    pub fn new(is_sandbox: bool, agencies: Vec<String>) -> Credentials {
        let sandbox = is_sandbox.then_some(agencies);
        let credentials = Credentials { known: RwLock::default(), sandbox };
        credentials.replace(&[]);
        credentials
    }

    /// Whether it is a sandbox, where everything is test data.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Takes those that are stored instead of what was known.
    pub fn replace(&self, tokens: &[Token]) {
        let mut known = BTreeMap::new();
        if let Some(agencies) = &self.sandbox {
            for (number, agency) in (10..).zip(agencies) {
                let caller = Caller {
                    organisation: agency.as_str().into(),
                    roles: [Role::Agency].as_slice().into(),
                    credential: number,
                };
                known
                    .insert(token_hash(&format!("sandbox-agency-{agency}")), Known { caller, expires: None });
            }
            for (number, (text, organisation, roles)) in (1..).zip(SANDBOX) {
                let is_agency = roles.contains(&Role::Agency);
                let organisation = if is_agency {
                    agencies.first().map_or(organisation, String::as_str)
                } else {
                    organisation
                };
                let caller =
                    Caller { organisation: organisation.into(), roles: roles.into(), credential: number };
                known.insert(token_hash(text), Known { caller, expires: None });
            }
        }
        for token in tokens.iter().filter(|token| token.revoked.is_none()) {
            let roles: Arc<[Role]> = token.roles.split(' ').filter_map(Role::from_name).collect();
            let caller = Caller {
                organisation: token.organisation.as_str().into(),
                roles,
                // Those of the sandbox come first.
                credential: token.id + TOKENS,
            };
            known.insert(token.hash, Known { caller, expires: token.expires });
        }
        if let Ok(mut held) = self.known.write() {
            *held = known;
        }
    }

    /// The organisations that have a credential.
    pub(super) fn organisations(&self) -> BTreeSet<String> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.values().map(|known| known.caller.organisation.to_string()).collect()
    }

    /// Whoever has a credential with this text.
    pub(super) fn find(&self, text: &str, now: Timestamp) -> Option<Caller> {
        let known = self.known.read().ok()?;
        let found = known.get(&token_hash(text))?;
        found.expires.is_none_or(|expires| now < expires).then(|| found.caller.clone())
    }
}

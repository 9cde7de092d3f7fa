//! The accounts that consignments move, by what they are for, and the names that they are kept under.

use crate::procedure::Debtor;
use quantity::words;
use std::fmt::{self, Display};
use std::ops::Deref;
use tariff::ChargeKind;

words! {
    /// What an account is for.
    AccountKind {
        /// What is owed on goods that an organisation has declared, by who owes it.
        Receivable = "receivable",
        /// What is owed back on goods that an organisation has declared.
        Refunds = "refunds",
        /// What an organisation owes on its periodic statements.
        Deferred = "deferred",
        /// What guarantors owe for an organisation that did not pay its statements.
        Called = "called",
        /// Interest on what was paid or assessed late.
        Interest = "interest",
        /// What was charged and was given up.
        WrittenOff = "written_off",
        /// What was charged, by kind.
        Revenue = "revenue",
        /// Money that came in.
        Received = "received",
        /// What somebody has collected at the sale, by the number under which they did.
        Vendor = "vendor",
        /// What was collected at the sale, by kind.
        Collected = "collected",
    }
}

/// An account of the ledger. `O` is how an organisation is named, or a number and its scheme.
///
/// Its name, as it is kept and shown: what it is for and the words in the order of the fields, with strokes between;
/// an organisation or a number comes last, since it may hold a stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountName<O> {
    /// What is owed on goods that an organisation has declared. Debits.
    Receivable {
        /// Who owes it.
        debtor: Debtor,
        /// Whose declaration governs.
        organisation: O,
    },
    /// What is owed back on goods that an organisation has declared. Credits.
    Refunds {
        /// Whose declaration governs.
        organisation: O,
    },
    /// What an organisation owes on its periodic statements. Debits.
    Deferred {
        /// The organisation.
        organisation: O,
    },
    /// What guarantors owe for an organisation that did not pay its statements. Debits.
    Called {
        /// The organisation.
        organisation: O,
    },
    /// Interest on what was paid or assessed late. Credits.
    Interest,
    /// What was charged and was given up. Debits.
    WrittenOff,
    /// What was charged. Credits.
    Revenue {
        /// The kind of charge.
        kind: ChargeKind,
    },
    /// Money that came in. Debits.
    Received,
    /// What somebody has collected at the sale and pays by a return, not here. Debits.
    Vendor {
        /// The scheme of the number.
        scheme: O,
        /// The number, in its one spelling.
        number: O,
    },
    /// What was collected at the sale. Credits.
    Collected {
        /// The kind of charge.
        kind: ChargeKind,
    },
}

impl<O> AccountName<O> {
    /// What it is for.
    pub fn kind(&self) -> AccountKind {
        match self {
            AccountName::Receivable { .. } => AccountKind::Receivable,
            AccountName::Refunds { .. } => AccountKind::Refunds,
            AccountName::Deferred { .. } => AccountKind::Deferred,
            AccountName::Called { .. } => AccountKind::Called,
            AccountName::Interest => AccountKind::Interest,
            AccountName::WrittenOff => AccountKind::WrittenOff,
            AccountName::Revenue { .. } => AccountKind::Revenue,
            AccountName::Received => AccountKind::Received,
            AccountName::Vendor { .. } => AccountKind::Vendor,
            AccountName::Collected { .. } => AccountKind::Collected,
        }
    }

    /// The organisation, if it is one's.
    pub fn organisation(&self) -> Option<&O> {
        match self {
            AccountName::Receivable { organisation, .. }
            | AccountName::Refunds { organisation }
            | AccountName::Deferred { organisation }
            | AccountName::Called { organisation } => Some(organisation),
            AccountName::Interest
            | AccountName::WrittenOff
            | AccountName::Revenue { .. }
            | AccountName::Received
            | AccountName::Vendor { .. }
            | AccountName::Collected { .. } => None,
        }
    }

    /// The scheme and the number under which somebody collects, if it is theirs.
    pub fn scheme_number(&self) -> Option<(&O, &O)> {
        match self {
            AccountName::Vendor { scheme, number } => Some((scheme, number)),
            _ => None,
        }
    }

    /// Whether it is about what is collected at the sale, of which nothing comes in here.
    pub fn is_collected_at_sale(&self) -> bool {
        matches!(self, AccountName::Vendor { .. } | AccountName::Collected { .. })
    }

    /// The same, borrowed.
    pub fn as_deref(&self) -> AccountName<&O::Target>
    where
        O: Deref,
    {
        match self {
            AccountName::Receivable { debtor, organisation } => {
                AccountName::Receivable { debtor: *debtor, organisation }
            }
            AccountName::Refunds { organisation } => AccountName::Refunds { organisation },
            AccountName::Deferred { organisation } => AccountName::Deferred { organisation },
            AccountName::Called { organisation } => AccountName::Called { organisation },
            AccountName::Interest => AccountName::Interest,
            AccountName::WrittenOff => AccountName::WrittenOff,
            AccountName::Revenue { kind } => AccountName::Revenue { kind: *kind },
            AccountName::Received => AccountName::Received,
            AccountName::Vendor { scheme, number } => AccountName::Vendor { scheme, number },
            AccountName::Collected { kind } => AccountName::Collected { kind: *kind },
        }
    }

    /// The same with what it is named by named in another way.
    pub fn map<P>(self, mut name: impl FnMut(O) -> P) -> AccountName<P> {
        match self {
            AccountName::Receivable { debtor, organisation } => {
                AccountName::Receivable { debtor, organisation: name(organisation) }
            }
            AccountName::Refunds { organisation } => {
                AccountName::Refunds { organisation: name(organisation) }
            }
            AccountName::Deferred { organisation } => {
                AccountName::Deferred { organisation: name(organisation) }
            }
            AccountName::Called { organisation } => AccountName::Called { organisation: name(organisation) },
            AccountName::Interest => AccountName::Interest,
            AccountName::WrittenOff => AccountName::WrittenOff,
            AccountName::Revenue { kind } => AccountName::Revenue { kind },
            AccountName::Received => AccountName::Received,
            AccountName::Vendor { scheme, number } => {
                AccountName::Vendor { scheme: name(scheme), number: name(number) }
            }
            AccountName::Collected { kind } => AccountName::Collected { kind },
        }
    }
}

impl<O: Display> Display for AccountName<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().as_str();
        match self {
            AccountName::Receivable { debtor, organisation } => {
                write!(f, "{kind}/{}/{organisation}", debtor.as_str())
            }
            AccountName::Refunds { organisation }
            | AccountName::Deferred { organisation }
            | AccountName::Called { organisation } => write!(f, "{kind}/{organisation}"),
            AccountName::Revenue { kind: charge } | AccountName::Collected { kind: charge } => {
                write!(f, "{kind}/{}", charge.as_str())
            }
            AccountName::Vendor { scheme, number } => write!(f, "{kind}/{scheme}/{number}"),
            AccountName::Interest | AccountName::WrittenOff | AccountName::Received => f.write_str(kind),
        }
    }
}

impl<'k> AccountName<&'k str> {
    /// The account of a name; `None` where it is none.
    ///
    /// ```
    /// # use clearance::AccountName;
    /// let name = "receivable/declarant/swift/express";
    /// let account = AccountName::read(name).unwrap();
    /// assert_eq!(account.organisation(), Some(&"swift/express"));
    /// assert_eq!(account.to_string(), name);
    /// ```
    pub fn read(name: &'k str) -> Option<AccountName<&'k str>> {
        let (kind, rest) = match name.split_once('/') {
            Some((kind, rest)) => (kind, Some(rest)),
            None => (name, None),
        };
        match (AccountKind::from_name(kind)?, rest) {
            (AccountKind::Receivable, Some(rest)) => {
                let (debtor, organisation) = rest.split_once('/')?;
                Some(AccountName::Receivable { debtor: Debtor::from_name(debtor)?, organisation })
            }
            (AccountKind::Refunds, Some(organisation)) => Some(AccountName::Refunds { organisation }),
            (AccountKind::Revenue, Some(kind)) => {
                Some(AccountName::Revenue { kind: ChargeKind::from_name(kind)? })
            }
            (AccountKind::Deferred, Some(organisation)) => Some(AccountName::Deferred { organisation }),
            (AccountKind::Called, Some(organisation)) => Some(AccountName::Called { organisation }),
            (AccountKind::Interest, None) => Some(AccountName::Interest),
            (AccountKind::WrittenOff, None) => Some(AccountName::WrittenOff),
            (AccountKind::Received, None) => Some(AccountName::Received),
            (AccountKind::Vendor, Some(rest)) => {
                let (scheme, number) = rest.split_once('/')?;
                Some(AccountName::Vendor { scheme, number })
            }
            (AccountKind::Collected, Some(kind)) => {
                Some(AccountName::Collected { kind: ChargeKind::from_name(kind)? })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back() {
        let (debtor, organisation, kind) = (Debtor::Consignee, "odd/na me", ChargeKind::Vat);
        for account in [
            AccountName::Receivable { debtor, organisation },
            AccountName::Refunds { organisation },
            AccountName::Deferred { organisation },
            AccountName::Called { organisation },
            AccountName::Interest,
            AccountName::WrittenOff,
            AccountName::Revenue { kind },
            AccountName::Received,
            AccountName::Vendor { scheme: "vendor", number: "XAV/1" },
            AccountName::Collected { kind },
        ] {
            let name = account.to_string();
            assert_eq!(AccountName::read(&name), Some(account), "{name}");
        }
        for name in [
            "",
            "receivable",
            "receivable/nobody/x",
            "revenue/gold",
            "received/x",
            "refunds",
            "vendor/x",
            "collected/gold",
        ] {
            assert_eq!(AccountName::read(name), None, "{name}");
        }
    }
}

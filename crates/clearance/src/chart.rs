//! What the accounts of the ledger are called in the chart of an administration.

use crate::account_name::AccountName;
use crate::procedure::{ChartAccount, Procedures};
use jiff::civil::Date;
use tariff::Dated;

impl Procedures {
    /// What an account of the ledger is called in the chart of the day: by its charge, else by its kind.
    pub fn chart_account<O>(&self, account: &AccountName<O>, day: Date) -> Option<&Dated<ChartAccount>> {
        let kind = account.kind().as_str();
        let charge = match account {
            AccountName::Revenue { kind } | AccountName::Collected { kind } => Some(kind.as_str()),
            _ => None,
        };
        let by_charge = charge.and_then(|charge| self.accounts.on(&format!("{kind}/{charge}"), day));
        by_charge.or_else(|| self.accounts.on(kind, day))
    }
}

//! What happened on accounts of deferred payment beside what consignments put there.

use crate::StoreFailure;
use crate::ledger::Ledger;
use crate::organisation::{Organisations, number_of};
use crate::reader::Reader;
use crate::row::{decode_account_entry, encode_account_entry};
use crate::sql::{self, Connection, OptionalExtension, Row, Transaction, params};
use crate::writer::Writer;
use clearance::{AccountEntry, AccountEntryKind};
use quantity::Currency;

/// An entry of an account, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredOnAccount {
    /// The entry of the journal.
    pub entry: u64,
    /// The party.
    pub party: String,
    /// The day, as the law counts days.
    pub day: i64,
    /// What happened.
    pub what: AccountEntry,
}

/// A place on a worklist: when it is due, its weight, and the consignment.
pub type WaitingPlace = (i64, i64, u64);

impl EnteredOnAccount {
    /// Writes it and posts it, within the caller's transaction.
    pub(crate) fn write(
        &self,
        transaction: &Transaction<'_>,
        organisations: &mut Organisations,
        ledger: &mut Ledger,
    ) -> Result<(), StoreFailure> {
        let party = organisations.id(transaction, &self.party)?;
        let body = encode_account_entry(&self.what)?;
        let mut statement = transaction.prepare_cached(
            "INSERT INTO account_entry (entry, organisation, day, kind, reference, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let (kind, reference) = (self.what.kind.as_str(), &self.what.reference);
        statement.execute(params![self.entry.cast_signed(), party, self.day, kind, reference, body])?;
        ledger.enter((&self.party, &self.what), self.entry, self.day)
    }
}

impl Writer {
    /// What is owed and expected on the statements of a party, and by guarantors for it, in minor units.
    pub fn deferred(&self, party: &str, currency: Currency) -> i64 {
        self.ledger().deferred(party, currency)
    }

    /// The consignments on a worklist after a place, what is due first before the rest, and where to go on; no place
    /// where that was the end.
    pub fn waiting_for(
        &self,
        list: &str,
        (due, weight, consignment): WaitingPlace,
        most: usize,
    ) -> Result<(Vec<u64>, Option<WaitingPlace>), StoreFailure> {
        // In the order of the key: nothing is sorted, however many wait.
        let sql = "SELECT DISTINCT due, weight, consignment FROM waiting WHERE list = ?1 \
                   AND (due, weight, consignment) > (?2, ?3, ?4) ORDER BY due, weight, consignment LIMIT ?5";
        let mut statement = self.reads().prepare_cached(sql)?;
        let consignment = consignment.cast_signed();
        let place = params![list, due, weight, consignment, most];
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<i64>(2)?.cast_unsigned()));
        let rows: Vec<WaitingPlace> = statement.query_map(place, read)?.collect::<Result<_, _>>()?;
        let next = rows.last().copied().filter(|_| rows.len() >= most);
        Ok((rows.into_iter().map(|(.., consignment)| consignment).collect(), next))
    }

    /// What was told of an account under a kind and a reference.
    pub fn on_account(
        &self,
        party: &str,
        kind: AccountEntryKind,
        reference: &str,
    ) -> Result<Option<AccountEntry>, StoreFailure> {
        on_account(self.reads(), party, kind, reference)
    }

    /// Everything on the account of a party, in order.
    pub fn all_on_account(&self, party: &str) -> Result<Vec<EnteredOnAccount>, StoreFailure> {
        all_on_account(self.reads(), party)
    }

    /// Every party that has, or had, anything on its statements.
    pub fn deferring_parties(&self) -> Result<Vec<String>, StoreFailure> {
        deferring_parties(self.reads())
    }

    /// What consignments put on the statements of a party on each day, or took off, with everything else that happened
    /// on them.
    pub fn deferred_days(&self, party: &str) -> Result<Vec<(i64, i64)>, StoreFailure> {
        deferred_days(self.reads(), party)
    }
}

impl Reader {
    /// Everything on the account of a party, in order.
    pub fn all_on_account(&self, party: &str) -> Result<Vec<EnteredOnAccount>, StoreFailure> {
        all_on_account(self.connection(), party)
    }

    /// By how much what a party owes on its statements has changed on each day.
    pub fn deferred_days(&self, party: &str) -> Result<Vec<(i64, i64)>, StoreFailure> {
        deferred_days(self.connection(), party)
    }

    /// Every party that has, or had, anything on its statements.
    pub fn deferring_parties(&self) -> Result<Vec<String>, StoreFailure> {
        deferring_parties(self.connection())
    }

    /// An entry of the journal as it stands on an account; none where it stands on none.
    pub fn on_account_by(&self, entry: u64) -> Result<Option<EnteredOnAccount>, StoreFailure> {
        let sql = "SELECT entry, name, day, body FROM account_entry \
                   JOIN organisation ON organisation.id = organisation WHERE entry = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        statement
            .query_row([entry.cast_signed()], raw)
            .optional()?
            .map(EnteredOnAccount::try_from)
            .transpose()
    }
}

fn on_account(
    connection: &Connection,
    party: &str,
    kind: AccountEntryKind,
    reference: &str,
) -> Result<Option<AccountEntry>, StoreFailure> {
    let Some(party) = number_of(connection, party)? else { return Ok(None) };
    let sql = "SELECT body FROM account_entry WHERE organisation = ?1 AND kind = ?2 AND reference = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let found: Option<Vec<u8>> =
        statement.query_row(params![party, kind.as_str(), reference], |row| row.get(0)).optional()?;
    Ok(found.map(|body| decode_account_entry(&body)).transpose()?)
}

fn all_on_account(connection: &Connection, party: &str) -> Result<Vec<EnteredOnAccount>, StoreFailure> {
    let Some(number) = number_of(connection, party)? else { return Ok(Vec::new()) };
    let sql = "SELECT entry, name, day, body FROM account_entry \
               JOIN organisation ON organisation.id = organisation WHERE organisation = ?1 ORDER BY entry";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([number], raw)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(EnteredOnAccount::try_from).collect()
}

/// Every entry of every account, in order.
pub(crate) fn each_on_account(
    connection: &Connection,
    mut give: impl FnMut(EnteredOnAccount) -> Result<(), StoreFailure>,
) -> Result<(), StoreFailure> {
    let sql = "SELECT entry, name, day, body FROM account_entry \
               JOIN organisation ON organisation.id = organisation ORDER BY entry";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        give(EnteredOnAccount::try_from(raw(&row)?)?)?;
    }
    Ok(())
}

fn deferring_parties(connection: &Connection) -> Result<Vec<String>, StoreFailure> {
    let sql = "SELECT DISTINCT name FROM ledger_account WHERE name BETWEEN 'deferred/' AND 'deferred0' ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map((), |row| row.get::<String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let party =
        |name: String| clearance::AccountName::read(&name)?.organisation().map(|party| (*party).to_owned());
    Ok(names.into_iter().filter_map(party).collect())
}

fn deferred_days(connection: &Connection, party: &str) -> Result<Vec<(i64, i64)>, StoreFailure> {
    let name = clearance::AccountName::Deferred { organisation: party }.to_string();
    let sql = "SELECT day, CAST(sum(ledger_day.debits) - sum(ledger_day.credits) AS BIGINT) FROM ledger_day \
               JOIN ledger_account ON ledger_account.id = account WHERE name = ?1 GROUP BY day ORDER BY day";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// A row as it is read.
type Raw = (i64, String, i64, Vec<u8>);

fn raw(row: &Row<'_>) -> sql::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

impl TryFrom<Raw> for EnteredOnAccount {
    type Error = StoreFailure;

    fn try_from((entry, party, day, body): Raw) -> Result<EnteredOnAccount, StoreFailure> {
        let what = decode_account_entry(&body)?;
        Ok(EnteredOnAccount { entry: entry.cast_unsigned(), party, day, what })
    }
}

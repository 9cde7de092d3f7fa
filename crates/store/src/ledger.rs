//! The ledger: sums of accounts, what was posted on each day, and line by line what for. A view, changed by the
//! differences that steps make.
//!
//! ```text
//!   positions before ─┐                          ┌─► one row for each account that changed: its sums
//!                     ├─► transfers ─► Book ─────┼─► one for each of them and day
//!   positions after ──┘   (in memory)            └─► one for each of them and batch: its lines
//! ```
//!
//! An account that every second parcel moves is written once with a batch, like one that one parcel moves.

use crate::StoreFailure;
use crate::held::Held;
use crate::mixing::Mixing;
use crate::names::Names;
use crate::reader::Reader;
use crate::sql::{Bulk, Connection, Row, Transaction, params};
use clearance::{AccountEntry, AccountName, Position, positions, transfers};
use ledger::{Account, Book, Phase, Sums, Transfer};
use quantity::Currency;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasherDefault;
use std::num::ParseIntError;
use std::str::FromStr;

/// An account, with what it is named by as numbers: one for each currency that it was ever kept in.
type Key = (AccountName<i64>, Currency);

/// The accounts of a database, in memory.
#[derive(Default)]
pub(crate) struct Ledger {
    names: Names,
    book: Book<Key, BuildHasherDefault<Mixing>>,
    ids: HashMap<Key, i64, BuildHasherDefault<Mixing>>,
    /// What the transaction under way has posted, by account and day.
    posted: BTreeMap<(Key, i64), Posted>,
    /// The transfers of the step under way.
    set: Vec<Transfer<Key>>,
}

/// What was posted to an account on a day.
#[derive(Default)]
struct Posted {
    debits: i64,
    credits: i64,
    lines: Vec<Line>,
}

/// A line under way.
struct Line {
    consignment: u64,
    entry: u64,
    amount: i64,
    other: Key,
}

/// A line as it is kept: the consignment, the entry, the amount (above zero it was debited, below credited), the number
/// of the account on the other side.
#[derive(Serialize, Deserialize)]
struct LineRow(u64, u64, i64, i64);

/// An account with what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerAccount {
    /// Its number in the database.
    pub id: i64,
    /// Its name.
    pub name: AccountName<String>,
    /// Its currency.
    pub currency: Currency,
    /// What it comes to.
    pub sums: Sums,
}

/// What was posted to an account on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerDay {
    /// The day, as the law counts days.
    pub day: i64,
    /// Everything that was debited.
    pub debits: i64,
    /// Everything that was credited.
    pub credits: i64,
}

/// Where a line stands among all of an account. As text, for the next page, its three numbers with dots between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinePlace {
    /// The number under which its batch stands.
    pub first: i64,
    /// The day, as the law counts days.
    pub day: i64,
    /// The line among those of batch and day.
    pub index: usize,
}

impl fmt::Display for LinePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.first, self.day, self.index)
    }
}

impl FromStr for LinePlace {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<LinePlace, ParseIntError> {
        let mut parts = text.splitn(3, '.');
        let mut next = || parts.next().unwrap_or_default();
        Ok(LinePlace { first: next().parse()?, day: next().parse()?, index: next().parse()? })
    }
}

/// One posting to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Where it stands among all of the account.
    pub place: LinePlace,
    /// The consignment.
    pub consignment: u64,
    /// The entry of the journal that says why.
    pub entry: u64,
    /// How much, in minor units: above zero it was debited, below credited.
    pub amount: i64,
    /// The account on the other side.
    pub other: AccountName<String>,
}

impl Ledger {
    /// The accounts of a database.
    pub(crate) fn load(connection: &Connection) -> Result<Ledger, StoreFailure> {
        let mut ledger = Ledger::default();
        for row in rows(connection)? {
            let name = row.name.map(|text| ledger.names.number(&text));
            let key = (name, row.currency);
            ledger.book.put(key, Account { sums: row.sums, ..Account::new(row.currency) });
            ledger.ids.insert(key, row.id);
        }
        Ok(ledger)
    }

    /// What is owed and expected on the statements of an organisation, and by guarantors for it.
    pub(crate) fn deferred(&self, organisation: &str, currency: Currency) -> i64 {
        let Some(organisation) = self.names.known(organisation) else { return 0 };
        let used = |name| {
            let account = self.book.account(&(name, currency));
            // What is expected to be taken off may never be.
            account.map_or(0, |account| account.sums.balance().saturating_add(account.sums.reserved_debits))
        };
        used(AccountName::Deferred { organisation })
            .saturating_add(used(AccountName::Called { organisation }).max(0))
    }

    /// Makes the transfers from what a consignment had moved to what it moves now, on a day.
    pub(crate) fn post(
        &mut self,
        held: &Held,
        before: &[Position<Box<str>>],
        day: i64,
    ) -> Result<(), StoreFailure> {
        self.post_of(held, before, day, |_| true)
    }

    /// The same of positions of some kind only.
    pub(crate) fn post_of(
        &mut self,
        held: &Held,
        before: &[Position<Box<str>>],
        day: i64,
        is_meant: impl Fn(&Position<&str>) -> bool,
    ) -> Result<(), StoreFailure> {
        let Ledger { names, book, posted, set, .. } = self;
        let mut numbered = |position: Position<&str>| position.map(|text| names.number(text));
        let before = before.iter().map(Position::as_deref).filter(&is_meant);
        let before: Vec<_> = before.map(&mut numbered).collect();
        let after: Vec<_> = positions(&held.case).into_iter().filter(is_meant).map(numbered).collect();
        set.clear();
        set.extend(transfers(&before, &after).into_iter().map(|transfer| {
            let Transfer { debit, credit, amount, phase } = transfer;
            let currency = amount.currency();
            Transfer { debit: (debit, currency), credit: (credit, currency), amount, phase }
        }));
        book.apply(set).map_err(|_| StoreFailure::Corrupt("the sums of an account"))?;
        for Transfer { debit, credit, amount, phase } in set.iter() {
            let minor = if matches!(phase, Phase::Post | Phase::Settle) { amount.minor() } else { 0 };
            let mut post = |account: &Key, amount, other: &Key| {
                posted.entry((*account, day)).or_default().add(Line {
                    consignment: held.number,
                    entry: held.entry,
                    amount,
                    other: *other,
                });
            };
            post(debit, minor, credit);
            post(credit, -minor, debit);
        }
        Ok(())
    }

    /// Makes the transfer of what happened on the account of a party, on a day.
    pub(crate) fn enter(
        &mut self,
        (party, what): (&str, &AccountEntry),
        entry: u64,
        day: i64,
    ) -> Result<(), StoreFailure> {
        let Some(transfer) = what.transfer(self.names.number(party)) else { return Ok(()) };
        let currency = transfer.amount.currency();
        let (debit, credit) = ((transfer.debit, currency), (transfer.credit, currency));
        let set = [Transfer { debit, credit, amount: transfer.amount, phase: transfer.phase }];
        self.book.apply(&set).map_err(|_| StoreFailure::Corrupt("the sums of an account"))?;
        let minor = transfer.amount.minor();
        for (account, amount, other) in [(debit, minor, credit), (credit, -minor, debit)] {
            let line = Line { consignment: 0, entry, amount, other };
            self.posted.entry((account, day)).or_default().add(line);
        }
        Ok(())
    }

    /// Writes what was posted within the caller's transaction, with the lines under a number.
    pub(crate) fn write(&mut self, transaction: &Transaction<'_>, first: i64) -> Result<(), StoreFailure> {
        let posted = std::mem::take(&mut self.posted);
        let columns = [
            "id",
            "name",
            "currency",
            "minor_units",
            "debits",
            "credits",
            "reserved_debits",
            "reserved_credits",
        ];
        let or_else = "ON CONFLICT (id) DO UPDATE SET debits = excluded.debits, credits = excluded.credits, \
                       reserved_debits = excluded.reserved_debits, reserved_credits = excluded.reserved_credits";
        let mut write_sums = transaction.inserting("ledger_account", &columns, or_else)?;
        let mut written = None;
        for (key, _) in posted.keys() {
            // All days of an account lie together.
            if written != Some(key) {
                self.write_sums(transaction, &mut write_sums, key)?;
                written = Some(key);
            }
        }
        write_sums.write()?;
        let mut write_days = transaction.inserting(
            "ledger_day",
            &["account", "day", "debits", "credits"],
            "ON CONFLICT (account, day) DO UPDATE SET debits = ledger_day.debits + excluded.debits, \
             credits = ledger_day.credits + excluded.credits",
        )?;
        let columns = ["account", "first", "day", "lines"];
        let mut write_lines = transaction.inserting("ledger_lines", &columns, "")?;
        for ((key, day), Posted { debits, credits, lines }) in posted {
            if lines.is_empty() {
                continue;
            }
            let id = self.id(&key)?;
            write_days.add(params![id, day, debits, credits])?;
            let row =
                |line: Line| Ok(LineRow(line.consignment, line.entry, line.amount, self.id(&line.other)?));
            let rows = lines.into_iter().map(row).collect::<Result<Vec<_>, StoreFailure>>()?;
            let body =
                postcard::to_stdvec(&rows).map_err(|_| StoreFailure::Corrupt("lines of an account"))?;
            write_lines.add(params![id, first, day, body])?;
        }
        write_days.write()?;
        Ok(write_lines.write()?)
    }

    fn id(&self, key: &Key) -> Result<i64, StoreFailure> {
        self.ids.get(key).copied().ok_or(StoreFailure::Corrupt("an account without a number"))
    }

    /// Writes what an account comes to among others, or at once where it has no number yet.
    fn write_sums(
        &mut self,
        transaction: &Transaction<'_>,
        rows: &mut Bulk<'_>,
        key: &Key,
    ) -> Result<(), StoreFailure> {
        let account = self.book.account(key).ok_or(StoreFailure::Corrupt("an account that is nowhere"))?;
        let Sums { debits, credits, reserved_debits, reserved_credits } = account.sums;
        let (name, currency) = *key;
        let name = name.map(|number| self.names.text(number)).to_string();
        let (code, minor_units) = (currency.code(), i64::from(currency.minor_units()));
        if let Some(id) = self.ids.get(key) {
            rows.add(params![
                id,
                name,
                code,
                minor_units,
                debits,
                credits,
                reserved_debits,
                reserved_credits
            ])?;
            return Ok(());
        }
        let id = transaction.query_row(
            "INSERT INTO ledger_account \
             (name, currency, minor_units, debits, credits, reserved_debits, reserved_credits) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
            params![name, code, minor_units, debits, credits, reserved_debits, reserved_credits],
            |row| row.get(0),
        )?;
        self.ids.insert(*key, id);
        Ok(())
    }
}

impl Posted {
    fn add(&mut self, line: Line) {
        // What is only expected moves nothing; that the account has changed is known by the entry.
        if line.amount > 0 {
            self.debits = self.debits.saturating_add(line.amount);
        } else {
            self.credits = self.credits.saturating_sub(line.amount);
        }
        if line.amount != 0 {
            self.lines.push(line);
        }
    }
}

impl Reader {
    /// Every account, by name and currency.
    pub fn ledger_accounts(&self) -> Result<Vec<LedgerAccount>, StoreFailure> {
        rows(self.connection())
    }

    /// What was posted to an account on days from one to another, both of them with it.
    pub fn ledger_days(&self, account: i64, from: i64, to: i64) -> Result<Vec<LedgerDay>, StoreFailure> {
        let mut statement = self.connection().prepare_cached(
            "SELECT day, debits, credits FROM ledger_day WHERE account = ?1 AND day BETWEEN ?2 AND ?3 \
             ORDER BY day",
        )?;
        let read =
            |row: &Row<'_>| Ok(LedgerDay { day: row.get(0)?, debits: row.get(1)?, credits: row.get(2)? });
        Ok(statement.query_map([account, from, to], read)?.collect::<Result<_, _>>()?)
    }

    /// What was posted to an account on days from one to another, both of them with it, by the account on the other
    /// side: above zero where more was debited; with the number of lines.
    pub fn ledger_by_other(
        &self,
        account: i64,
        days: (i64, i64),
    ) -> Result<Vec<(AccountName<String>, i64, u64)>, StoreFailure> {
        let mut sums: BTreeMap<i64, (i64, u64)> = BTreeMap::new();
        let sql = "SELECT lines FROM ledger_lines WHERE account = ?1 AND day BETWEEN ?2 AND ?3";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([account, days.0, days.1])?;
        while let Some(row) = rows.next()? {
            for LineRow(_, _, amount, other) in lines_of(row.bytes(0)?)? {
                let sum = sums.entry(other).or_default();
                *sum = (sum.0.saturating_add(amount), sum.1 + 1);
            }
        }
        let accounts = self.ledger_accounts()?;
        let named = accounts.into_iter().filter_map(|account| {
            let (minor, count) = sums.get(&account.id)?;
            Some((account.name, *minor, *count))
        });
        Ok(named.collect())
    }

    /// A page of the lines of an account on days from one to another, both of them with it, in the order in which they
    /// were posted, after a place.
    pub fn ledger_lines(
        &self,
        account: i64,
        days: (i64, i64),
        after: Option<LinePlace>,
        most: usize,
    ) -> Result<Vec<LedgerLine>, StoreFailure> {
        let names: HashMap<i64, AccountName<String>> =
            self.ledger_accounts()?.into_iter().map(|row| (row.id, row.name)).collect();
        let from = after.map_or(i64::MIN, |after| after.first);
        let mut statement = self.connection().prepare_cached(
            "SELECT first, day, lines FROM ledger_lines WHERE account = ?1 AND first >= ?2 \
             AND day BETWEEN ?3 AND ?4 ORDER BY first, day",
        )?;
        let mut found = Vec::new();
        let mut rows = statement.query([account, from, days.0, days.1])?;
        while let Some(row) = rows.next()? {
            let (first, day) = (row.get(0)?, row.get(1)?);
            let lines = lines_of(row.bytes(2)?)?;
            for (index, LineRow(consignment, entry, amount, other)) in lines.into_iter().enumerate() {
                let place = LinePlace { first, day, index };
                if after.is_some_and(|after| place <= after) {
                    continue;
                }
                let other = names.get(&other).cloned();
                let other = other.ok_or(StoreFailure::Corrupt("an account without a name"))?;
                found.push(LedgerLine { place, consignment, entry, amount, other });
                if found.len() >= most {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    /// Gives every posting to an account on days from one to another, both of them with it: the day, the consignment and
    /// how much, above zero where it was debited.
    pub fn each_posting(
        &self,
        account: i64,
        days: (i64, i64),
        mut give: impl FnMut(i64, u64, i64),
    ) -> Result<(), StoreFailure> {
        let mut statement = self.connection().prepare_cached(
            "SELECT day, lines FROM ledger_lines WHERE account = ?1 AND day BETWEEN ?2 AND ?3",
        )?;
        let mut rows = statement.query([account, days.0, days.1])?;
        while let Some(row) = rows.next()? {
            let day = row.get(0)?;
            for LineRow(consignment, _, amount, _) in lines_of(row.bytes(1)?)? {
                give(day, consignment, amount);
            }
        }
        Ok(())
    }

    /// Where the ledger does not add up by itself: days and lines to the sums of their accounts, accounts of a currency
    /// to nothing.
    pub(crate) fn flaws_of_ledger(&self) -> Result<Vec<String>, StoreFailure> {
        let mut flaws = Vec::new();
        let mut by_currency: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for LedgerAccount { id, name, currency, sums } in self.ledger_accounts()? {
            let days = self.ledger_days(id, i64::MIN, i64::MAX)?;
            let add =
                |(debits, credits): (i64, i64), day: &LedgerDay| (debits + day.debits, credits + day.credits);
            if days.iter().fold((0, 0), add) != (sums.debits, sums.credits) {
                flaws.push(format!("the days of `{name}` do not add up to it"));
            }
            let mut lines = (0_i64, 0_i64);
            let mut statement =
                self.connection().prepare_cached("SELECT lines FROM ledger_lines WHERE account = ?1")?;
            let mut rows = statement.query([id])?;
            while let Some(row) = rows.next()? {
                for LineRow(_, _, amount, _) in lines_of(row.bytes(0)?)? {
                    lines.0 += amount.max(0);
                    lines.1 -= amount.min(0);
                }
            }
            if lines != (sums.debits, sums.credits) {
                flaws.push(format!("the lines of `{name}` do not add up to it"));
            }
            let all = by_currency.entry(currency.code().to_owned()).or_default();
            all.0 += sums.balance();
            all.1 += sums.reserved_debits - sums.reserved_credits;
        }
        flaws.extend(
            by_currency
                .into_iter()
                .filter(|(_, sums)| *sums != (0, 0))
                .map(|(currency, _)| format!("the accounts in {currency} do not come to nothing")),
        );
        Ok(flaws)
    }
}

fn lines_of(body: &[u8]) -> Result<Vec<LineRow>, StoreFailure> {
    postcard::from_bytes(body).map_err(|_| StoreFailure::Corrupt("lines of an account"))
}

fn rows(connection: &Connection) -> Result<Vec<LedgerAccount>, StoreFailure> {
    let corrupt = || StoreFailure::Corrupt("the name of an account");
    let mut statement = connection.prepare_cached(
        "SELECT id, name, currency, minor_units, debits, credits, reserved_debits, reserved_credits \
         FROM ledger_account ORDER BY name, currency",
    )?;
    let mut rows = statement.query(())?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, letters): (String, String) = (row.get(1)?, row.get(2)?);
        let name = AccountName::read(&name).ok_or_else(corrupt)?.map(str::to_owned);
        let currency = Currency::new(&letters, row.get(3)?).ok_or_else(corrupt)?;
        let sums = Sums {
            debits: row.get(4)?,
            credits: row.get(5)?,
            reserved_debits: row.get(6)?,
            reserved_credits: row.get(7)?,
        };
        found.push(LedgerAccount { id: row.get(0)?, name, currency, sums });
    }
    Ok(found)
}

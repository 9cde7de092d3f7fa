//! Views made from what they are views of: for a database that was written before there were such, and to check.

use crate::StoreFailure;
use crate::account_entry::each_on_account;
use crate::entry::{Entry, What};
use crate::held::{Held, Kept, LEAVING};
use crate::ledger::{Ledger, LedgerAccount};
use crate::organisation::{Organisations, number_of};
use crate::reader::Reader;
use crate::row::{decode_account_entry, decode_faults};
use crate::secret::Secret;
use crate::sql::{Connection, Transaction, params};
use crate::token::moment;
use crate::views::{ALL_TIME, SentBack, Views};
use crate::worth::Worths;
use crate::writer::held_of_row;
use crate::{journal, mark, outbound};
use clearance::{Figure, Position, positions};
use ledger::Transfer;
use std::collections::BTreeMap;

/// Differences that are told; there may be more.
const TOLD: usize = 20;

/// Fills worklists, standings and tallies within the caller's transaction, consignment by consignment and block by
/// block.
pub(crate) fn fill(transaction: &Transaction<'_>, secret: &Secret) -> Result<(), StoreFailure> {
    for table in ["waiting", "standing", "tally"] {
        transaction.execute(&format!("DELETE FROM {table}"), ())?;
    }
    let mut organisations = Organisations::load(transaction)?;
    // The ledger comes with a later layout.
    let mut views = Views::new(transaction, &mut organisations, None)?;
    each_consignment(transaction, secret, |mut held| {
        held.kept = Kept::Nothing;
        views.write(&held, 0)
    })?;
    each_sent_back(transaction, secret, |sent_back| views.send_back(&sent_back))?;
    views.end(0)
}

/// Opens the ledger within the caller's transaction: what each consignment comes to is posted on the day of its first
/// filing. What is collected at the sale comes with a later layout.
pub(crate) fn open_ledger(transaction: &Transaction<'_>, secret: &Secret) -> Result<(), StoreFailure> {
    post_each(transaction, secret, |ledger, held| {
        ledger.post_of(held, &[], held.first_day, |position| !position.is_collected_at_sale())
    })
}

/// Opens the accounts of what is collected at the sale, within the caller's transaction: posted on the day of the
/// release in universal time, where that is known, else on that of the first filing.
pub(crate) fn open_vendor_accounts(
    transaction: &Transaction<'_>,
    secret: &Secret,
) -> Result<(), StoreFailure> {
    post_each(transaction, secret, |ledger, held| {
        let day = held.released.map_or(held.first_day, |at| at.as_second().div_euclid(86_400));
        ledger.post_of(held, &[], day, |position| position.is_collected_at_sale())
    })
}

/// Posts something of each consignment, some thousands under one number below zero.
fn post_each(
    transaction: &Transaction<'_>,
    secret: &Secret,
    post: impl Fn(&mut Ledger, &Held) -> Result<(), StoreFailure>,
) -> Result<(), StoreFailure> {
    const TOGETHER: usize = 2_000;
    let mut ledger = Ledger::load(transaction)?;
    let (mut first, mut together) = (i64::MIN / 2, 0);
    each_consignment(transaction, secret, |held| {
        post(&mut ledger, &held)?;
        together += 1;
        if together == TOGETHER {
            ledger.write(transaction, first)?;
            (first, together) = (first + 1, 0);
        }
        Ok(())
    })?;
    ledger.write(transaction, first)
}

/// Puts goods that may not stay and have not left on their list, within the caller's transaction.
pub(crate) fn list_leaving(transaction: &Transaction<'_>, secret: &Secret) -> Result<(), StoreFailure> {
    // They are there already where the lists themselves are new.
    let sql = "INSERT INTO waiting (list, due, weight, consignment, control) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT DO NOTHING";
    each_consignment(transaction, secret, |held| {
        for row in held.waiting().into_iter().filter(|row| row.list == LEAVING) {
            let number = held.number.cast_signed();
            let place = params![row.list, row.due, row.weight, number, row.control];
            transaction.prepare_cached(sql)?.execute(place)?;
        }
        Ok(())
    })
}

/// Gives every consignment without the texts of persons.
fn each_consignment(
    connection: &Connection,
    secret: &Secret,
    mut give: impl FnMut(Held) -> Result<(), StoreFailure>,
) -> Result<(), StoreFailure> {
    let sql = "SELECT number, entry, day, value, body, first_day, released FROM consignment ORDER BY number";
    connection.each(sql, (), |row| give(held_of_row(row, secret, |_| Ok(BTreeMap::new()))?))
}

/// Gives every document that the journal says went back, with its day in universal time: the journal does not tell
/// the day as the law counts it.
fn each_sent_back(
    connection: &Connection,
    secret: &Secret,
    mut give: impl FnMut(SentBack) -> Result<(), StoreFailure>,
) -> Result<(), StoreFailure> {
    journal::each_block(connection, secret, |entries| {
        for bytes in entries {
            let entry = Entry::decode(&bytes)?;
            let What::Returned { faults, .. } = entry.what else { continue };
            give(SentBack {
                day: moment(entry.at)?.as_second().div_euclid(86_400),
                organisation: entry.actor.organisation.to_owned(),
                faults: decode_faults(faults)?.iter().map(|fault| fault.code).collect(),
            })?;
        }
        Ok(())
    })
}

/// What a recount found: figures by day, kind and key, and how many rows views should have.
#[derive(Default)]
struct Recount {
    figures: BTreeMap<(i64, &'static str, String), i64>,
    standings: i64,
    waiting: i64,
    /// What is on each account, and what is reserved of its debits and credits.
    accounts: BTreeMap<(String, String), (i64, i64, i64)>,
    differences: Vec<String>,
}

impl Reader {
    /// Counts everything again, and says where worklists, standings and tallies differ from that, if they do. What
    /// went back is compared without its day.
    pub fn differing_views(&self) -> Result<Vec<String>, StoreFailure> {
        let connection = self.connection();
        // All of it is read as it was at one moment, also beside a server.
        let _moment = connection.moment()?;
        let mut recount = Recount::default();
        let worths = Worths::load(connection)?;
        each_consignment(connection, self.secret(), |held| {
            if worths.get(held.number).is_some_and(|worth| worth != (held.day, held.value)) {
                recount.differences.push(format!("`worth` has another value of consignment {}", held.number));
            }
            recount.count(connection, &held)
        })?;
        each_sent_back(connection, self.secret(), |sent_back| {
            recount.count_sent_back(&sent_back);
            Ok(())
        })?;
        recount.count_on_accounts(connection, self.secret())?;
        recount.compare_accounts(self.ledger_accounts()?);
        recount.differences.extend(self.flaws_of_ledger()?);
        recount.differences.extend(outbound::differing(connection, self.secret())?);
        recount.differences.extend(mark::differing(connection, self.secret())?);
        recount.compare(connection)
    }
}

impl Recount {
    fn add(&mut self, day: i64, figure: &Figure<&str>, value: i64) {
        let sum = self.figures.entry((day, figure.kind().as_str(), figure.to_string())).or_default();
        *sum = sum.saturating_add(value);
    }

    fn count_sent_back(&mut self, sent_back: &SentBack) {
        let organisation = sent_back.organisation.as_str();
        self.add(ALL_TIME, &Figure::Returned { organisation }, 1);
        let mut codes = sent_back.faults.clone();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().for_each(|code| self.add(ALL_TIME, &Figure::Faulted { organisation, code }, 1));
    }

    fn count_positions(&mut self, held: &Held) {
        for Position { debit, credit, currency, posted, expected } in positions(&held.case) {
            let code = || currency.code().to_owned();
            let debited = self.accounts.entry((debit.to_string(), code())).or_default();
            (debited.0, debited.1) = (debited.0 + posted, debited.1 + expected);
            let credited = self.accounts.entry((credit.to_string(), code())).or_default();
            (credited.0, credited.2) = (credited.0 - posted, credited.2 + expected);
        }
    }

    /// What happened on accounts, as the journal tells it.
    fn count_on_accounts(&mut self, connection: &Connection, secret: &Secret) -> Result<(), StoreFailure> {
        let mut kept = BTreeMap::new();
        each_on_account(connection, |entered| {
            kept.insert(entered.entry, entered);
            Ok(())
        })?;
        let mut number = 0;
        journal::each_block(connection, secret, |entries| {
            for bytes in entries {
                number += 1;
                let entry = Entry::decode(&bytes)?;
                let What::OnAccount { party, what } = entry.what else { continue };
                let what = decode_account_entry(what)?;
                if let Some(Transfer { debit, credit, amount, .. }) = what.transfer(party) {
                    for (account, minor) in [(debit, amount.minor()), (credit, -amount.minor())] {
                        let key = (account.to_string(), amount.currency().code().to_owned());
                        self.accounts.entry(key).or_default().0 += minor;
                    }
                }
                let is_kept =
                    kept.remove(&number).is_some_and(|kept| kept.what == what && kept.party == party);
                if !is_kept {
                    self.differences
                        .push(format!("entry {number} does not stand on the account of `{party}`"));
                }
            }
            Ok(())
        })?;
        let made_up = kept.into_keys();
        self.differences
            .extend(made_up.map(|entry| format!("`account_entry` has {entry}, the journal has not")));
        self.differences.truncate(TOLD);
        Ok(())
    }

    fn count(&mut self, connection: &Connection, held: &Held) -> Result<(), StoreFailure> {
        self.count_positions(held);
        for (figure, value) in held.figures() {
            let day = if figure.kind().is_by_day() { held.first_day } else { ALL_TIME };
            self.add(day, &figure, value);
            if let Figure::Told { organisation, phase } = figure {
                self.standings += 1;
                let sql = "SELECT 1 FROM standing WHERE organisation = ?1 AND phase = ?2 AND number = ?3";
                let organisation = number_of(connection, organisation)?;
                let (phase, number) = (phase.as_str(), held.number.cast_signed());
                if !connection.prepare_cached(sql)?.exists(params![organisation, phase, number])? {
                    self.differences.push(format!("consignment {} does not stand as told", held.number));
                }
            }
        }
        for row in held.waiting() {
            self.waiting += 1;
            let sql = "SELECT 1 FROM waiting \
                       WHERE list = ?1 AND due = ?2 AND weight = ?3 AND consignment = ?4 AND control = ?5";
            let number = held.number.cast_signed();
            let place = params![row.list, row.due, row.weight, number, row.control];
            if !connection.prepare_cached(sql)?.exists(place)? {
                self.differences.push(format!("consignment {} is not on `{}`", held.number, row.list));
            }
        }
        self.differences.truncate(TOLD);
        Ok(())
    }

    fn compare_accounts(&mut self, accounts: Vec<LedgerAccount>) {
        for LedgerAccount { name, currency, sums, .. } in accounts {
            let name = name.to_string();
            let found = (sums.balance(), sums.reserved_debits, sums.reserved_credits);
            let expected = self.accounts.remove(&(name.clone(), currency.code().to_owned()));
            if found != expected.unwrap_or_default() {
                self.differences.push(format!("account `{name}` has {found:?}, not {expected:?}"));
            }
        }
        let missing = std::mem::take(&mut self.accounts).into_keys();
        self.differences.extend(missing.map(|(name, _)| format!("account `{name}` is not there")));
        self.differences.truncate(TOLD);
    }

    fn compare(mut self, connection: &Connection) -> Result<Vec<String>, StoreFailure> {
        for (table, expected) in [("standing", self.standings), ("waiting", self.waiting)] {
            let found: i64 =
                connection.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0))?;
            if found != expected {
                self.differences.push(format!("`{table}` has {found} rows, not {expected}"));
            }
        }
        let mut statement = connection.prepare_cached("SELECT day, name, key, value FROM tally")?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            let name = clearance::FigureKind::from_name(&name).map_or("", clearance::FigureKind::as_str);
            let day = if matches!(name, "returned" | "faulted") { ALL_TIME } else { row.get(0)? };
            let value: i64 = row.get(3)?;
            let sum = self.figures.entry((day, name, row.get(2)?)).or_default();
            *sum = sum.saturating_sub(value);
        }
        let wrong = self.figures.iter().filter(|(_, difference)| **difference != 0);
        let wrong = wrong.map(|((day, name, key), difference)| {
            format!("`{name}` `{}` of day {day} lacks {difference}", key.replace('\t', " "))
        });
        self.differences.extend(wrong.take(TOLD));
        Ok(self.differences)
    }
}

//! A statement in words: what it is made of, for the page and for paper.

use crate::http::statements::{Account, ByKind, amount, within};
use clearance::{AccountName, Law, Period, Statement, day_number, day_of_number};
use jiff::civil::Date;
use paper::{Sheet, Table};
use store::{LedgerDay, Reader, StoreFailure};
use wire::Voice;

/// A line of the sum: what, what is said beside it, how much.
pub(crate) type SumLine = (String, String, String);

/// What a statement is made of, in the order in which it adds up; `day` writes a day.
pub(crate) fn sum(
    voice: &Voice,
    account: &Account,
    statement: &Statement,
    kinds: &ByKind,
    day: impl Fn(Date) -> String,
) -> Vec<SumLine> {
    let money = |minor| amount(minor, account.currency);
    let word = |kind: &str, code: &str| voice.say(&format!("{kind}-{code}"), &[]);
    let mut rows = vec![(voice.say("page-statement-opening", &[]), String::new(), money(statement.opening))];
    rows.extend(kinds.iter().map(|(kind, (minor, count))| {
        (word("kind", kind), voice.say("page-statement-postings", &[("count", count)]), money(*minor))
    }));
    let entered = within(account, statement.period).filter(|entered| entered.what.on_statements() != 0);
    rows.extend(entered.map(|entered| {
        let said = format!("{} · {}", entered.what.reference, day(day_of_number(entered.day)));
        let what = word("page-statement-entry", entered.what.kind.as_str());
        (what, said, money(entered.what.on_statements()))
    }));
    rows
}

/// What happened on the account of a party on each day of a period.
pub(crate) fn days(reader: &Reader, party: &str, period: Period) -> Result<Vec<LedgerDay>, StoreFailure> {
    let name = AccountName::Deferred { organisation: party.to_owned() };
    let account = reader.ledger_accounts()?.into_iter().find(|account| account.name == name);
    let (from, to) = (day_number(period.from), day_number(period.to()));
    account.map_or(Ok(Vec::new()), |account| reader.ledger_days(account.id, from, to))
}

/// The statement on paper.
pub(crate) fn sheet(
    (voice, law, today): (&Voice, &Law, Date),
    account: &Account,
    statement: &Statement,
    kinds: &ByKind,
    days: &[LedgerDay],
) -> Sheet {
    let say = |id: &str| voice.say(id, &[]);
    let money = |minor| amount(minor, account.currency);
    let currency = account.currency.code();
    let period = statement.period;
    let state = say(&format!("page-statement-state-{}", statement.state.as_str()));
    // Digits and codes run from left to right inside every language.
    let apart = |text: String| format!("\u{2066}{text}\u{2069}");
    let named = |minor| apart(format!("{} {currency}", money(minor)));
    let facts = [
        (say("page-statement-period"), apart(format!("{} – {}", period.from, period.to()))),
        (say("page-statement-state"), state),
        (say("page-statement-left"), named(statement.left)),
        (say("page-statement-due"), statement.due.to_string()),
    ];
    let rows = sum(voice, account, statement, kinds, |day| day.to_string());
    let closing = vec![say("page-statement-closing"), String::new(), money(statement.closing)];
    let made_of = Table {
        title: say("page-statement-sum"),
        columns: vec![say("page-statement-what"), String::new(), currency.to_owned()],
        rows: rows.into_iter().map(|(what, said, sum)| vec![what, said, sum]).collect(),
        total: Some(closing),
    };
    let change = |day: &LedgerDay| day.debits.saturating_sub(day.credits);
    let by_day = Table {
        title: say("page-statement-by-day"),
        columns: vec![
            say("page-statement-day"),
            say("page-statement-put-on"),
            say("page-statement-taken-off"),
            currency.to_owned(),
        ],
        rows: days
            .iter()
            .map(|day| {
                let date = day_of_number(day.day).to_string();
                vec![date, money(day.debits), money(day.credits), money(change(day))]
            })
            .collect(),
        total: Some(vec![
            String::new(),
            money(days.iter().map(|day| day.debits).fold(0, i64::saturating_add)),
            money(days.iter().map(|day| day.credits).fold(0, i64::saturating_add)),
            money(days.iter().map(change).fold(0, i64::saturating_add)),
        ]),
    };
    Sheet {
        language: voice.language().to_owned(),
        is_from_right: voice.language().starts_with("ar"),
        title: voice.say("page-statement-of", &[("period", &period)]),
        subtitle: account.party.clone(),
        facts: facts.to_vec(),
        tables: vec![made_of, by_day],
        foot: format!("{} {} · {today}", law.pack, law.version),
    }
}

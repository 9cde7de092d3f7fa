//! The register as a CSV file: read with every fault of every row, and written as it is read.

use crate::cell::{Dating, parse_amount, parse_number};
use crate::finding::{Finding, Findings, Severity};
use crate::folder::{self, MAX_BYTES};
use crate::procedures::words;
use crate::table::{self, Row, Shape};
use clearance::identifier::Grn;
use clearance::{Authorisation, AuthorisationKind, Register, SharedDays};
use evidence::VerifyingKey;
use quantity::{Amount, Currency};

/// What findings call the file.
const FILE: &str = "register.csv";
const COLUMNS: &[&str] = &["party", "name", "kind", "scheme", "number", "valid_from", "valid_to", "law"];
/// The columns that only a register that uses them needs: one of before is read, and written, as it was.
const AMOUNT: &str = "amount";
const SECURED: &str = "secured_percent";
const KEY: &str = "key";
/// The days and the law are read as those of a pack's row, but a register has no rows that wait to be checked.
const SHAPE: Shape = Shape::csv(FILE, COLUMNS).perhaps(&[AMOUNT, SECURED, KEY]).undated();

/// Reads a register: CSV with the columns `party,name,kind,scheme,number,valid_from,valid_to,law` and perhaps `key`.
///
/// A column that nothing reads is an error, other than in a pack: the register is stored as a whole once a row
/// was added or ended, and what nobody read would be gone.
///
/// # Errors
/// Everything that was found, by line. Not one row is taken then.
pub fn register(text: &[u8]) -> Result<Register, Vec<Finding>> {
    let findings = Findings::default();
    match (rows(text, &findings), findings.take()) {
        (Some(register), found) if found.is_empty() => Ok(register),
        (_, found) => Err(found.into_iter().map(refusing).collect()),
    }
}

/// A register as [`register`] reads it, one line a row in the register's order: the same register, the same text.
pub fn register_csv(register: &Register) -> String {
    let uses = |column: &str| match column {
        KEY => register.rows().iter().any(|row| row.key.is_some()),
        _ => register.rows().iter().any(|row| row.amount.is_some() || row.secured_percent.is_some()),
    };
    let more: Vec<&str> = [AMOUNT, SECURED, KEY].into_iter().filter(|column| uses(column)).collect();
    let columns: Vec<&str> = COLUMNS.iter().chain(&more).copied().collect();
    let mut text = columns.join(",");
    text.push('\n');
    for row in register.rows() {
        let [from, to] = [Some(row.validity.from), row.validity.to]
            .map(|day| day.map_or_else(String::new, |day| day.to_string()));
        let cells = [
            &row.party,
            &row.name,
            row.kind.as_str(),
            row.scheme.as_deref().unwrap_or_default(),
            row.number.as_deref().unwrap_or_default(),
            &from,
            &to,
            row.law.as_str(),
        ];
        text.push_str(&cells.map(quoted).join(","));
        for column in &more {
            let cell = match *column {
                AMOUNT => row.amount.map(|amount| amount.to_string()),
                SECURED => row.secured_percent.map(|percent| percent.to_string()),
                _ => row.key.map(|key| key.to_string()),
            };
            text.push(',');
            text.extend(cell);
        }
        text.push('\n');
    }
    text
}

/// A cell in quotation marks if it would be read as another without them.
fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// Whatever is found refuses the whole register, and is about its one file.
fn refusing(finding: Finding) -> Finding {
    Finding { severity: Severity::Error, file: FILE.to_owned(), ..finding }
}

/// The register of the rows without faults, if their days do not meet.
fn rows(text: &[u8], findings: &Findings) -> Option<Register> {
    if text.len() as u64 > MAX_BYTES {
        findings.add(Finding::error("too_large", format!("the file has more than {MAX_BYTES} bytes")));
        return None;
    }
    let text = folder::text(text).map_err(|finding| findings.add(*finding)).ok()?;
    let kinds = words(AuthorisationKind::ALL, AuthorisationKind::as_str);
    let mut authorisations = Vec::new();
    let mut lines = Vec::new();
    let read = table::read(FILE, text, &SHAPE, findings, |row| {
        if row.is_whole
            && let Some(authorisation) = authorisation(row, &kinds)
        {
            authorisations.push(authorisation);
            lines.push(row.line);
        }
    });
    let made = Register::new(authorisations);
    for shared in made.as_ref().err().into_iter().flatten() {
        tell_shared_days(shared, &lines, findings);
    }
    read.ok()?;
    made.ok()
}

/// One row. Every cell is read before it is given up, so that all its faults are told.
fn authorisation(row: &Row<'_>, kinds: &[(&'static str, AuthorisationKind)]) -> Option<Authorisation> {
    let (party, name) = (row.text("party"), row.text("name"));
    let kind = row.word("kind", kinds);
    let dating = row.dating();
    let key = key(row, kind);
    let (scheme, number) = kind.map_or((None, None), |kind| (scheme(row, kind), number(row, kind)));
    let (amount, secured_percent) =
        kind.map_or((None, None), |kind| (amount(row, kind), secured_percent(row, kind)));
    let Dating { validity, law, .. } = dating?;
    Some(Authorisation {
        party: party?,
        name: name?,
        kind: kind?,
        scheme: scheme?,
        number: number?,
        amount: amount?,
        secured_percent: secured_percent?,
        validity,
        law,
        key: key?,
    })
}

/// The key that signs tax tokens, where there is one: only numbers of tax schemes have any.
fn key(row: &Row<'_>, kind: Option<AuthorisationKind>) -> Option<Option<VerifyingKey>> {
    if row.optional_text(KEY).is_none() {
        return Some(None);
    }
    if kind.is_some_and(|kind| kind != AuthorisationKind::TaxScheme) {
        let reason = "only a number of a tax scheme has a key";
        row.tell(KEY, Finding::error("unfit_key", reason).fix("leave the cell empty"));
        return None;
    }
    row.value(KEY, "malformed_key", "an Ed25519 key as 44 signs of base64", VerifyingKey::parse).map(Some)
}

/// The scheme of a number or the party of a mandate; every other kind is for nothing in particular.
fn scheme(row: &Row<'_>, kind: AuthorisationKind) -> Option<Option<String>> {
    let scheme = row.cell("scheme")?;
    match (kind.has_scheme(), scheme.is_empty()) {
        (true, false) => Some(Some(scheme.into_owned())),
        (false, true) => Some(None),
        (true, true) => {
            let fix = match kind {
                AuthorisationKind::Mandate => "write the party that is represented",
                _ => "write the scheme's id in procedures/schemes.csv of the pack",
            };
            row.tell("scheme", Finding::error("missing", "`scheme` is empty").fix(fix));
            None
        }
        (false, false) => {
            let reason = format!("a row of the kind `{}` has no scheme", kind.as_str());
            row.tell("scheme", Finding::error("unfit_scheme", reason).fix("leave the cell empty"));
            None
        }
    }
}

/// The number, without any space: filers declare it so, and one with a space would be known to nobody.
fn number(row: &Row<'_>, kind: AuthorisationKind) -> Option<Option<String>> {
    if row.cell("number")?.is_empty() && !kind.needs_number() {
        return Some(None);
    }
    let number =
        row.value("number", "malformed_number", "it as filers declare it, without spaces", |text| {
            (!text.contains(char::is_whitespace)).then(|| text.to_owned())
        })?;
    if kind == AuthorisationKind::Guarantee
        && let Err(flaw) = Grn::parse(&number)
    {
        let reason = format!("`{number}` is no guarantee reference number: {flaw}");
        row.tell("number", Finding::error("malformed_number", reason));
        return None;
    }
    Some(Some(number))
}

/// How far a guarantee reaches: `50000.00 EXD`. No other kind has an amount.
fn amount(row: &Row<'_>, kind: AuthorisationKind) -> Option<Option<Amount>> {
    let is_guarantee = kind == AuthorisationKind::Guarantee;
    match row.optional_text(AMOUNT) {
        None if !is_guarantee => Some(None),
        Some(_) if !is_guarantee => {
            row.tell("amount", unfit("amount", kind));
            None
        }
        _ => row
            .value("amount", "malformed_amount", "an amount with its currency: `50000.00 EXD`", |text| {
                let (number, currency) = text.split_once(' ')?;
                let (value, currency) = (parse_amount(number)?, Currency::new(currency, 2)?);
                Some(Amount { value, currency })
            })
            .map(Some),
    }
}

/// How much of its debts a party that pays later must have guaranteed: 0 where that is waived.
fn secured_percent(row: &Row<'_>, kind: AuthorisationKind) -> Option<Option<u32>> {
    if row.optional_text(SECURED).is_none() {
        return Some(None);
    }
    if kind != AuthorisationKind::Deferment {
        row.tell("secured_percent", unfit("secured_percent", kind));
        return None;
    }
    row.value("secured_percent", "malformed_number", "a whole number up to 100", |text| {
        parse_number(text).filter(|percent| *percent <= 100)
    })
    .map(Some)
}

fn unfit(column: &str, kind: AuthorisationKind) -> Finding {
    let reason = format!("a row of the kind `{}` has no `{column}`", kind.as_str());
    Finding::error("unfit_value", reason).fix("leave the cell empty")
}

/// Tells, at the row further down, of two rows about one authorisation that are in force on the same day.
fn tell_shared_days(shared: &SharedDays, lines: &[u64], findings: &Findings) {
    let line = |place: usize| lines.get(place).copied().unwrap_or_default();
    let [upper, lower] = {
        let (one, other) = (line(shared.first), line(shared.second));
        [one.min(other), one.max(other)]
    };
    let reason = format!("row {upper} is about the same authorisation and in force on the same days");
    findings.add(
        Finding::error("overlap", reason).file(FILE).row(lower).column("valid_from").fix(
            "end the earlier one with `valid_to` on the day before the later one begins, or take one out",
        ),
    );
}

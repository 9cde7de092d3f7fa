//! `cocket register`: the parties and their dated authorisations that decisions are made by.

use crate::failure::{Answer, Failure};
use clap::Subcommand;
use clearance::{Authorisation, AuthorisationKind, Register};
use evidence::{VerifyingKey, content_hash};
use jiff::civil::Date;
use quantity::{Amount, Currency, Decimal};
use std::io::Write;
use std::path::PathBuf;
use store::Registers;
use tariff::{LawRef, Validity};

/// The most bytes of a register.
const MOST_BYTES: u64 = 512 << 20;

/// Arguments of `cocket register`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data", global = true)]
    data: PathBuf,
}

#[derive(Subcommand)]
enum What {
    /// Let a CSV file count as the register, instead of the one before. A running server takes it within seconds.
    Import {
        /// The file, `-` for standard input; docs/guide/register.md has its columns.
        file: PathBuf,
    },
    /// Show the register that counts, as CSV.
    Show,
    /// Add one authorisation.
    Grant {
        /// The party's id: the organisation under which it files.
        party: String,
        /// Its name.
        #[arg(long, default_value = "")]
        name: String,
        /// tax_scheme, trusted_trader, deferment, guarantee, broker_licence, mandate or tax_standing.
        #[arg(long, value_parser = kind)]
        kind: AuthorisationKind,
        /// The scheme in the pack, or for a mandate the party that is represented.
        #[arg(long)]
        scheme: Option<String>,
        /// The number granted.
        #[arg(long)]
        number: Option<String>,
        /// How far a guarantee reaches: "50000.00 EXD".
        #[arg(long, value_parser = amount)]
        amount: Option<Amount>,
        /// How much of what is deferred must be guaranteed, in percent; 0 where that is waived.
        #[arg(long, value_parser = clap::value_parser!(u32).range(0..=100))]
        secured_percent: Option<u32>,
        /// The first day in force.
        #[arg(long, value_name = "DATE")]
        from: Date,
        /// The last day in force.
        #[arg(long, value_name = "DATE")]
        to: Option<Date>,
        /// The article or decision by which it is granted.
        #[arg(long)]
        law: String,
        /// The key that signs the tax tokens of the number, as `cocket tax-token key` shows it.
        #[arg(long, value_parser = key)]
        key: Option<VerifyingKey>,
    },
    /// End an authorisation on a day, the last on which it is in force.
    End {
        /// The party's id.
        party: String,
        /// Its kind.
        #[arg(long, value_parser = kind)]
        kind: AuthorisationKind,
        /// Its number, if it has one.
        #[arg(long)]
        number: Option<String>,
        /// The last day in force.
        #[arg(long, value_name = "DATE")]
        on: Date,
    },
}

fn kind(name: &str) -> Result<AuthorisationKind, String> {
    AuthorisationKind::from_name(name).ok_or_else(|| {
        let kinds: Vec<&str> = AuthorisationKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("the kind must be one of {}", kinds.join(", "))
    })
}

fn amount(text: &str) -> Result<Amount, String> {
    let malformed = || "write an amount with its currency: \"50000.00 EXD\"".to_owned();
    let (number, currency) = text.split_once(' ').ok_or_else(malformed)?;
    let value = Decimal::parse(number).map_err(|_| malformed())?;
    Ok(Amount { value, currency: Currency::new(currency, 2).ok_or_else(malformed)? })
}

fn key(text: &str) -> Result<VerifyingKey, String> {
    VerifyingKey::parse(text).ok_or_else(|| "the key must be 44 signs of base64".to_owned())
}

/// Imports, shows or changes.
pub(crate) fn run(arguments: Arguments) -> Result<Answer, Failure> {
    let mut registers = Registers::open(&arguments.data).map_err(super::stored)?;
    match arguments.what {
        What::Import { file } => {
            let text = super::read_whole(&file, MOST_BYTES)?;
            let register = parsed(&text)?;
            replace(&mut registers, &register, &file.to_string_lossy())
        }
        What::Show => {
            let csv = pack::register_csv(&current(&registers)?);
            std::io::stdout().write_all(csv.as_bytes()).map_err(Failure::output)?;
            Ok(Answer::Yes)
        }
        What::Grant { party, name, kind, scheme, number, amount, secured_percent, from, to, law, key } => {
            if to.is_some_and(|to| to < from) {
                return Err(Failure::WrongUse("the last day is before the first".to_owned()));
            }
            let (validity, law) = (Validity { from, to }, LawRef::new(&law));
            let mut rows = current(&registers)?.rows().to_vec();
            rows.push(Authorisation {
                party,
                name,
                kind,
                scheme,
                number,
                amount,
                secured_percent,
                validity,
                law,
                key,
            });
            replace_rows(&mut registers, rows, "granted")
        }
        What::End { party, kind, number, on } => {
            let mut rows = current(&registers)?.rows().to_vec();
            let is_meant = |row: &Authorisation| {
                row.party == party && row.kind == kind && row.number == number && row.validity.covers(on)
            };
            let Some(row) = rows.iter_mut().find(|row| is_meant(row)) else {
                eprintln!("cocket: `{party}` has no such authorisation in force on {on}");
                return Ok(Answer::No);
            };
            row.validity.to = Some(on);
            replace_rows(&mut registers, rows, "ended")
        }
    }
}

fn current(registers: &Registers) -> Result<Register, Failure> {
    match registers.current().map_err(super::stored)? {
        Some(fact) if !fact.body.is_empty() => parsed(&fact.body),
        _ => Ok(Register::default()),
    }
}

/// Changed rows go the same way as a file: what a file could not say, a change cannot either.
fn replace_rows(registers: &mut Registers, rows: Vec<Authorisation>, label: &str) -> Result<Answer, Failure> {
    let register = Register::new(rows)
        .map_err(|shared| Failure::WrongUse(format!("{} rows overlap in their days", shared.len())))?;
    let register = parsed(pack::register_csv(&register).as_bytes())?;
    replace(registers, &register, label)
}

fn replace(registers: &mut Registers, register: &Register, label: &str) -> Result<Answer, Failure> {
    let csv = pack::register_csv(register);
    let hash = *content_hash(csv.as_bytes()).as_bytes();
    registers.replace(hash, label, csv.as_bytes()).map_err(super::stored)?;
    eprintln!("{} authorisations count from now on", register.rows().len());
    Ok(Answer::Yes)
}

fn parsed(text: &[u8]) -> Result<Register, Failure> {
    pack::register(text).map_err(|findings| {
        let findings: Vec<String> = findings.iter().map(|finding| format!("  {finding}")).collect();
        Failure::WrongUse(format!("the register has faults and does not count:\n{}", findings.join("\n")))
    })
}

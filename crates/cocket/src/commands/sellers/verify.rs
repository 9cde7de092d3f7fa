//! A published list, checked by whoever acts on it.

use crate::clock;
use crate::failure::{Answer, Failure};
use evidence::{Origin, Signature, Stated, StatedHead, VerifyingKey};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io::{Read, Write};
use std::path::PathBuf;
use wire::{SellerList, SignedSellerList};

/// Arguments of `cocket sellers verify`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The published key of the record, 44 signs of base64.
    #[arg(long, value_name = "KEY", value_parser = key)]
    key: VerifyingKey,
    /// The number of the list that was taken last: an older one is refused.
    #[arg(long, value_name = "N", default_value = "0")]
    after: u64,
    /// Check as of this day instead of today.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print only the hosts, one a line.
    #[arg(long, conflicts_with = "names")]
    hosts: bool,
    /// Print the names and hosts as a list that `cocket screen --list` reads.
    #[arg(long)]
    names: bool,
    /// The list; `-` for standard input.
    file: PathBuf,
}

/// The most bytes of a list.
const MOST_BYTES: u64 = 64 << 20;

fn key(text: &str) -> Result<VerifyingKey, String> {
    VerifyingKey::parse(text).ok_or_else(|| "a key is 44 signs of base64".to_owned())
}

/// Checks a list and prints what was asked. The answer is no where it must not be acted on.
pub(super) fn run(asked: &Asked) -> Result<Answer, Failure> {
    let input: Box<dyn Read> = match asked.file.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(std::fs::File::open(&asked.file).map_err(Failure::file(&asked.file))?),
    };
    let mut bytes = Vec::new();
    input.take(MOST_BYTES).read_to_end(&mut bytes).map_err(Failure::file(&asked.file))?;
    let today = asked.as_of.unwrap_or_else(|| clock::now().to_zoned(TimeZone::UTC).date());
    match checked(&bytes, asked, today) {
        Ok(list) => print(&list, asked).map(|()| Answer::Yes),
        Err(reason) => {
            eprintln!("cocket: {}: {reason}", asked.file.display());
            Ok(Answer::No)
        }
    }
}

/// The list, if anybody may act on it.
fn checked(bytes: &[u8], asked: &Asked, today: Date) -> Result<SellerList, String> {
    let signed: SignedSellerList =
        serde_json::from_slice(bytes).map_err(|error| format!("this is no published list: {error}"))?;
    let origin = Origin::parse(&signed.record).ok_or("it names no record")?;
    let signature = Signature::parse(&signed.signature).ok_or("its signature is none")?;
    let head = StatedHead { stated: Stated::SellerList, log: &origin, statement: &signed.statement };
    if !asked.key.has_signed_statement(&head, &signature) {
        return Err("its signature is not by this key over these bytes".to_owned());
    }
    let list: SellerList = serde_json::from_str(&signed.statement)
        .map_err(|error| format!("what is signed is no list: {error}"))?;
    if list.list <= asked.after {
        return Err(format!("list {} is not newer than list {}", list.list, asked.after));
    }
    match list.valid_to.parse::<Date>() {
        Ok(last) if today <= last => Ok(list),
        Ok(last) => Err(format!("nobody may act on it after {last}")),
        Err(_) => Err("it names no last day".to_owned()),
    }
}

fn print(list: &SellerList, asked: &Asked) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let failed = |error: csv::Error| Failure::output(std::io::Error::other(error));
    if asked.names {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["id", "name", "kind"]).map_err(failed)?;
        for seller in &list.sellers {
            let kind = if seller.kind == "site" { "url" } else { "organisation" };
            writer.write_record([&seller.id, &seller.name, kind]).map_err(failed)?;
        }
        return writer.flush().map_err(Failure::output);
    }
    if asked.hosts {
        let mut hosts = list.sellers.iter().filter(|seller| seller.kind == "site");
        return hosts.try_for_each(|site| writeln!(out, "{}", site.id)).map_err(Failure::output);
    }
    writeln!(out, "list {} of {}, until {}", list.list, list.issued, list.valid_to)
        .map_err(Failure::output)?;
    for seller in &list.sellers {
        writeln!(
            out,
            "{:<6}  {}  ({} of {} examined, last {}): {}",
            seller.kind,
            seller.name,
            seller.with_finding,
            seller.examined,
            seller.last_finding,
            seller.reason
        )
        .map_err(Failure::output)?;
    }
    Ok(())
}

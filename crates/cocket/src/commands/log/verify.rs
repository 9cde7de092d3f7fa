//! `cocket log verify`: what a receipt proves, without a server.

use super::super::read_whole;
use super::{log_key, witness_key};
use crate::failure::{Answer, Failure};
use evidence::{NoteKey, Placed, Statement};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `cocket log verify`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The receipt, or an answer that holds one, as JSON; `-` for standard input.
    #[arg(value_name = "RECEIPT")]
    receipt: PathBuf,
    /// The key of the record, `name+id+key`.
    #[arg(long, value_parser = log_key)]
    key: NoteKey,
    /// The document as it was filed, byte by byte: proves that the receipt is about it.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The key of a witness that must have signed the checkpoint too; as often as there are such.
    #[arg(long, value_name = "KEY", value_parser = witness_key)]
    witness: Vec<NoteKey>,
    /// How many of these witnesses must have signed; all of them if absent.
    #[arg(long, value_name = "N", requires = "witness")]
    witnesses: Option<usize>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// The most bytes of a receipt or a document.
const MOST_BYTES: u64 = 64 << 20;

/// Verifies a receipt. The answer is no if it does not prove what it is asked for.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let read = |path: &Path| read_whole(path, MOST_BYTES);
    let bytes = read(&arguments.receipt)?;
    let document = arguments.document.as_deref().map(read).transpose()?;
    let told = verified(arguments, &bytes, document.as_deref());
    let is_good = told.get("good") == Some(&Value::Bool(true));
    tell(&told, arguments.json)?;
    Ok(Answer::yes_if(is_good))
}

/// What is proved, or why nothing is.
fn verified(arguments: &Arguments, bytes: &[u8], document: Option<&[u8]>) -> Value {
    let flaw = |flaw: String| json!({ "good": false, "flaw": flaw });
    let (receipt, place) = match wire::read_receipt(bytes) {
        Ok(read) => read,
        Err(unread) => return flaw(unread.to_string()),
    };
    let (key, log) = (&arguments.key.key, &arguments.key.name);
    let statement = match document {
        Some(document) => receipt.verify_document(key, log, document),
        None => receipt.verify(key, log),
    };
    let statement = match statement {
        Ok(statement) => statement,
        Err(found) => return flaw(found.to_string()),
    };
    if let (Some(leaf), Some(place)) = (receipt.leaf, &place)
        && leaf != place.leaf
    {
        return flaw(format!("the receipt says leaf {leaf}, its place is leaf {}", place.leaf));
    }
    let needed = arguments.witnesses.unwrap_or(arguments.witness.len());
    let placed = match &place {
        Some(place) => match place.verify(&receipt, &arguments.key, &arguments.witness, needed) {
            Ok(placed) => Some(placed),
            Err(found) => return flaw(found.to_string()),
        },
        None if needed > 0 => {
            return flaw(
                "the receipt does not say its place in the log, so no witness has signed it".to_owned(),
            );
        }
        None => None,
    };
    let log = placed.as_ref().map(|placed| {
        let leaf = place.as_ref().map(|place| place.leaf);
        json!({ "leaf": leaf, "size": placed.checkpoint.size, "witnesses": witnesses(placed) })
    });
    stated(&statement, document.is_some(), log)
}

fn stated(statement: &Statement<'_>, fits_document: bool, log: Option<Value>) -> Value {
    json!({
        "good": true,
        "declaration": statement.declaration,
        "consignment": statement.consignment,
        "moment": statement.moment,
        "organisation": statement.organisation,
        "outcome": statement.outcome,
        "phase": statement.phase,
        "payable": statement.payable,
        "document_fits": fits_document.then_some(true),
        "log": log,
    })
}

fn witnesses(placed: &Placed<'_>) -> Vec<Value> {
    let seen = placed.cosigned.iter().map(|cosigned| {
        let at = i64::try_from(cosigned.seconds).ok().and_then(|at| Timestamp::from_second(at).ok());
        json!({ "name": cosigned.witness.as_str(), "at": at.map(|at| at.to_string()) })
    });
    seen.collect()
}

fn tell(told: &Value, as_json: bool) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if as_json {
        return writeln!(out, "{told}").map_err(Failure::output);
    }
    let mut lines = Vec::new();
    match told["flaw"].as_str() {
        Some(flaw) => lines.push(format!("the receipt proves NOTHING: {flaw}")),
        None => {
            lines.push("the receipt is good; signed is that".to_owned());
            for (name, value) in told.as_object().into_iter().flatten() {
                lines.extend(value.as_str().map(|value| format!("  {name:14} {value}")));
            }
            if told["document_fits"] == true {
                lines.push("it was given for this document, byte by byte".to_owned());
            }
            let log = &told["log"];
            lines.push(match log["leaf"].as_u64() {
                Some(leaf) => format!("it is in the log: leaf {leaf} of {}", log["size"]),
                None => "it does not say its place in the log: ask for the receipt again".to_owned(),
            });
            for witness in log["witnesses"].as_array().into_iter().flatten() {
                let (name, at) = (witness["name"].as_str(), witness["at"].as_str());
                lines.push(format!("seen by {} at {}", name.unwrap_or("-"), at.unwrap_or("-")));
            }
        }
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}")).map_err(Failure::output)
}

//! `cocket token`: credentials of organisations. The text is shown once; only its hash is kept.

use crate::clock;
use crate::failure::{Answer, Failure};
use clap::Subcommand;
use jiff::Timestamp;
use jiff::ToSpan;
use serde_json::json;
use service::http::Role;
use std::io::Write;
use std::path::PathBuf;
use store::{Token, Tokens, new_token_text, token_hash};

/// Arguments of `cocket token`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a credential and show its text, once.
    New {
        /// Where the data is.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// The organisation it belongs to; an agency by its id in the pack.
        #[arg(long, value_name = "NAME")]
        organisation: String,
        /// A role it carries: filer, carrier, officer, supervisor, agency, tax, administrator.
        #[arg(long, value_name = "ROLE", required = true, value_parser = role)]
        role: Vec<Role>,
        /// What it is for.
        #[arg(long, default_value = "")]
        note: String,
        /// After how many days it counts no more.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: Option<u32>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the credentials, without their texts.
    List {
        /// Where the data is.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// As JSON, one a line.
        #[arg(long)]
        json: bool,
    },
    /// Revoke a credential. A running server knows it within seconds.
    Revoke {
        /// Where the data is.
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// Its number, as the list has it.
        id: u64,
    },
}

fn role(name: &str) -> Result<Role, String> {
    Role::from_name(name).ok_or_else(|| {
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("the role must be one of {}", roles.join(", "))
    })
}

/// Makes, lists or revokes.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let now = clock::now_to_the_millisecond();
    match &arguments.what {
        What::New { data, organisation, role, note, days, json } => {
            let tokens = Tokens::open(data).map_err(super::stored)?;
            make(&tokens, organisation, role, note, *days, *json, now)
        }
        What::List { data, json } => list(&Tokens::open(data).map_err(super::stored)?, *json),
        What::Revoke { data, id } => {
            let was_there =
                Tokens::open(data).and_then(|tokens| tokens.revoke(*id, now)).map_err(super::stored)?;
            match was_there {
                true => eprintln!("credential {id} is revoked"),
                false => eprintln!("cocket: there is no credential {id} that still counts"),
            }
            Ok(Answer::yes_if(was_there))
        }
    }
}

fn make(
    tokens: &Tokens,
    organisation: &str,
    roles: &[Role],
    note: &str,
    days: Option<u32>,
    as_json: bool,
    now: Timestamp,
) -> Result<Answer, Failure> {
    let organisation = organisation.trim();
    if organisation.is_empty() || organisation.len() > 140 || organisation.chars().any(char::is_control) {
        return Err(Failure::WrongUse(
            "an organisation needs a name of up to 140 signs, without control characters".to_owned(),
        ));
    }
    let text = new_token_text().map_err(super::stored)?;
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let expires = days.and_then(|days| now.checked_add((i64::from(days) * 24).hours()).ok());
    let token = Token {
        id: 0,
        hash: token_hash(&text),
        organisation: organisation.to_owned(),
        roles: names.join(" "),
        note: note.to_owned(),
        created: now,
        expires,
        revoked: None,
    };
    let id = tokens.add(&token).map_err(super::stored)?;
    let shown = match as_json {
        true => json!({ "id": id, "token": text, "organisation": organisation, "roles": names }).to_string(),
        false => text,
    };
    writeln!(std::io::stdout(), "{shown}").map_err(Failure::output)?;
    if !as_json {
        eprintln!("credential {id} of {organisation}: {}. It is not shown again.", names.join(", "));
    }
    Ok(Answer::Yes)
}

fn list(tokens: &Tokens, as_json: bool) -> Result<Answer, Failure> {
    let mut out = std::io::stdout().lock();
    for token in tokens.list().map_err(super::stored)? {
        let state = if token.revoked.is_some() { "revoked" } else { "counts" };
        let written = match as_json {
            true => {
                let line = json!({
                    "id": token.id,
                    "organisation": token.organisation,
                    "roles": token.roles.split(' ').collect::<Vec<_>>(),
                    "note": token.note,
                    "created": token.created.to_string(),
                    "expires": token.expires.map(|at| at.to_string()),
                    "revoked": token.revoked.map(|at| at.to_string()),
                });
                writeln!(out, "{line}")
            }
            false => writeln!(
                out,
                "{:>5}  {:8}  {:30}  {:24}  {}",
                token.id, state, token.organisation, token.roles, token.note
            ),
        };
        written.map_err(Failure::output)?;
    }
    Ok(Answer::Yes)
}

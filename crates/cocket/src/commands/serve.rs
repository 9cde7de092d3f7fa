//! `cocket serve`: the HTTP API over a database.

use super::log::{Remote, Unread};
use crate::clock;
use crate::failure::{Answer, Failure};
use evidence::NoteKey;
use jiff::civil::Date;
use service::http::SANDBOX;
use service::{Clock, Country, ServerFailure, Settings, Witness, serve};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use store::Purpose;

/// Arguments of `cocket serve`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where the data is; made where there is none.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The PostgreSQL server with the database, `postgres://user@host,other-host/name`; named once, the folder knows it.
    /// Without one the database is embedded. `PGPASSWORD` is used where the URL has no password.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The country pack.
    #[arg(long, value_name = "DIR")]
    pack: Vec<PathBuf>,
    /// Test data only, with the fixed credentials of a sandbox.
    #[arg(long)]
    sandbox: bool,
    /// In a sandbox: the clock stands at the start of this day.
    #[arg(long, value_name = "DATE", requires = "sandbox")]
    as_of: Option<Date>,
    /// Requests and lines a second that one credential may send.
    #[arg(long, value_name = "N", default_value = "100000")]
    rate: NonZeroU32,
    /// A witness of the record, `name+id+key`, with `@URL` where it shows what it has signed; as often as there are such.
    #[arg(long, value_name = "KEY[@URL]", value_parser = witness)]
    witness: Vec<(NoteKey, Option<String>)>,
    /// What the record of this administration is called, in receipts; once for all. That of the database if absent, or
    /// `localhost/cocket` for a new one.
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
}

/// Serves until it is told to end.
pub(crate) fn run(arguments: Arguments) -> Result<Answer, Failure> {
    let [pack] = arguments.pack.as_slice() else {
        let found = arguments.pack.len();
        return Err(Failure::WrongUse(format!(
            "one country pack is served, `--pack DIR`; {found} were named"
        )));
    };
    let country = Country::read(pack).map_err(|findings| crate::country::refused(pack, &findings))?;
    let clock: Clock = match arguments.as_of {
        Some(day) => {
            let moment = clock::moment(Some(day), country.law())?;
            Arc::new(move || moment)
        }
        None => Arc::new(clock::now_to_the_millisecond),
    };
    let purpose = if arguments.sandbox { Purpose::Sandbox } else { Purpose::Real };
    if let Some(url) = &arguments.database {
        store::name_server(&arguments.data, url).map_err(super::stored)?;
    }
    let settings = Settings {
        data: arguments.data,
        listen: arguments.listen,
        purpose,
        rate: arguments.rate,
        origin: arguments.origin,
        clock,
        stopwatch: clock::stopwatch(),
        demo: None,
        witnesses: arguments.witness.into_iter().map(asked).collect::<Result<_, _>>()?,
    };
    let is_sandbox = arguments.sandbox;
    let ready = |address: SocketAddr, NoteKey { name, kind, key }: NoteKey| {
        eprintln!("cocket: serving at http://{address}/");
        eprintln!("cocket: receipts of `{name}` are signed with {key}");
        eprintln!("cocket: its record is {}", NoteKey { name, kind, key });
        if is_sandbox {
            eprintln!("cocket: a sandbox, for test data only; its credentials are known to everybody:");
            for (token, organisation, _) in SANDBOX {
                eprintln!("  {token:16} {organisation}");
            }
        }
    };
    serve(settings, country, ready).map_err(failed)?;
    eprintln!("cocket: ended in order");
    Ok(Answer::Yes)
}

/// A witness as it is named.
fn witness(text: &str) -> Result<(NoteKey, Option<String>), String> {
    let (key, url) = match text.split_once("@http") {
        Some((key, rest)) => (key, Some(format!("http{rest}"))),
        None => (text, None),
    };
    if url.as_deref().is_some_and(|url| Remote::at(url).is_none()) {
        return Err("after `@` comes the URL of the witness".to_owned());
    }
    Ok((super::log::witness_key(key)?, url))
}

/// A witness with what it says it has signed. One that does not answer is told of: what it has seen is unknown then.
fn asked((key, url): (NoteKey, Option<String>)) -> Result<Witness, Failure> {
    let remote = url.as_deref().and_then(Remote::at);
    let seen = match remote.map(|remote| remote.note("/checkpoint")) {
        None => None,
        Some(Ok(note)) => note.map(|note| note.to_string()),
        Some(Err(Unread::Unfit(why))) => return Err(Failure::WrongUse(why)),
        Some(Err(Unread::Unreachable(why))) => {
            eprintln!("cocket: NOT CHECKED against the witness `{}`, which does not answer: {why}", key.name);
            None
        }
    };
    Ok(Witness { key, seen })
}

pub(super) fn failed(failure: ServerFailure) -> Failure {
    match failure {
        ServerFailure::Origin(_) | ServerFailure::Witness(_) => Failure::WrongUse(failure.to_string()),
        ServerFailure::Store(failure) => super::stored(failure),
        other => {
            Failure::World { what: "the server".to_owned(), source: std::io::Error::other(other.to_string()) }
        }
    }
}

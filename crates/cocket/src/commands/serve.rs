//! `cocket serve`: the HTTP API over a database.

use crate::clock;
use crate::failure::{Answer, Failure};
use evidence::VerifyingKey;
use jiff::civil::Date;
use service::http::{Clock, SANDBOX};
use service::{Country, ServerFailure, Settings, serve};
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
    /// What the record of this administration is called, in receipts.
    #[arg(long, value_name = "NAME", default_value = "localhost/cocket")]
    origin: String,
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
    let settings = Settings {
        data: arguments.data,
        listen: arguments.listen,
        purpose,
        rate: arguments.rate,
        origin: arguments.origin,
        clock,
        demo: None,
    };
    let is_sandbox = arguments.sandbox;
    let origin = settings.origin.clone();
    let ready = |address: SocketAddr, key: VerifyingKey| {
        eprintln!("cocket: serving at http://{address}/");
        eprintln!("cocket: receipts of `{origin}` are signed with {key}");
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

pub(super) fn failed(failure: ServerFailure) -> Failure {
    match failure {
        ServerFailure::Origin(_) => Failure::WrongUse(failure.to_string()),
        ServerFailure::Store(failure) => super::stored(failure),
        other => {
            Failure::World { what: "the server".to_owned(), source: std::io::Error::other(other.to_string()) }
        }
    }
}

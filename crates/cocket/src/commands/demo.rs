//! `cocket demo`: a day of parcels at the customs of a made-up country, and every side of it in the browser.

mod browser;
mod declared;
mod folder;
mod play;
mod tally;
#[cfg(test)]
mod tests;
mod tour;

use crate::clock;
use crate::failure::{Answer, Failure};
use folder::Folder;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use rehearsal::day::{Day, FEWEST, ends};
use service::pages::Demo;
use service::{Clock, Country, Opened, Settings, Signals, serve_opened};
use std::io::IsTerminal;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Purpose;
use tally::Tally;

/// Arguments of `cocket demo`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Opens no browser.
    #[arg(long)]
    no_open: bool,
    /// How many parcels the day has.
    #[arg(long, value_name = "N", default_value_t = 4_000, value_parser = clap::value_parser!(u64).range(FEWEST..=100_000))]
    parcels: u64,
    /// The seed; the same seed gives the same day.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The pack of Examplia.
    #[arg(long, value_name = "DIR", default_value = PACK)]
    pack: PathBuf,
}

/// Where the pack is, seen from the top of the source.
const PACK: &str = "packs/examplia";
/// The country that the day is made for.
const COUNTRY: &str = "XA";
/// What the record is called.
const ORIGIN: &str = "localhost/demo";
/// What one credential may ask: nobody is slowed down in a demonstration.
const RATE: NonZeroU32 = NonZeroU32::MAX;

/// Plays the day and serves it, again whenever it is begun anew, until the process is told to end.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let archive = archive(&arguments.pack)?;
    // Whoever cannot be listened to need not be played for.
    let listener = TcpListener::bind(arguments.listen).map_err(|source| Failure::World {
        what: format!(
            "`{}` cannot be listened on; another address is named with `--listen`",
            arguments.listen
        ),
        source,
    })?;
    let signals = Signals::watch().map_err(cannot("the signals of the system"))?;
    let mut is_first = true;
    loop {
        let country =
            Country::of(&archive).map_err(|findings| crate::country::refused(&arguments.pack, &findings))?;
        match once(arguments, country, &listener, &signals, is_first)? {
            Ended::ForGood => break,
            Ended::Anew => eprintln!("cocket: the day begins anew"),
        }
        is_first = false;
    }
    eprintln!("cocket: ended in order, and nothing stays behind");
    Ok(Answer::Yes)
}

/// How a day ended.
enum Ended {
    /// It is to be begun anew.
    Anew,
    /// The process was told to end.
    ForGood,
}

/// One day, from its first filing until it is begun anew or the process ends.
fn once(
    arguments: &Arguments,
    country: Country,
    listener: &TcpListener,
    signals: &Signals,
    is_first: bool,
) -> Result<Ended, Failure> {
    let begun = clock::mark();
    let day = Day::new(arguments.seed, arguments.parcels);
    let folder = Folder::new()?;
    let first = day.all().next().map_or_else(ends, |happening| happening.at);
    let agencies: Vec<String> = country.law().procedures.agencies.keys().cloned().collect();
    let mut opened = Opened::open(folder.path(), Purpose::Sandbox, Some(ORIGIN), country, first)
        .map_err(super::serve::failed)?;
    let credentials = tour::credentials(folder.path(), &agencies, first)?;
    tour::register(folder.path(), &mut opened, arguments.parcels, first)?;
    let bar = progress(day.happenings.len());
    let tell = |place: usize, now: Timestamp, tally: &Tally| {
        bar.set_position(u64::try_from(place).unwrap_or_default());
        bar.set_message(format!("{} {}", now.strftime("%H:%M"), tally.in_short()));
    };
    let Some(tally) = play::play(&day, &mut opened, &credentials, signals, tell)? else {
        return Ok(Ended::ForGood);
    };
    bar.finish_and_clear();
    let took = begun.elapsed();
    let demo = tour::demo(arguments.seed, arguments.parcels, &day);
    let reset = Arc::clone(&demo.reset);
    let settings = settings(arguments, folder.path(), demo);
    let mut said = Ok(());
    let ready = |address: SocketAddr, _| {
        if is_first {
            said = tour::tell(&mut std::io::stdout().lock(), arguments, &tally, took, address);
            let is_seen = std::io::stdout().is_terminal();
            if is_seen && !arguments.no_open {
                browser::open(&format!("http://{address}/demo"));
            }
        }
    };
    let listener = listener.try_clone().map_err(cannot("the port"))?;
    let end = signals.clone().or(async move { reset.notified().await });
    serve_opened(settings, opened, listener, ready, end).map_err(super::serve::failed)?;
    said?;
    Ok(if signals.were_given() { Ended::ForGood } else { Ended::Anew })
}

/// How the day is served: the clock goes on from where the day stopped.
fn settings(arguments: &Arguments, data: &Path, demo: Demo) -> Settings {
    let begun = clock::mark();
    let clock: Clock = Arc::new(move || {
        let elapsed = jiff::SignedDuration::try_from(begun.elapsed()).unwrap_or_default();
        let now = ends().checked_add(elapsed).unwrap_or(Timestamp::MAX);
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    });
    Settings {
        data: data.to_owned(),
        listen: arguments.listen,
        purpose: Purpose::Sandbox,
        rate: RATE,
        origin: Some(ORIGIN.to_owned()),
        clock,
        stopwatch: clock::stopwatch(),
        demo: Some(demo),
        witnesses: Vec::new(),
    }
}

/// The files of the pack, of the one country that the day is made for.
fn archive(dir: &Path) -> Result<pack::Archive, Failure> {
    if !dir.is_dir() {
        return Err(Failure::WrongUse(format!(
            "there is no country pack at `{}`: start in the top folder of the source, or name the pack of \
             Examplia with `--pack DIR`",
            dir.display()
        )));
    }
    let archive = pack::Archive::read(dir).map_err(|findings| crate::country::refused(dir, &findings))?;
    let country = Country::of(&archive).map_err(|findings| crate::country::refused(dir, &findings))?;
    let code = country.law().country.as_str();
    if code != COUNTRY {
        return Err(Failure::WrongUse(format!(
            "the day is made for Examplia, `{COUNTRY}`; the pack `{}` is that of `{code}`",
            dir.display()
        )));
    }
    Ok(archive)
}

/// A bar on standard error; nothing where nobody looks.
fn progress(happenings: usize) -> ProgressBar {
    let target = match std::io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(u64::try_from(happenings).ok(), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn cannot(what: &'static str) -> impl Fn(std::io::Error) -> Failure {
    move |source| Failure::World { what: what.to_owned(), source }
}

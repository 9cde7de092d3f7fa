//! The server: opens the store, starts the lane, listens, and ends in order.

use crate::capacity::{COUNT, count};
use crate::clocks::{APART, Clock, Clocks, Compared, Stopwatch};
use crate::country::{Country, Registered};
use crate::doors::FrozenOut;
use crate::http::{Credentials, Rates, Room, Seen, Shared, router};
use crate::lane::{Lane, LaneFailure, Queue, run};
use crate::pages::Demo;
use crate::waiting::decide_waiting;
use crate::witnesses::{Witness, WitnessFlaw, check_start};
use axum_server::Handle;
use evidence::{NoteKey, Origin, SigningKey};
use hyper_util::rt::TokioTimer;
use jiff::Timestamp;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use store::{Purpose, Readers, StoreFailure};

/// Asks that may wait for the lane.
const ROOM: usize = 20_000;
/// How often the worker looks after credentials and what is stuck.
const LOOK: Duration = Duration::from_secs(2);
/// What a record is called of which nobody has said it.
const ORIGIN: &str = "localhost/cocket";
/// How long open requests may take when the server ends.
const LAST: Duration = Duration::from_secs(20);
/// How long what they have begun on other threads may take after that.
const LAST_WORK: Duration = Duration::from_secs(1);

/// How a server is run.
pub struct Settings {
    /// Where the data is.
    pub data: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Test data with fixed credentials, or real data.
    pub purpose: Purpose,
    /// Requests and lines a second for each credential.
    pub rate: NonZeroU32,
    /// What the record is called: as before, or [`ORIGIN`] for a new one, where it is not said.
    pub origin: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// How long things take.
    pub stopwatch: Stopwatch,
    /// The day of a demonstration.
    pub demo: Option<Demo>,
    /// Who signs the checkpoints of the record too.
    pub witnesses: Vec<Witness>,
}

/// Why a server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServerFailure {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreFailure),
    /// The port.
    #[error("`{0}` cannot be listened on: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The runtime or a thread.
    #[error("the server cannot run: {0}")]
    World(#[from] std::io::Error),
    /// The name of the record.
    #[error("`{0}` is no name for a record: visible ASCII signs without `+` and spaces")]
    Origin(String),
    /// The key.
    #[error("the signing key cannot be used")]
    SigningKey,
    /// A witness has seen what the database lacks, or another history.
    #[error(transparent)]
    Witness(#[from] WitnessFlaw),
    /// What it is decided by.
    #[error(transparent)]
    Decides(LaneFailure),
    /// A bug in the lane.
    #[error("the lane stopped without saying why")]
    Lane,
}

impl From<LaneFailure> for ServerFailure {
    fn from(failure: LaneFailure) -> ServerFailure {
        match failure {
            LaneFailure::Store(failure) => failure.into(),
            wrong @ LaneFailure::Clock(_) => ServerFailure::Decides(wrong),
        }
    }
}

/// Runs a server until the process is told to end. `ready` is told the address it listens on.
///
/// # Errors
/// It cannot start, or the store failed in a way after which nothing can be promised.
pub fn serve(
    settings: Settings,
    country: Country,
    ready: impl FnOnce(SocketAddr, NoteKey),
) -> Result<(), ServerFailure> {
    serve_until(settings, country, ready, told_to_end())
}

/// Runs a server until an end comes.
///
/// # Errors
/// As of [`serve`].
pub fn serve_until(
    settings: Settings,
    country: Country,
    ready: impl FnOnce(SocketAddr, NoteKey),
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerFailure> {
    let now = (settings.clock)();
    let opened = Opened::open(&settings.data, settings.purpose, settings.origin.as_deref(), country, now)?;
    let listener =
        TcpListener::bind(settings.listen).map_err(|error| ServerFailure::Listen(settings.listen, error))?;
    serve_opened(settings, opened, listener, ready, end)
}

/// A database that is open, with the lane over it.
pub struct Opened {
    /// Decides, until a server takes it over.
    pub lane: Lane,
    /// Makes readers.
    pub readers: Readers,
    record: (Origin, SigningKey),
}

impl Opened {
    /// Opens the database under a folder for a country, made new where there is none.
    ///
    /// # Errors
    /// It cannot be opened, or the record has no name.
    pub fn open(
        data: &Path,
        purpose: Purpose,
        origin: Option<&str>,
        country: Country,
        now: Timestamp,
    ) -> Result<Opened, ServerFailure> {
        let store = store::open(data, purpose)?;
        let known = store.readers.reader()?.about("origin")?;
        let origin = origin.or(known.as_deref()).unwrap_or(ORIGIN);
        let origin = Origin::parse(origin).ok_or_else(|| ServerFailure::Origin(origin.to_owned()))?;
        let signing = SigningKey::from_seed(&store.signing).ok_or(ServerFailure::SigningKey)?;
        // Quotes are signed where they are asked for, batches by the lane.
        let quotes = SigningKey::from_seed(&store.signing).ok_or(ServerFailure::SigningKey)?;
        let record = (origin.clone(), quotes);
        let lane = Lane::new(store.writer, Arc::new(country), origin, signing, now)?;
        Ok(Opened { lane, readers: store.readers, record })
    }
}

/// Serves what is open already, to whoever comes in by a listener, until an end comes.
///
/// # Errors
/// As of [`serve`].
pub fn serve_opened(
    settings: Settings,
    opened: Opened,
    listener: TcpListener,
    ready: impl FnOnce(SocketAddr, NoteKey),
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerFailure> {
    let Opened { mut lane, readers, record } = opened;
    let (country, now) = (Arc::clone(lane.country()), (settings.clock)());
    let queue = Queue::new(ROOM);
    let agencies = country.law().procedures.agencies.keys().cloned().collect();
    let credentials = Credentials::new(settings.purpose == Purpose::Sandbox, agencies);
    let frozen = FrozenOut::read(&readers.reader()?)?;
    let mut shared = Shared::new(
        queue.clone(),
        (country, Arc::clone(lane.registered()), Arc::clone(lane.rules())),
        readers,
        Arc::clone(&settings.clock),
        credentials,
        Rates::per_second(settings.rate),
        record,
    )?;
    shared.frozen = Arc::new(frozen);
    shared.stopwatch = Arc::clone(&settings.stopwatch);
    shared.room = Room::of(&settings.data);
    shared.is_local = settings.listen.ip().is_loopback();
    if let Some(demo) = &settings.demo {
        demo.make_accounts(lane.writer(), now)?;
    }
    if shared.read_here(|reader| reader.accounts()).is_ok_and(|accounts| accounts.is_empty()) {
        let code: [u8; 5] = shared.secret.random()?;
        let code: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
        eprintln!("cocket: nobody has an account yet; the code that makes the first at /setup is {code}");
        shared.setup_code = Some(code);
    }
    if settings.purpose == Purpose::Real {
        check_clock(&shared)?;
    }
    shared.demo = settings.demo;
    shared.witnesses = settings.witnesses.into();
    let key = shared.log_key();
    let checked = shared.read_here(|reader| check_start(reader, &key, &shared.witnesses));
    checked.map_err(|_| ServerFailure::Lane)??;
    let shared = Arc::new(shared);
    let lane_thread = {
        let queue = queue.clone();
        let clocks = Clocks {
            clock: settings.clock,
            stopwatch: settings.stopwatch,
            apart: (settings.purpose == Purpose::Real).then_some(APART),
        };
        thread::Builder::new().name("lane".to_owned()).spawn(move || run(&mut lane, &queue, &clocks))?
    };
    let files_thread = {
        let shared = Arc::clone(&shared);
        thread::Builder::new().name("files".to_owned()).spawn(move || decide_waiting(&shared))?
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listened = runtime.block_on(listen(listener, Arc::clone(&shared), ready, end));
    queue.close();
    runtime.shutdown_timeout(LAST_WORK);
    shared.behind.end(LAST_WORK);
    let _ = files_thread.join();
    let lane_ended = lane_thread.join().map_err(|_| ServerFailure::Lane)?;
    lane_ended?;
    listened
}

/// Deadlines, days and the order of times in the record go by the clock of whichever node decides.
///
/// # Errors
/// It is wrong.
fn check_clock(shared: &Shared) -> Result<(), ServerFailure> {
    let before = (shared.clock)();
    let told = shared.read_here(|reader| reader.clock_of_server()).map_err(|_| ServerFailure::Lane)?;
    let Some(told) = told else { return Ok(()) };
    let ahead = Compared { before, told, after: (shared.clock)() }.ahead();
    if ahead.abs() <= APART { Ok(()) } else { Err(LaneFailure::Clock(ahead.as_secs()).into()) }
}

async fn listen(
    listener: TcpListener,
    shared: Arc<Shared>,
    ready: impl FnOnce(SocketAddr, NoteKey),
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerFailure> {
    look_after(&shared).await;
    ready(listener.local_addr()?, shared.log_key());
    let worker = tokio::spawn({
        let shared = Arc::clone(&shared);
        async move {
            loop {
                tokio::time::sleep(LOOK).await;
                look_after(&shared).await;
            }
        }
    });
    let counting = tokio::spawn({
        let shared = Arc::clone(&shared);
        async move {
            loop {
                tokio::time::sleep(COUNT).await;
                count(&shared).await;
            }
        }
    });
    let handle = Handle::new();
    let ending = tokio::spawn({
        let (handle, shared) = (handle.clone(), Arc::clone(&shared));
        async move {
            tokio::select! {
                () = end => {}
                () = closed(shared.queue.clone()) => {}
            }
            shared.end();
            handle.graceful_shutdown(Some(LAST));
        }
    });
    let served = answer(listener, shared, handle).await;
    worker.abort();
    counting.abort();
    ending.abort();
    served.map_err(ServerFailure::World)
}

/// Answers what comes in at a door until the handle ends it. Whoever does not come to the point within the
/// patience of the service keeps no connection.
///
/// # Errors
/// The door cannot be used.
pub async fn answer(
    listener: TcpListener,
    shared: Arc<Shared>,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(shared.patience);
    server.serve(router(shared).into_make_service_with_connect_info::<SocketAddr>()).await
}

/// Waits until the lane takes in nothing any more.
async fn closed(queue: Queue) {
    while !queue.is_closed() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupted.await;
        }
    }
}

/// Reads the credentials again, and looks whether anything is stuck.
async fn look_after(shared: &Arc<Shared>) {
    let (counts, rules) = (shared.registered().id, shared.rules().id);
    let changes = shared.frozen.changes();
    let seen = shared.read(move |reader| {
        let is_other = reader.register_id()?.is_some_and(|id| id != counts);
        let register = if is_other { reader.register()? } else { None };
        let has_other_rules = reader.rulebook_id()?.is_some_and(|id| id != rules);
        let written = (reader.size()?, reader.sequenced()?);
        Ok((reader.tokens()?, written, register, has_other_rules, FrozenOut::read(reader)?))
    });
    let Ok((tokens, (size, sequenced), register, has_other_rules, frozen)) = seen.await else { return };
    let (database_bytes, entries) = size;
    shared.frozen.take_over(frozen, changes);
    if let Some(fact) = register
        && let Ok(registered) = Registered::of(&fact)
        && shared.decide_by(Arc::new(registered)).await.is_ok()
    {
        eprintln!("cocket: the register `{}` counts from now on", fact.label);
    }
    if has_other_rules && shared.take_rules().await.is_ok_and(|is_other| is_other) {
        eprintln!("cocket: the rulebook `{}` counts from now on", shared.rules().label);
    }
    let stuck = shared.queue.stuck();
    shared.credentials.replace(&tokens);
    let (filter_bytes, pages_afar) = (shared.filter_bytes(), shared.pages_afar());
    shared.metrics.seen(&Seen { stuck, filter_bytes, pages_afar, database_bytes, entries, sequenced });
    if stuck > 0 {
        eprintln!("cocket: {stuck} consignments are stuck: their deadline passed and nothing came of it");
    }
}

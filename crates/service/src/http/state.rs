//! What every request may use: the queue to the lane, readers of the store, the country, credentials, the clock.

use crate::behind::Behind;
use crate::clocks::{Clock, Stopwatch};
use crate::country::{Country, Registered, RulesInForce};
use crate::doors::FrozenOut;
use crate::http::credentials::Credentials;
use crate::http::metrics::Metrics;
use crate::http::pool::Pool;
use crate::http::problem::{Code, Problem};
use crate::http::rates::Rates;
use crate::http::room::Room;
use crate::http::statistics::Recent;
use crate::lane::{Ask, Lane, Queue, Told, Undone};
use crate::pages::{Demo, Guesses};
use crate::receipts;
use crate::witnesses::Witness;
use clearance::identifier::Mrn;
use evidence::{NoteKey, NoteKeyKind, Origin, Receipt, SigningKey};
use std::collections::BTreeSet;
use std::io;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::{Held, Reader, Readers, Secret, StoreFailure};
use tokio::sync::Semaphore;

/// Files of declarations that may be on their way at once.
const FILES: usize = 8;
/// Listeners to what happens.
const LISTENERS: usize = 200;
/// Returns that are compared with their parcels at once: each takes a second and the memory of its lines.
const RECONCILING: usize = 2;
/// How long a file may stand still on its way here.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tries of one name at the sign-in, a minute.
const SIGN_INS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
/// Passwords that are looked at at once.
const HASHINGS: usize = 2;

/// What every request may use.
pub struct Shared {
    /// The way to the lane.
    pub queue: Queue,
    /// The country.
    pub country: Arc<Country>,
    /// The register that counts.
    registered: RwLock<Arc<Registered>>,
    /// The rules that count.
    rules: RwLock<Arc<RulesInForce>>,
    /// The organisations from which nothing is taken in.
    pub(crate) frozen: Arc<FrozenOut>,
    /// Seals and hashes as the database does.
    pub secret: Secret,
    /// The one clock.
    pub clock: Clock,
    /// How long answers take.
    pub stopwatch: Stopwatch,
    /// Room on the disk of the data.
    pub(crate) room: Room,
    /// The credentials that count.
    pub credentials: Credentials,
    /// How much each credential may ask.
    pub rates: Rates,
    /// What is counted.
    pub metrics: Metrics,
    /// What the record is called and signed with.
    pub record: (Origin, SigningKey),
    /// Who signs the record's checkpoints too.
    pub witnesses: Arc<[Witness]>,
    /// How many more files may be on their way.
    pub(super) batches: Arc<Semaphore>,
    /// Readers of the store.
    pool: Pool,
    /// Threads for files.
    pub(crate) behind: Behind,
    /// The keys of requests that are under way.
    pub(super) under_way: Mutex<BTreeSet<u64>>,
    /// The files that come in now.
    arriving: Mutex<BTreeSet<u64>>,
    /// How many more may listen to what happens.
    pub(super) listeners: Arc<Semaphore>,
    /// How many more returns may be compared with their parcels at once.
    pub(super) reconciling: Arc<Semaphore>,
    /// How long a file may stand still on its way here.
    pub patience: Duration,
    /// Whether only this machine can reach the service.
    pub is_local: bool,
    /// What makes the first administrator, where nobody has an account yet.
    pub setup_code: Option<String>,
    /// The day of a demonstration.
    pub demo: Option<Demo>,
    /// How often a name may be tried at the sign-in.
    pub(crate) sign_ins: Rates,
    /// How many passwords may be looked at at once: each takes much memory on purpose.
    pub(crate) hashing: Semaphore,
    /// Numbers that were asked for in vain.
    pub(crate) guesses: Guesses,
    /// The figures that were counted just now.
    pub(crate) recent: Recent,
    /// Whether the server ends.
    ending: AtomicBool,
}

/// A file that comes in until this is dropped.
pub(super) struct Arriving {
    shared: Arc<Shared>,
    batch: u64,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if let Ok(mut arriving) = self.shared.arriving.lock() {
            arriving.remove(&self.batch);
        }
    }
}

impl Shared {
    /// What every request may use.
    ///
    /// # Errors
    /// There can be no threads for files.
    pub fn new(
        queue: Queue,
        (country, registered, rules): (Arc<Country>, Arc<Registered>, Arc<RulesInForce>),
        readers: Readers,
        clock: Clock,
        credentials: Credentials,
        rates: Rates,
        record: (Origin, SigningKey),
    ) -> io::Result<Shared> {
        let turns = queue.turns().clone();
        Ok(Shared {
            queue,
            country,
            registered: RwLock::new(registered),
            rules: RwLock::new(rules),
            frozen: Arc::default(),
            secret: readers.secret().clone(),
            clock,
            stopwatch: Arc::new(|| Duration::ZERO),
            room: Room::default(),
            credentials,
            rates,
            metrics: Metrics::new(turns),
            record,
            witnesses: Arc::new([]),
            batches: Arc::new(Semaphore::new(FILES)),
            pool: Pool::new(readers),
            behind: Behind::new()?,
            under_way: Mutex::default(),
            arriving: Mutex::default(),
            listeners: Arc::new(Semaphore::new(LISTENERS)),
            reconciling: Arc::new(Semaphore::new(RECONCILING)),
            patience: PATIENCE,
            is_local: true,
            setup_code: None,
            demo: None,
            sign_ins: Rates::a_minute(SIGN_INS),
            hashing: Semaphore::new(HASHINGS),
            guesses: Guesses::default(),
            recent: Recent::default(),
            ending: AtomicBool::new(false),
        })
    }

    /// Notes down that a file comes in.
    pub(super) fn arriving(self: &Arc<Self>, batch: u64) -> Arriving {
        if let Ok(mut arriving) = self.arriving.lock() {
            arriving.insert(batch);
        }
        Arriving { shared: Arc::clone(self), batch }
    }

    /// Whether a file comes in now.
    pub(crate) fn is_arriving(&self, batch: u64) -> bool {
        self.arriving.lock().is_ok_and(|arriving| arriving.contains(&batch))
    }

    /// Sends home whoever waits for something to happen.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Whether the server ends.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed) || self.queue.is_closed()
    }

    /// The consignment of a declaration number.
    pub async fn find_declaration(self: &Arc<Self>, number: Mrn) -> Result<Option<Held>, Problem> {
        self.read(move |reader| crate::lookup::find_declaration(reader, number)).await
    }

    /// The receipt of what a declaration says now.
    pub async fn receipt_of(self: &Arc<Self>, held: &Held, number: Mrn) -> Result<Option<Receipt>, Problem> {
        let Some(entry) = held.filed_by(number) else { return Ok(None) };
        self.read(move |reader| receipts::receipt_of(reader, entry)).await
    }

    /// By what the record's checkpoints are known.
    pub(crate) fn log_key(&self) -> NoteKey {
        let (origin, signing) = &self.record;
        signing.note_key(origin.clone(), NoteKeyKind::Log)
    }

    /// The memory that the filters of keys take.
    pub fn filter_bytes(&self) -> usize {
        self.pool.readers().filter_bytes()
    }

    /// How many pages of keys are asked for at the database's server.
    pub fn pages_afar(&self) -> usize {
        self.pool.readers().pages_afar()
    }

    /// The register that counts.
    pub fn registered(&self) -> Arc<Registered> {
        Arc::clone(&self.registered.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets another register count, here and in the lane.
    pub async fn decide_by(self: &Arc<Self>, registered: Arc<Registered>) -> Result<(), Problem> {
        let (now, counts) = ((self.clock)(), Arc::clone(&registered));
        self.errand_lane(move |lane| lane.decide_by(registered, now)).await?;
        *self.registered.write().unwrap_or_else(PoisonError::into_inner) = counts;
        Ok(())
    }

    /// The rules that count.
    pub fn rules(&self) -> Arc<RulesInForce> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the rulebook that counts in the database, here and in the lane; whether it was another one.
    pub async fn take_rules(self: &Arc<Self>) -> Result<bool, Problem> {
        let (now, country, before) = ((self.clock)(), Arc::clone(&self.country), self.rules().id);
        let taken = self.errand_lane(move |lane| {
            let fact = lane.writer().rulebook()?;
            if fact.as_ref().map_or(0, |fact| fact.id) != lane.rules().id {
                lane.rule_by(Arc::new(RulesInForce::of(fact.as_ref(), &country.pack)?), now)?;
            }
            Ok(Arc::clone(lane.rules()))
        });
        let taken = taken.await?;
        let is_other = taken.id != before;
        // Where two are taken at once and the older one stays here, the worker sees it at its next look.
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = taken;
        Ok(is_other)
    }

    /// Asks the lane and waits until it is durable.
    pub async fn ask(&self, asks: Vec<Ask>) -> Result<Vec<Told>, Problem> {
        // Whoever was let in at the door may have been frozen out while they sent it. All of one call are of one.
        if let Some(ask) = asks.first() {
            self.frozen.admit(&ask.actor.organisation)?;
        }
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let reply = Box::new(move |told| {
            // Whoever asked may have gone.
            let _ = sender.send(told);
        });
        self.queue.ask(asks, reply).map_err(undone)?;
        receiver.await.map_err(|_| Problem::of(Code::Stopped))?.map_err(undone)
    }

    /// Reads the store on a thread that may wait.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Reader) -> Result<T, StoreFailure> + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || shared.read_here(work)).await;
        done.map_err(|_| Problem::of(Code::Failed))?
    }

    /// Reads the store on this thread.
    pub fn read_here<T>(&self, work: impl FnOnce(&Reader) -> Result<T, StoreFailure>) -> Result<T, Problem> {
        self.pool.read(work).map_err(unread)
    }

    /// Begins what belongs to a file, on a thread that lets others go first, and waits for its end.
    pub(crate) fn behind<T: Send + 'static, W: FnOnce() -> T + Send + 'static>(
        &self,
        work: W,
    ) -> impl Future<Output = Result<T, Problem>> + use<T, W> {
        let begun = self.behind.begin(work);
        async move {
            begun.ok_or_else(|| Problem::of(Code::Stopped))?.await.map_err(|_| Problem::of(Code::Failed))
        }
    }

    /// Waits until an errand to the store is done.
    pub async fn errand<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut store::Writer) -> Result<T, StoreFailure> + Send + 'static,
    ) -> Result<T, Problem> {
        self.errand_lane(|lane| work(lane.writer())).await
    }

    /// Waits until an errand to the lane is done.
    pub async fn errand_lane<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Lane) -> Result<T, StoreFailure> + Send + 'static,
    ) -> Result<T, Problem> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let errand = Box::new(move |lane: Result<&mut Lane, Undone>| {
            let done = match lane {
                Ok(lane) => work(lane).map_err(failed),
                Err(undone_because) => Err(undone(undone_because)),
            };
            let _ = sender.send(done);
        });
        self.queue.errand(errand).map_err(undone)?;
        receiver.await.map_err(|_| Problem::of(Code::Stopped))?
    }
}

/// Why nothing was done.
pub(crate) fn undone(undone: Undone) -> Problem {
    Problem::of(match undone {
        Undone::Busy => Code::Busy,
        Undone::DiskFull => Code::DiskFull,
        Undone::Stopped => Code::Stopped,
    })
}

/// A failure of reading: nothing was done, so that it may be asked again where it is the database's server that is away.
fn unread(failure: StoreFailure) -> Problem {
    if !failure.is_of_lost_server() {
        return failed(failure);
    }
    eprintln!("cocket: {failure}");
    Problem::of(Code::DatabaseAway)
}

/// A failure of the store: told to the operator, and to the caller only that there was one.
pub(crate) fn failed(failure: StoreFailure) -> Problem {
    eprintln!("cocket: {failure}");
    Problem::of(if matches!(failure, StoreFailure::Full) { Code::DiskFull } else { Code::Failed })
}

//! What is counted, in the text that Prometheus reads.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// How often each answer was given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

/// How often each outcome was decided.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Decided {
    outcome: String,
}

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    decided: Family<Decided, Counter>,
    waiting: Gauge,
    on_duty: Gauge,
    stuck: Gauge,
    filter_bytes: Gauge,
    database_bytes: Gauge,
    entries: Gauge,
    split_views: Counter,
    altered_documents: Counter,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("cocket"),
            answered: Family::default(),
            decided: Family::default(),
            waiting: Gauge::default(),
            on_duty: Gauge::default(),
            stuck: Gauge::default(),
            filter_bytes: Gauge::default(),
            database_bytes: Gauge::default(),
            entries: Gauge::default(),
            split_views: Counter::default(),
            altered_documents: Counter::default(),
        };
        let Metrics {
            registry,
            answered,
            decided,
            waiting,
            on_duty,
            stuck,
            filter_bytes,
            database_bytes,
            entries,
            split_views,
            altered_documents,
        } = &mut metrics;
        registry.register("requests", "Answers by route and status", answered.clone());
        registry.register("decisions", "Decisions by outcome", decided.clone());
        registry.register("waiting", "Asks that wait for the lane", waiting.clone());
        registry.register("on_duty", "Whether this node sequences and passes deadlines", on_duty.clone());
        registry.register(
            "stuck",
            "Consignments whose deadline passed and nothing came of it",
            stuck.clone(),
        );
        registry.register("filter_bytes", "Memory of the filters of keys", filter_bytes.clone());
        registry.register("database_bytes", "Size of the database", database_bytes.clone());
        registry.register("journal_entries", "Entries of the journal", entries.clone());
        registry.register(
            "split_views",
            "Checkpoints of another history that the key of this record has signed",
            split_views.clone(),
        );
        registry.register(
            "altered_documents",
            "Documents that were asked for and are not what came",
            altered_documents.clone(),
        );
        metrics
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, route: &str, status: u16) {
        self.answered.get_or_create(&Answered { route: route.to_owned(), status }).inc();
    }

    /// Counts a decision.
    pub fn decided(&self, outcome: &str) {
        self.decided.get_or_create(&Decided { outcome: outcome.to_owned() }).inc();
    }

    /// Counts a checkpoint of another history.
    pub fn split_view(&self) {
        self.split_views.inc();
    }

    /// Counts a document that is not what came.
    pub fn altered_document(&self) {
        self.altered_documents.inc();
    }

    /// Notes down how much waits, and whether the node does what one does for all.
    pub fn of_queue(&self, asks: usize, is_on_duty: bool) {
        self.waiting.set(i64::try_from(asks).unwrap_or(i64::MAX));
        self.on_duty.set(i64::from(is_on_duty));
    }

    /// Notes down what the worker saw.
    pub fn seen(&self, stuck: usize, filter_bytes: usize, database_bytes: u64, entries: u64) {
        self.stuck.set(i64::try_from(stuck).unwrap_or(i64::MAX));
        self.filter_bytes.set(i64::try_from(filter_bytes).unwrap_or(i64::MAX));
        self.database_bytes.set(database_bytes.cast_signed());
        self.entries.set(entries.cast_signed());
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

//! What is counted, in the text that Prometheus reads.

use crate::lane::Turns;
use jiff::Timestamp;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// How often each answer was given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

/// How long answers of a class took.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Took {
    route: String,
    class: &'static str,
}

/// The seconds that answers are sorted by: few, since each counts for every route. A decision takes thousandths.
const SECONDS: [f64; 5] = [0.01, 0.05, 0.25, 1.0, 5.0];

/// How often each outcome was decided.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Decided {
    outcome: String,
}

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    took: Family<Took, Histogram, fn() -> Histogram>,
    decided: Family<Decided, Counter>,
    waiting: Gauge,
    on_duty: Gauge,
    stuck: Gauge,
    filter_bytes: Gauge,
    pages_afar: Gauge,
    database_bytes: Gauge,
    entries: Gauge,
    unsequenced: Gauge,
    checkpoint: Gauge,
    disk_free: Gauge,
    split_views: Counter,
    altered_documents: Counter,
}

/// What the worker saw in the database.
pub(crate) struct Seen {
    /// Consignments whose deadline passed and nothing came of it.
    pub(crate) stuck: usize,
    /// Memory of the filters of keys.
    pub(crate) filter_bytes: usize,
    /// Pages of keys that are asked for at the database's server.
    pub(crate) pages_afar: usize,
    /// Size of the database.
    pub(crate) database_bytes: u64,
    /// Entries of the journal.
    pub(crate) entries: u64,
    /// When the last batch was decided that a checkpoint covers, and its last entry.
    pub(crate) sequenced: Option<(Timestamp, u64)>,
}

impl Metrics {
    /// Nothing is counted yet. Turns are counted where they are taken.
    pub(crate) fn new(turns: Turns) -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("cocket"),
            answered: Family::default(),
            took: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            decided: Family::default(),
            waiting: Gauge::default(),
            on_duty: Gauge::default(),
            stuck: Gauge::default(),
            filter_bytes: Gauge::default(),
            pages_afar: Gauge::default(),
            database_bytes: Gauge::default(),
            entries: Gauge::default(),
            unsequenced: Gauge::default(),
            checkpoint: Gauge::default(),
            disk_free: Gauge::default(),
            split_views: Counter::default(),
            altered_documents: Counter::default(),
        };
        metrics.register_counted(turns);
        metrics.register_seen();
        metrics
    }

    fn register_counted(&mut self, turns: Turns) {
        let Metrics { registry, answered, took, decided, split_views, altered_documents, .. } = self;
        registry.register("requests", "Answers by route and status", answered.clone());
        registry.register(
            "answer_seconds",
            "From the head of a request to that of its answer, by route and class of status",
            took.clone(),
        );
        registry.register("decisions", "Decisions by outcome", decided.clone());
        registry.register("turns", "Turns taken at a database server", turns.taken);
        registry.register("turn_wait_seconds", "Time until turns had come, all together", turns.waited);
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
    }

    fn register_seen(&mut self) {
        let seen = [
            ("waiting", "Asks that wait for the lane", &self.waiting),
            ("on_duty", "Whether this node sequences and passes deadlines", &self.on_duty),
            ("stuck", "Consignments whose deadline passed and nothing came of it", &self.stuck),
            ("filter_bytes", "Memory of the filters of keys", &self.filter_bytes),
            (
                "key_pages_at_server",
                "Pages of keys that are asked for at the database's server, having no copy here",
                &self.pages_afar,
            ),
            ("database_bytes", "Size of the database", &self.database_bytes),
            ("journal_entries", "Entries of the journal", &self.entries),
            (
                "unsequenced_entries",
                "Entries of the journal that no checkpoint covers yet",
                &self.unsequenced,
            ),
            (
                "checkpoint_timestamp_seconds",
                "When the last batch was decided that a checkpoint covers",
                &self.checkpoint,
            ),
            ("disk_free_bytes", "Bytes that are free on the disk of the folder", &self.disk_free),
        ];
        for (name, help, gauge) in seen {
            self.registry.register(name, help, gauge.clone());
        }
    }

    /// Counts an answer, and how long it took.
    pub fn answered(&self, route: &str, status: u16, took: Duration) {
        self.answered.get_or_create(&Answered { route: route.to_owned(), status }).inc();
        let took_by = Took { route: route.to_owned(), class: class(status) };
        self.took.get_or_create(&took_by).observe(took.as_secs_f64());
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

    /// Notes down how much room there is.
    pub fn of_disk(&self, free_bytes: u64) {
        self.disk_free.set(i64::try_from(free_bytes).unwrap_or(i64::MAX));
    }

    /// Notes down what the worker saw.
    pub(crate) fn seen(&self, seen: &Seen) {
        self.stuck.set(i64::try_from(seen.stuck).unwrap_or(i64::MAX));
        self.filter_bytes.set(i64::try_from(seen.filter_bytes).unwrap_or(i64::MAX));
        self.pages_afar.set(i64::try_from(seen.pages_afar).unwrap_or(i64::MAX));
        self.database_bytes.set(seen.database_bytes.cast_signed());
        self.entries.set(seen.entries.cast_signed());
        let (at, entry) = seen.sequenced.map_or((0, 0), |(at, entry)| (at.as_second(), entry));
        self.checkpoint.set(at);
        self.unsequenced.set(seen.entries.saturating_sub(entry).cast_signed());
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// The class of a status.
fn class(status: u16) -> &'static str {
    match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_sorted_by_how_long_they_took() {
        let metrics = Metrics::new(Turns::default());
        for (status, millis) in [(200, 4), (201, 10), (200, 700), (200, 9_000), (422, 3), (507, 2_000)] {
            metrics.answered("/v1/declarations", status, Duration::from_millis(millis));
        }
        metrics.answered("/track/{ref}", 303, Duration::ZERO);
        let text = metrics.text();
        let told = |line: &str| assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        let of = |class: &str, least: &str, count: u32| {
            let labels = format!("le=\"{least}\",route=\"/v1/declarations\",class=\"{class}\"");
            told(&format!("cocket_answer_seconds_bucket{{{labels}}} {count}"));
        };
        for (least, count) in [("0.01", 2), ("0.05", 2), ("0.25", 2), ("1.0", 3), ("5.0", 3), ("+Inf", 4)] {
            of("2xx", least, count);
        }
        of("4xx", "0.01", 1);
        of("5xx", "1.0", 0);
        of("5xx", "5.0", 1);
        told("cocket_answer_seconds_sum{route=\"/v1/declarations\",class=\"2xx\"} 9.714");
        told("cocket_answer_seconds_count{route=\"/track/{ref}\",class=\"3xx\"} 1");
        told("cocket_requests_total{route=\"/v1/declarations\",status=\"200\"} 3");
    }

    #[test]
    fn what_no_checkpoint_covers_is_told_with_the_moment_of_the_last_that_one_does() {
        let metrics = Metrics::new(Turns::default());
        let seen = |entries, sequenced| {
            let seen =
                Seen { stuck: 0, filter_bytes: 0, pages_afar: 3, database_bytes: 0, entries, sequenced };
            metrics.seen(&seen);
            let text = metrics.text();
            let value = |name: &str| {
                let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
                line.unwrap().parse::<u64>().unwrap()
            };
            assert_eq!(value("cocket_key_pages_at_server"), 3);
            (value("cocket_unsequenced_entries"), value("cocket_checkpoint_timestamp_seconds"))
        };
        assert_eq!(seen(0, None), (0, 0));
        assert_eq!(seen(7, None), (7, 0));
        let at = Timestamp::from_second(1_772_452_800).unwrap();
        assert_eq!(seen(9, Some((at, 7))), (2, 1_772_452_800));
        // More was sequenced after the journal was looked at.
        assert_eq!(seen(9, Some((at, 11))), (0, 1_772_452_800));
    }
}

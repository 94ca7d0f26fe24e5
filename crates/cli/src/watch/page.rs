//! The page of figures: what each is called, and what it means. `docs/operations.md` explains them, and is held against this.

use std::sync::Arc;

use model::Timestamp;
use server::Statistics;
use service::Service;
use store::FigureValue;

use super::exposition::Exposition;
use super::process;
use crate::door::Doors;

/// Where figures come from.
pub struct Sources {
    /// The service.
    pub service: Arc<Service>,
    /// The doors of the other listener.
    pub doors: Arc<Doors>,
    /// That listener.
    pub statistics: Statistics,
    /// When the process started.
    pub started: Timestamp,
}

impl Sources {
    /// All figures, as text.
    pub fn page(&self) -> String {
        let mut page = Exposition::default();
        page.gauges("bartizan_build_info", "Which version runs; always 1.")
            .row(&[("version", env!("CARGO_PKG_VERSION"))], 1);
        self.requests(&mut page);
        self.pages(&mut page);
        self.factors(&mut page);
        self.store(&mut page);
        self.cache(&mut page);
        self.audit(&mut page);
        self.reaching(&mut page);
        self.connections(&mut page);
        page.gauges("process_start_time_seconds", "When the process started, in seconds since 1970.")
            .row(&[], self.started.secs());
        process::write(&mut page);
        page.into_text()
    }

    /// An operation has rows from its first request on: a hundred that nobody calls would be most of the page.
    fn requests(&self, page: &mut Exposition) {
        let asked = || self.service.figures().requests.all().filter(|asked| asked.answers.took().count > 0);
        let mut family =
            page.counters("bartizan_requests_total", "Requests of the API, by operation and outcome.");
        for operation in asked() {
            for (outcome, count) in operation.answers.outcomes() {
                let labels = [
                    ("service", operation.service),
                    ("operation", operation.name),
                    ("outcome", outcome.name()),
                ];
                family.row(&labels, count);
            }
        }
        let help = "How long requests of the API took, from the whole request to the answer.";
        let mut family = page.histograms("bartizan_request_duration_seconds", help);
        for operation in asked() {
            let labels = [("service", operation.service), ("operation", operation.name)];
            family.durations(&labels, &operation.answers.took());
        }
    }

    fn pages(&self, page: &mut Exposition) {
        let voice = ("voice_callback", &self.doors.voice_answers);
        let kinds = || {
            let pages = self.doors.console.pages().all().map(|(kind, answers)| (kind.name(), answers));
            pages.chain([voice]).filter(|(_, answers)| answers.took().count > 0)
        };
        let mut family = page.counters(
            "bartizan_pages_total",
            "Requests of browsers and telephones, by kind of page and outcome.",
        );
        for (kind, answers) in kinds() {
            for (outcome, count) in answers.outcomes() {
                family.row(&[("page", kind), ("outcome", outcome.name())], count);
            }
        }
        let mut family = page.histograms("bartizan_page_duration_seconds", "How long pages took.");
        for (kind, answers) in kinds() {
            family.durations(&[("page", kind)], &answers.took());
        }
    }

    fn factors(&self, page: &mut Exposition) {
        let figures = self.service.figures();
        let mut family = page
            .counters("bartizan_mfa_checks_total", "Second factors that were looked at or refused a look.");
        for (way, result, count) in figures.mfa.all() {
            family.row(&[("way", way.name()), ("result", result.name())], count);
        }
        page.counters("bartizan_mfa_locks_total", "How often failures locked somebody's codes.")
            .row(&[], figures.mfa.locks.now());
        let mut family = page
            .counters("bartizan_password_attempts_total", "Passwords of sign-ins to the console, by result.");
        for (result, count) in figures.passwords.all() {
            family.row(&[("result", result.name())], count);
        }
        let (hashing, waiting) = self.service.passwords().queue();
        page.gauges("bartizan_password_hashes", "Passwords that are being hashed now.").row(&[], hashing);
        page.gauges("bartizan_password_queue", "Passwords that wait to be hashed.").row(&[], waiting);
    }

    fn store(&self, page: &mut Exposition) {
        let commits = self.service.records().commits();
        let mut family = page.counters("bartizan_store_commits_total", "Commits, by outcome.");
        for (outcome, count) in commits.outcomes() {
            family.row(&[("outcome", outcome.name())], count);
        }
        page.histograms(
            "bartizan_store_commit_duration_seconds",
            "How long commits took, until they were on disk.",
        )
        .durations(&[], &commits.took());
        page.counters("bartizan_store_read_errors_total", "Reads of the store that failed.")
            .row(&[], commits.failed_reads.now());
        // The engine's own: an engine that has more to tell implements `Store::figures`.
        for figure in self.service.records().store().figures() {
            let name = format!("bartizan_store_{}", figure.name);
            match figure.value {
                FigureValue::Total(count) => {
                    page.counters(&format!("{name}_total"), figure.meaning).row(&[], count);
                }
                FigureValue::Now(count) => {
                    page.gauges(&name, figure.meaning).row(&[], count);
                }
                FigureValue::Sizes { within, count, sum } => {
                    page.histograms(&name, figure.meaning).buckets(&[], &within, count, sum);
                }
            }
        }
        let offset = self.service.clock_offset().millis() as f64 / 1e3;
        let help =
            "How far this machine's clock is ahead of the store's, in seconds; 0 where the store has none.";
        page.gauges("bartizan_clock_offset_seconds", help).row(&[], offset);
    }

    fn cache(&self, page: &mut Exposition) {
        let cache = self.service.records().cache_statistics();
        page.counters("bartizan_cache_hits_total", "Look-ups that memory answered.").row(&[], cache.hits);
        page.counters("bartizan_cache_misses_total", "Look-ups that it did not.").row(&[], cache.misses);
        page.counters(
            "bartizan_cache_joined_total",
            "Misses that waited for another's read of the same document.",
        )
        .row(&[], cache.joined);
        page.gauges("bartizan_cache_bytes", "Memory that documents take, by the cache's estimate.")
            .row(&[], cache.bytes);
        page.gauges("bartizan_cache_limit_bytes", "How much they may take.").row(&[], cache.most_bytes);
    }

    fn audit(&self, page: &mut Exposition) {
        page.counters("bartizan_audit_events_total", "Events of the audit trail that are stored.")
            .row(&[], self.service.records().commits().events.now());
        let help = "Refusals of known principals that one event counts instead of having one each.";
        page.counters("bartizan_audit_refusals_counted_total", help)
            .row(&[], self.service.refusals_counted());
        let help = "Failures of callers who proved nothing, which are counted and not recorded one by one.";
        page.counters("bartizan_audit_strangers_total", help).row(&[], self.service.strangers_counted());
    }

    fn reaching(&self, page: &mut Exposition) {
        let (letters, calls) = (&self.service.figures().letters, &self.service.figures().calls);
        page.counters("bartizan_letters_total", "Letters to owners, by what became of an attempt.")
            .row(&[("outcome", "sent")], letters.sent.now())
            .row(&[("outcome", "refused")], letters.refused.now())
            .row(&[("outcome", "put_off")], letters.put_off.now())
            .row(&[("outcome", "unreachable")], letters.unreachable.now())
            .row(&[("outcome", "too_late")], letters.too_late.now());
        page.gauges("bartizan_letters_waiting", "Letters that waited at the last look, of all nodes.")
            .row(&[], letters.waiting.now());
        page.counters("bartizan_calls_total", "Calls to owners, by what became of them.")
            .row(&[("outcome", "placed")], calls.placed.now())
            .row(&[("outcome", "failed")], calls.failed.now());
        page.gauges(
            "bartizan_calls_waiting",
            "Calls that waited to be placed at the last look, of all nodes.",
        )
        .row(&[], calls.waiting.now());
    }

    fn connections(&self, page: &mut Exposition) {
        let now = self.statistics.now();
        page.gauges("bartizan_connections", "Connections that are held.").row(&[], now.connections);
        page.gauges("bartizan_connections_limit", "How many may be.").row(&[], now.most_connections);
        page.counters("bartizan_connections_refused_total", "Connections that were closed as they came.")
            .row(&[("why", "full")], now.refused_full)
            .row(&[("why", "peer_full")], now.refused_peer);
        page.gauges("bartizan_bodies_bytes", "Memory for bodies of more than 8 KiB.")
            .row(&[], now.body_bytes);
        page.gauges("bartizan_bodies_limit_bytes", "How much they may take.").row(&[], now.most_body_bytes);
        let mut family =
            page.counters("bartizan_requests_refused_total", "Requests that never became whole, by reason.");
        for (reason, count) in self.doors.refused.all() {
            family.row(&[("why", reason)], count);
        }
    }
}

//! The engine's counts, as whoever watches over an installation reads them.

use store::{Figure, FigureValue};

use crate::Statistics;

pub(crate) fn of(statistics: &Statistics) -> Vec<Figure> {
    let now = |name, meaning, value| Figure { name, meaning, value: FigureValue::Now(value) };
    let total = |name, meaning, value| Figure { name, meaning, value: FigureValue::Total(value) };
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let Statistics { connections, open, in_use, waiting, .. } = *statistics;
    vec![
        now("connections_limit", "Connections to the database, at most.", count(connections)),
        now("connections_open", "Connections to the database, used or not.", count(open)),
        now("connections_in_use", "Connections to the database that are used.", count(in_use)),
        now("connections_waiting", "Requests that wait for a connection to the database.", waiting),
        total("batches", "Batches that were stored.", statistics.commits),
        total("conflicts", "Batches that were refused because a document had moved.", statistics.conflicts),
        total("retries", "Calls that were made again.", statistics.retries),
        total("connects", "Connections to the database that were made.", statistics.connects),
        total("failed_connects", "Connections that could not be made.", statistics.failed_connects),
        total("lost_connections", "Connections that were lost or given up.", statistics.lost),
        total("unclear_commits", "Commits whose outcome had to be asked for.", statistics.unclear),
        total(
            "unclear_commits_stored",
            "Of those, the ones that were stored.",
            statistics.resolved_committed,
        ),
        total("unclear_commits_dropped", "Of those, the ones that never will be.", statistics.resolved_never),
        total("unknown_commits", "Of those, the ones that stay unknown.", statistics.unknown),
    ]
}

//! Every statement, in one place. Each that a commit is made of names its account first, so that one shard of a distributed
//! database serves it; the row of the time alone is on another.

mod whole;

use tokio_postgres::types::Type;

pub(crate) use whole::whole;

macro_rules! statements {
    ($($name:ident($($parameter:ident),*) = $text:literal;)*) => {
        /// A statement that every session has prepared.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub(crate) enum Sql {
            $($name),*
        }

        impl Sql {
            /// In the order of their numbers.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            /// The statement and the types of its parameters.
            pub(crate) fn text(self) -> (String, &'static [Type]) {
                match self {
                    $(Self::$name => (written_out($text), &[$(Type::$parameter),*])),*
                }
            }
        }
    };
}

statements! {
    Begin() = "begin isolation level read committed";
    Commit() = "commit";
    Account(INT8) = "insert into accounts values ($1) on conflict do nothing";

    // Writing. Whatever does not find what it expects makes a number of a text that is none, which stops the transaction
    // there; `{1 if any}` is that.
    Put(INT8, TEXT, INT8, BYTEA) =
        "insert into documents as d (account, path, revision, body) values ($1, $2, $3, $4)
         on conflict (account, path) do update set
             revision = case when d.dead_since is null then d.revision + 1
                             else greatest(d.revision + 1, excluded.revision) end,
             body = excluded.body, dead_since = null
         returning revision";
    PutAbsent(INT8, TEXT, INT8, BYTEA) =
        "with u as (
             insert into documents as d (account, path, revision, body) values ($1, $2, $3, $4)
             on conflict (account, path) do update set
                 revision = greatest(d.revision + 1, excluded.revision), body = excluded.body, dead_since = null
                 where d.dead_since is not null
             returning revision)
         select max(revision), {1 if any} from u";
    PutAt(INT8, TEXT, INT8, BYTEA) =
        "with u as (
             update documents set revision = revision + 1, body = $4
             where account = $1 and path = $2 and revision = $3 and dead_since is null returning revision)
         select max(revision), {1 if any} from u";
    Delete(INT8, TEXT) =
        "update documents set body = null, dead_since = now()
         where account = $1 and path = $2 and dead_since is null";
    DeleteAt(INT8, TEXT, INT8) =
        "with u as (
             update documents set body = null, dead_since = now()
             where account = $1 and path = $2 and revision = $3 and dead_since is null returning 1)
         select {1 if any} from u";
    // A row to hold on to while there is no document: who creates it waits for us, or we for them. It is locked in
    // common, since many may expect the same absence at once. Of two who insert it, one is refused though
    // nothing is there; `commit` asks again.
    CheckAbsent(INT8, TEXT) =
        "with i as (
             insert into documents (account, path, revision, body, dead_since) values ($1, $2, 0, null, now())
             on conflict do nothing returning 1),
         l as (
             select 1 from documents where account = $1 and path = $2 and dead_since is not null for share)
         select (case when (select count(*) from i) + (select count(*) from l) > 0
                      then '1' else 'bartizan: conflict' end)::int8";
    CheckAt(INT8, TEXT, INT8) =
        "with u as (
             select 1 from documents
             where account = $1 and path = $2 and revision = $3 and dead_since is null for share)
         select {1 if any} from u";
    LockAt(INT8, TEXT, INT8) =
        "with u as (
             select 1 from documents
             where account = $1 and path = $2 and revision = $3 and dead_since is null for update)
         select {1 if any} from u";
    // $3 revision and $4 body where there is no counter yet, $5 delta, $6 limit, $7 now.
    Add(INT8, TEXT, INT8, BYTEA, INT8, TEXT, INT8) =
        "with u as (
             insert into documents as d (account, path, revision, body, dead_since)
             values ($1, $2, $3, $4, case when $4 is null then now() end)
             on conflict (account, path) do update set
                 revision = case when d.dead_since is null then d.revision + 1
                                 when $5 > 0 then greatest(d.revision + 1, $7)
                                 else d.revision end,
                 body = case when {after 5} > 0 then convert_to(({after 5})::text, 'UTF8') end,
                 dead_since = case when {after 5} = 0 then now() end
                 where {after 5} between 0 and $6::numeric
             returning 1)
         select {1 if any} from u";
    // Where there is nothing, there is nothing to take away. $3 delta, $4 limit.
    Subtract(INT8, TEXT, INT8, TEXT) =
        "with u as (
             update documents as d set
                 revision = d.revision + 1,
                 body = case when {after 3} > 0 then convert_to(({after 3})::text, 'UTF8') end,
                 dead_since = case when {after 3} = 0 then now() end
             where d.account = $1 and d.path = $2 and d.dead_since is null
                 and {after 3} between 0 and $4::numeric
             returning 1)
         select {1 if any} from u";
    Append(INT8, INT8, BYTEA, INT4, BYTEA) =
        "insert into events (account, micros, id, bytes, body) values ($1, $2, $3, $4, $5)";
    // Over what stands in the event's place since an attempt before was given up; $6 tells that it is still ours.
    AppendOver(INT8, INT8, BYTEA, INT4, BYTEA, INT4) =
        "with u as (
             update events set bytes = $4, body = $5, hidden_since = null
             where account = $1 and micros = $2 and id = $3 and bytes = $6 returning 1)
         select {1 if any} from u";
    Mark(INT8, INT8, BYTEA) =
        "insert into events (account, micros, id, bytes, hidden_since) values ($1, $2, $3, 0, now())";
    Slot(BYTEA, INT8) =
        "insert into commit_times (slot, micros, written) values ($1, $2, clock_timestamp())
         on conflict (slot) do update set micros = excluded.micros, written = excluded.written";

    // What became of a commit: nothing is answered where it happened. Else what now stands in its place, a lower number each
    // time, so that an attempt that comes to life later finds another one than it was to replace.
    Settle(INT8, INT8, BYTEA) =
        "insert into events as e (account, micros, id, bytes, hidden_since) values ($1, $2, $3, -1, now())
         on conflict (account, micros, id) do update set bytes = e.bytes - 1, hidden_since = now()
             where e.bytes < 0
         returning bytes";

    // Reading.
    GetOne(INT8, TEXT) =
        "select path, revision, body from documents where account = $1 and path = $2 and dead_since is null";
    GetMany(INT8, TEXT_ARRAY) =
        "select path, revision, body from documents
         where account = $1 and path = any($2) and dead_since is null";
    ScanForward(INT8, TEXT, TEXT, INT8) =
        "select path, revision, body from documents
         where account = $1 and path >= $2 and path < $3 and dead_since is null order by path limit $4";
    ScanBackward(INT8, TEXT, TEXT, INT8) =
        "select path, revision, body from documents
         where account = $1 and path >= $2 and path < $3 and dead_since is null order by path desc limit $4";
    EventsForward(INT8, INT8, BYTEA, INT8, BYTEA, INT8) =
        "select micros, id, body from events
         where account = $1 and (micros, id) >= ($2, $3) and (micros, id) < ($4, $5) and hidden_since is null
         order by micros, id limit $6";
    EventsBackward(INT8, INT8, BYTEA, INT8, BYTEA, INT8) =
        "select micros, id, body from events
         where account = $1 and (micros, id) >= ($2, $3) and (micros, id) < ($4, $5) and hidden_since is null
         order by micros desc, id desc limit $6";
    ExportDocuments(INT8, TEXT, INT8) =
        "select path, revision, body, account from documents
         where (account, path) > ($1, $2) and dead_since is null order by account, path limit $3";
    ExportEvents(INT8, INT8, BYTEA, INT8) =
        "select micros, id, body, account from events
         where (account, micros, id) > ($1, $2, $3) and hidden_since is null
         order by account, micros, id limit $4";
    Accounts(INT8, INT8) =
        "select a.account from accounts a where a.account > $1 and (
             exists (select 1 from documents d where d.account = a.account and d.dead_since is null)
             or exists (select 1 from events e where e.account = a.account and e.hidden_since is null))
         order by a.account limit $2";
    LastCommit() =
        "select micros from commit_times order by written desc limit 1";
    Clock() =
        "select (extract(epoch from clock_timestamp()) * 1000000)::int8";

    // Letting go.
    OldestEvents(INT8, INT8) =
        "select micros, id, bytes from events where account = $1 and hidden_since is null
         order by micros, id limit $2";
    // From the key's index alone. Hidden rows have no bytes.
    EventBytes(INT8) =
        "select coalesce(sum(greatest(bytes, 0)), 0)::int8 from events where account = $1";
    DeleteEvents(INT8, INT8, BYTEA) =
        "delete from events where account = $1 and (micros, id) <= ($2, $3) and hidden_since is null";
    // An hour is far beyond what clocks may differ (rule R30) and calls may take. What others hold is skipped: who lets go
    // waits for nobody, so nobody can wait for it in a circle.
    PurgeDocuments(INT8) =
        "delete from documents where account = $1 and dead_since is not null and path = any(array(
             select path from documents
             where account = $1 and dead_since < now() - interval '1 hour'
                 and revision < (extract(epoch from now()) * 1000000)::int8 - 3600000000
             limit 500 for update skip locked))
         returning 1";
    PurgeEvents(INT8) =
        "delete from events where account = $1 and hidden_since is not null and (micros, id) in (
             select micros, id from events
             where account = $1 and hidden_since < now() - interval '1 hour'
             limit 500 for update skip locked)
         returning 1";
    PurgeSlots() =
        "delete from commit_times where written < (select max(written) from commit_times) - interval '1 hour'";
}

/// What a statement says in short: `{after 5}` is a counter after the add of $5, `{1 if any}` refuses where there is no row.
fn written_out(text: &str) -> String {
    let text = text.replace("{1 if any}", &if_any("1"));
    let text = text.replace("{after 5}", &AFTER.replace("DELTA", "$5"));
    text.replace("{after 3}", &AFTER.replace("DELTA", "$3"))
}

/// A number, or an error if there is no row. The server logs it: `invalid input syntax for type bigint: "bartizan: conflict"`.
///
/// The text is all of it where nothing was counted, but who plans the statement does not know that: it would make a number of a
/// constant at once, and refuse everything.
fn if_any(number: &str) -> String {
    format!(
        "(case when count(*) > 0 then {number} else substr('bartizan: conflict', 1 + count(*)::int)::int8 end)"
    )
}

/// A counter's value after an add. What is no counter is the root of a negative number: an error of its own, which
/// repeats nothing of the document.
const AFTER: &str = "((case
     when d.body is null then 0
     when encode(d.body, 'escape') ~ '^[0-9]{1,20}$' then case
         when encode(d.body, 'escape')::numeric <= 18446744073709551615 then encode(d.body, 'escape')::numeric
         else sqrt((-1 - octet_length(d.body))::float8)::numeric end
     else sqrt((-1 - octet_length(d.body))::float8)::numeric end) + DELTA)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_find_statements_by_their_number() {
        assert!(Sql::ALL.iter().enumerate().all(|(number, sql)| *sql as usize == number));
        assert!(
            Sql::ALL.iter().all(|sql| !sql.text().0.contains("{after") && !sql.text().0.contains("{1 if"))
        );
    }
}

-- From schema version 2 to 3: an accept writes at the ends of tables only. Keys and event ids were found by two indexes on
-- random texts, each of which had a page written for nearly every event.

create table event_3 (
  seq integer primary key autoincrement,
  source text not null,
  event_id text not null,
  event_type text,
  system text,
  domain text,
  subscription text,
  enqueued_at integer,
  received_at integer not null,
  content_encoding text,
  body blob not null,
  state text not null,
  marks text,
  stage text,
  reason text,
  runs integer not null default 0,
  next_at integer not null default 0,
  headers text,
  order_key text,
  generation integer not null default 1,
  settled_at integer
);
insert into event_3 (seq, source, event_id, event_type, system, domain, subscription, enqueued_at, received_at,
    content_encoding, body, state, marks, stage, reason, runs, next_at, headers, order_key, generation, settled_at)
  select seq, source, event_id, event_type, system, domain, subscription, enqueued_at, received_at,
    content_encoding, body, state, marks, stage, reason, runs, next_at, headers, order_key, generation, settled_at
  from event order by seq;
-- The highest number ever given, not the highest that is left.
delete from sqlite_sequence where name = 'event_3';
insert into sqlite_sequence (name, seq) select 'event_3', seq from sqlite_sequence where name = 'event';
drop table event;
alter table event_3 rename to event;
create index event_due on event (source, next_at, seq) where state = 'accepted';
create index event_parked on event (stage, seq) where state = 'parked';
create index event_ordered on event (order_key, state, seq)
  where order_key is not null and state in ('accepted', 'parked');
create index event_source on event (source);

-- In the order of the events that claimed them.
create table duplicate_key_3 (
  source text not null,
  key text not null,
  seq integer not null,
  digest blob not null,
  expires_at integer not null,
  primary key (seq, key)
) without rowid;
insert into duplicate_key_3 (source, key, seq, digest, expires_at)
  select source, key, seq, digest, expires_at from duplicate_key order by seq, key;
drop table duplicate_key;
alter table duplicate_key_3 rename to duplicate_key;
create index duplicate_key_expired on duplicate_key (expires_at);

-- The index of keys and event ids: sorted runs, each of which covers a range of seq. Events beyond the last one are in no run yet.
-- level: -1 when its blocks are being deleted. filter: which hashes are certainly not in it. first_hashes: of each block.
create table key_run (
  id integer primary key,
  level integer not null,
  entries integer not null,
  first_seq integer not null,
  last_seq integer not null,
  filter blob not null,
  first_hashes blob not null
);
-- id: that of the run, and 24 bits for the number of the block. entries: pairs of hash and seq, sorted, 16 bytes each.
create table key_block (
  id integer primary key,
  entries blob not null
);

-- The store of Dromedary on SQLite, schema version 1. Times are milliseconds since 1970, UTC.

create table event (
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
  unique (source, event_id)
);
create index event_due on event (source, next_at, seq) where state = 'accepted';
create index event_parked on event (stage, seq) where state = 'parked';

-- Kept apart from the events: a key outlives its event, or ends before it.
create table duplicate_key (
  source text not null,
  key text not null,
  seq integer not null,
  digest blob not null,
  expires_at integer not null,
  primary key (source, key)
) without rowid;

create table delivery (
  id integer primary key autoincrement,
  event_seq integer not null references event (seq),
  target text not null,
  state text not null,
  body blob,
  headers text,
  attempts integer not null default 0,
  next_at integer not null default 0,
  ended_at integer,
  reason text,
  unique (event_seq, target)
);
create index delivery_due on delivery (target, next_at, id) where state = 'pending';
create index delivery_dead on delivery (target, id) where state = 'dead';

-- From schema version 1 to 2: attempts are kept, what was given up can be replayed, keys keep their order.

-- headers: what was kept of the request besides its body, as JSON.
alter table event add column headers text;
-- order_key: deliveries of events of one key can keep the order in which these were accepted.
alter table event add column order_key text;
-- generation: grows when the event is routed once more on demand.
alter table event add column generation integer not null default 1;
alter table event add column settled_at integer;
create index event_ordered on event (order_key, state, seq)
  where order_key is not null and state in ('accepted', 'parked');

create index duplicate_key_expired on duplicate_key (expires_at);

-- route: the id of the route that named the target.
alter table delivery add column route text;
alter table delivery add column order_key text;
-- generation: grows with each replay; attempts counts those of this generation that were spent, tried all ever made.
alter table delivery add column generation integer not null default 1;
alter table delivery add column tried integer not null default 0;
update delivery set tried = attempts;
create index delivery_ordered on delivery (target, order_key, state, event_seq)
  where order_key is not null and state in ('pending', 'dead');
-- next_at = 9999-12-31T23:59:59.999Z: held behind an earlier one of its key.
create index delivery_held on delivery (target, order_key, event_seq)
  where state = 'pending' and next_at = 253402300799999;

create table attempt (
  delivery_id integer not null,
  number integer not null,
  generation integer not null,
  began_at integer not null,
  took integer not null,
  outcome text not null,
  decision text not null,
  reason text,
  response text,
  primary key (delivery_id, number)
) without rowid;

create index delivery_dead_event on delivery (event_seq) where state = 'dead';

-- What is replayed on demand, and how far that has come. last_seq: the newest event of it; after_seq: all up to this one
-- is done. examined to remaining: what was made of the events so far.
create table replay (
  id integer primary key autoincrement,
  created_at integer not null,
  request text not null,
  last_seq integer not null,
  after_seq integer not null default 0,
  total integer not null,
  examined integer not null default 0,
  repeated integer not null default 0,
  added integer not null default 0,
  routed integer not null default 0,
  hastened integer not null default 0,
  remaining integer not null default 0,
  state text not null default 'open',
  ended_at integer
);

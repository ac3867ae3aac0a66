// A receiver of callbacks as the samples of the providers are written, with one insert an event.
//   node receiver.js <port> <database file>     The secret is the variable SECRET.
const crypto = require('node:crypto');
const Database = require('better-sqlite3');
const express = require('express');

const [port, file] = process.argv.slice(2);
const secret = process.env.SECRET;

const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('create table event (id text primary key, payload blob not null)');
const insert = database.prepare('insert into event (id, payload) values (?, ?) on conflict (id) do nothing');

const app = express();
app.post('/callbacks/itwin', express.raw({ type: '*/*' }), (request, response) => {
  const expected = 'sha256=' + crypto.createHmac('sha256', secret).update(request.body).digest('hex');
  const given = request.get('Signature') || '';
  if (given.length !== expected.length || !crypto.timingSafeEqual(Buffer.from(given), Buffer.from(expected))) {
    return response.sendStatus(401);
  }
  insert.run(JSON.parse(request.body).messageId, request.body);
  response.status(200).send('accepted\n');
});
app.listen(Number(port), '127.0.0.1');

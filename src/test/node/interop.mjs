// Signs and verifies callbacks with libraries of others, for a test that talks in lines of JSON on standard input and output.
// A request is {op, library, secret, ...}; its answer one line. The first line of all is {ready: true}.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Webhooks } from '@octokit/webhooks';
import { Webhook } from 'standardwebhooks';

const libraries = {
  // GitHub's own library.
  '@octokit/webhooks': {
    async sign({ secret, body }) {
      return { 'X-Hub-Signature-256': await new Webhooks({ secret }).sign(body.toString('utf8')) };
    },
    async verify({ secret, body, headers }) {
      return new Webhooks({ secret }).verify(body.toString('utf8'), headers['x-hub-signature-256'] ?? '');
    },
  },
  // That of those who wrote the specification.
  standardwebhooks: {
    async sign({ secret, body, id, seconds }) {
      const time = new Date(seconds * 1000);
      return {
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': new Webhook(secret).sign(id, time, body.toString('utf8')),
      };
    },
    async verify({ secret, body, headers }) {
      try {
        new Webhook(secret).verify(body.toString('utf8'), headers);
        return true;
      } catch (refused) {
        if (refused.name === 'SyntaxError') return true; // the signature is right; the body is no JSON, which it reads afterwards
        return false;
      }
    },
  },
  // Node's crypto, as the providers' samples use it.
  crypto: {
    async sign({ secret, body, header, algorithm, prefix, encoding }) {
      return { [header]: prefix + createHmac(algorithm, secret).update(body).digest(encoding) };
    },
    async verify({ secret, body, headers, header, algorithm, prefix, encoding }) {
      const expected = Buffer.from(prefix + createHmac(algorithm, secret).update(body).digest(encoding));
      const given = Buffer.from(headers[header.toLowerCase()] ?? '');
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  },
};

function read(request) {
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return { ...request, headers, body: Buffer.from(request.body ?? '', 'base64') };
}

// A receiver: 200 for what its library takes for right, 401 for all else.
function listen(request) {
  return new Promise((listening) => {
    const server = createServer(async (incoming, answer) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const right = await libraries[request.library].verify(
        { ...request, headers: incoming.headers, body: Buffer.concat(chunks) });
      answer.writeHead(right ? 200 : 401).end(right ? 'right' : 'wrong');
    });
    server.listen(0, '127.0.0.1', () => listening({ port: server.address().port }));
  });
}

async function answer(request) {
  switch (request.op) {
    case 'sign':
      return { headers: await libraries[request.library].sign(request) };
    case 'verify':
      return { right: await libraries[request.library].verify(request) };
    case 'listen':
      return listen(request);
    default:
      throw new Error(`no operation ${request.op}`);
  }
}

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await answer(read(JSON.parse(line)))));
  } catch (failure) {
    console.log(JSON.stringify({ error: String(failure) }));
  }
}
process.exit(0);

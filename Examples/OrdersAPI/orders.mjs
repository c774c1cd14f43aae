// An API whose callers have tokens of Cardea, by Node.js 18 or later and nothing else: node orders.mjs
//
// Copy `claimsOf` and `demands`, and put routes of your own at the end. Settings are environment variables:
//
//     ISSUER      whose tokens are believed, by default http://localhost:8080
//     AUDIENCE    this API's `uri` among Cardea's `resources`, by default https://api.example.com
//     LISTEN      where to listen, by default 127.0.0.1:8000; put a TLS proxy before it in production

import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';

const {
  ISSUER = 'http://localhost:8080',
  AUDIENCE = 'https://api.example.com',
  LISTEN = '127.0.0.1:8000',
} = process.env;

class InvalidToken extends Error {}

async function get(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/** Cardea's keys by `kid`. They are fetched again when a token names an unknown one, but not more often than every 5 s. */
const keys = {
  known: new Map(),
  fetching: null,
  fetched: -Infinity,

  async find(kid) {
    if (!this.known.has(kid) && performance.now() - this.fetched > 5_000) {
      this.fetching ??= this.fetch().finally(() => (this.fetching = null));
      await this.fetching;
    }
    return this.known.get(kid);
  },

  async fetch() {
    const metadata = await get(`${ISSUER}/.well-known/openid-configuration`);
    if (metadata.issuer !== ISSUER) throw new Error(`${ISSUER} calls itself ${metadata.issuer}`);
    const { keys: published } = await get(metadata.jwks_uri);
    const ours = published.filter(({ kty, crv, alg }) => kty === 'EC' && crv === 'P-256' && alg === 'ES256');
    this.known = new Map(ours.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
    this.fetched = performance.now();
  },
};

const octets = (text) => Buffer.from(text, 'base64url');

function json(text) {
  try {
    return Object(JSON.parse(octets(text)));
  } catch {
    throw new InvalidToken('this is not a signed token');
  }
}

/** What a good token says (RFC 9068); throws InvalidToken for any other. */
async function claimsOf(token) {
  const demand = (condition, otherwise) => {
    if (!condition) throw new InvalidToken(otherwise);
  };
  const parts = token.split('.');
  demand(parts.length === 3, 'this is not a signed token');
  const [header, payload, signature] = parts;
  const { typ, alg, kid } = json(header);
  demand(typ === 'at+jwt', 'this is not an access token');
  demand(alg === 'ES256', 'this is not the algorithm');
  const key = await keys.find(kid);
  demand(key, 'the key is unknown');
  const signed = Buffer.from(`${header}.${payload}`);
  demand(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, octets(signature)), 'the signature is wrong');

  const claims = json(payload);
  demand(claims.iss === ISSUER, "it is another server's");
  demand([claims.aud].flat().includes(AUDIENCE), 'it is for another API');
  demand(claims.exp > Date.now() / 1000, 'it has expired');
  return claims;
}

/** RFC 6750 §3. */
function refuse(response, status, ...said) {
  response.writeHead(status, { 'WWW-Authenticate': `Bearer ${said.join(', ')}`.trim() }).end();
}

/** A route that is only for tokens with a scope; it is given their claims. */
const demands = (scope, route) => async (request, response) => {
  const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (!token) return refuse(response, 401);
  let claims;
  try {
    claims = await claimsOf(token);
  } catch (error) {
    if (error instanceof InvalidToken) return refuse(response, 401, 'error="invalid_token"');
    console.error(error);
    return response.writeHead(503, { 'Retry-After': '5' }).end(); // it says nothing of the token
  }
  if (!String(claims.scope ?? '').split(' ').includes(scope)) {
    return refuse(response, 403, 'error="insufficient_scope"', `scope="${scope}"`);
  }
  return route(request, response, claims);
};

// What is yours begins here.

const routes = {
  'GET /orders': demands('orders.read', (request, response, claims) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ of: claims.sub, orders: ['a hinge', 'a door'] }));
  }),
};

const [host, port] = LISTEN.split(':');
createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url.split('?')[0]}`];
  if (!route) return response.writeHead(404).end();
  try {
    await route(request, response);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(port), host);

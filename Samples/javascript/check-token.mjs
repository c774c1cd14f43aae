// What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.
// By Node.js 18 or later and nothing else.
//
// Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.

import { createPublicKey, verify } from 'node:crypto';
import { text } from 'node:stream/consumers';

const { ISSUER, AUDIENCE } = process.env;

const get = async (url) => (await fetch(url, { signal: AbortSignal.timeout(10_000) })).json();
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));

/** What a good token says; throws for any other. An API keeps the keys, and fetches them again when a `kid` is unknown. */
async function claimsOf(token) {
  const [header, payload, signature, ...more] = token.split('.');
  if (!signature || more.length) throw new Error('this is not a signed token');
  const { typ, alg, kid } = decoded(header);
  if (typ !== 'at+jwt') throw new Error('this is not an access token');
  if (alg !== 'ES256') throw new Error(`${alg} is not the algorithm`);

  const { jwks_uri } = await get(`${ISSUER}/.well-known/openid-configuration`);
  const jwk = (await get(jwks_uri)).keys.find((key) => key.kid === kid && key.alg === alg);
  if (!jwk) throw new Error('the key is unknown');
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) throw new Error('the signature is wrong');

  const claims = decoded(payload);
  if (claims.iss !== ISSUER) throw new Error("it is another server's");
  if (![claims.aud].flat().includes(AUDIENCE)) throw new Error('it is for another API');
  if (!(claims.exp > Date.now() / 1000)) throw new Error('it has expired');
  return claims;
}

try {
  console.log(JSON.stringify(await claimsOf((await text(process.stdin)).trim())));
} catch (error) {
  console.error(`invalid_token: ${error.message}`);
  process.exitCode = 1;
}

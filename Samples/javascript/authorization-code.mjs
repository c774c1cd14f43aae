// Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), by Node.js 18 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
// The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, SCOPE = 'openid', RESOURCE } = process.env;

/** Form fields, without those that are not set. */
const form = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value));

/** GETs, or POSTs a form, and returns the JSON of the answer; a refusal is thrown. */
async function ask(url, fields) {
  const body = fields && form(fields);
  const response = await fetch(url, { method: body ? 'POST' : 'GET', body, signal: AbortSignal.timeout(10_000) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error}: ${answer.error_description ?? ''}`);
  return answer;
}

/** The parameters of the answer that has our `state`; any other is not looked at. */
const callback = (server, state) =>
  new Promise((resolve) => {
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
      const ours = pathname === '/callback' && searchParams.get('state') === state;
      response.writeHead(ours ? 200 : 400, { 'Content-Type': 'text/plain', Connection: 'close' });
      response.end(ours ? 'You may close this window.\n' : 'This is not the answer.\n');
      if (ours) resolve(searchParams);
    });
  });

const server = createServer().listen(0, '127.0.0.1');
try {
  await once(server, 'listening');
  const client = { client_id: CLIENT_ID, redirect_uri: `http://127.0.0.1:${server.address().port}/callback` };
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const metadata = await ask(`${ISSUER}/.well-known/openid-configuration`);
  const request = form({
    ...client,
    response_type: 'code',
    scope: SCOPE,
    resource: RESOURCE,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answered = callback(server, state);
  console.error(`Open ${metadata.authorization_endpoint}?${request}`);

  const answer = await answered;
  if (answer.get('iss') !== ISSUER) throw new Error("the answer is another server's"); // RFC 9207
  if (!answer.has('code')) throw new Error(`${answer.get('error')}: ${answer.get('error_description') ?? ''}`);
  const tokens = await ask(metadata.token_endpoint, {
    ...client,
    grant_type: 'authorization_code',
    code: answer.get('code'),
    code_verifier: verifier,
    client_secret: CLIENT_SECRET,
  });
  console.log(JSON.stringify(tokens));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  server.close();
}

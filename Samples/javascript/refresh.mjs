// Refreshes tokens (RFC 6749 §6), by Node.js 18 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; TOKENS, the file with the answer that had the refresh
// token, by default tokens.json. It is replaced: each refresh token is good once.

import { readFile, rename, writeFile } from 'node:fs/promises';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, TOKENS = 'tokens.json' } = process.env;

/** GETs, or POSTs a form, and returns the JSON of the answer; a refusal is thrown. */
async function ask(url, fields) {
  const body = fields && new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  const response = await fetch(url, { method: body ? 'POST' : 'GET', body, signal: AbortSignal.timeout(10_000) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error}: ${answer.error_description ?? ''}`);
  return answer;
}

try {
  const old = JSON.parse(await readFile(TOKENS));
  const metadata = await ask(`${ISSUER}/.well-known/openid-configuration`);
  const tokens = await ask(metadata.token_endpoint, {
    grant_type: 'refresh_token',
    refresh_token: old.refresh_token,
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  });
  // Kept before anything else is done, for its owner alone, and whole whatever happens.
  await writeFile(`${TOKENS}.new`, JSON.stringify({ ...old, ...tokens }), { mode: 0o600 });
  await rename(`${TOKENS}.new`, TOKENS);
  console.log(JSON.stringify(tokens));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

// A token for the program itself (RFC 6749 §4.4), by Node.js 18 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.

const { ISSUER, CLIENT_ID, CLIENT_SECRET, SCOPE, RESOURCE } = process.env;

/** GETs, or POSTs a form, and returns the JSON of the answer; a refusal is thrown. */
async function ask(url, fields) {
  const body = fields && new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  const response = await fetch(url, { method: body ? 'POST' : 'GET', body, signal: AbortSignal.timeout(10_000) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error}: ${answer.error_description ?? ''}`);
  return answer;
}

try {
  const metadata = await ask(`${ISSUER}/.well-known/openid-configuration`);
  const tokens = await ask(metadata.token_endpoint, {
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    scope: SCOPE,
    resource: RESOURCE,
  });
  console.log(JSON.stringify(tokens));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

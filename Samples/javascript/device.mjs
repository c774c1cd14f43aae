// Signs a person in who has a browser elsewhere: the device flow (RFC 8628), by Node.js 18 or later and nothing else.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.

import { setTimeout } from 'node:timers/promises';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, SCOPE = 'openid', RESOURCE } = process.env;
const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };

/** GETs, or POSTs a form; the JSON of the answer, which may be a refusal. */
async function ask(url, fields) {
  const body = fields && new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  const response = await fetch(url, { method: body ? 'POST' : 'GET', body, signal: AbortSignal.timeout(10_000) });
  return response.json();
}

function throwIfRefused(answer) {
  if (answer.error) throw new Error(`${answer.error}: ${answer.error_description ?? ''}`);
}

try {
  const metadata = await ask(`${ISSUER}/.well-known/openid-configuration`);
  const started = await ask(metadata.device_authorization_endpoint, { ...client, scope: SCOPE, resource: RESOURCE });
  throwIfRefused(started);
  console.error(`Open ${started.verification_uri} and enter ${started.user_code}`);

  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: started.device_code };
  let interval = started.interval ?? 5;
  let answer;
  do {
    await setTimeout(interval * 1000);
    answer = await ask(metadata.token_endpoint, { ...client, ...grant });
    if (answer.error === 'slow_down') interval += 5;
  } while (['authorization_pending', 'slow_down'].includes(answer.error));
  throwIfRefused(answer);
  console.log(JSON.stringify(answer));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

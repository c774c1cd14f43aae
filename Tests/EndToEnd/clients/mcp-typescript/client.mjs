// An MCP client with the habits of the MCP TypeScript SDK, in the language whose URL, URLSearchParams, btoa and fetch decide
// what is sent. One step for each run: `node client.mjs STEP`, its arguments as JSON on standard input, its result or the
// error that it was answered as JSON on standard output.

import { createHash, randomBytes } from "node:crypto";
import { parsed } from "./shapes.mjs";

const VERSION = { "MCP-Protocol-Version": "2025-11-25" };

class Refused extends Error {
  constructor(status, body) {
    super(body);
    this.answer = { status, ...parsed("error", JSON.parse(body)) };
  }
}

async function json(response) {
  if (!response.ok) throw new Refused(response.status, await response.text());
  return response.json();
}

// The first of these that is there; one that is not must say so by a status of 4xx.
async function first(candidates) {
  const tried = [];
  for (const [url, shape] of candidates) {
    const response = await fetch(url, { headers: { ...VERSION, Accept: "application/json" } });
    tried.push([String(url), response.status]);
    if (response.ok) return { tried, document: parsed(shape, await response.json()) };
    if (response.status < 400 || response.status >= 500) throw new Error(`HTTP ${response.status} at ${url}`);
    await response.text();
  }
  return { tried };
}

function trimmed(path) {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

const steps = {
  // What an unauthenticated request of the resource says: the challenge, as the SDK cuts it up.
  async challenge({ url, method = "POST", headers = {} }) {
    const response = await fetch(url, { method, headers: { "Content-Type": "application/json", ...headers } });
    const header = response.headers.get("WWW-Authenticate") ?? "";
    const [type, rest] = header.split(" ");
    const param = (name) => new RegExp(`${name}=(?:"([^"]+)"|([^\\s,]+))`).exec(header);
    const read = (name) => param(name)?.[1] ?? param(name)?.[2];
    const bearer = type.toLowerCase() === "bearer" && rest !== undefined;
    return {
      status: response.status,
      bearer,
      resourceMetadata: bearer && read("resource_metadata") && new URL(read("resource_metadata")).href,
      scope: read("scope"),
      error: read("error"),
    };
  },

  // RFC 9728: the document that the challenge names, or else below the path, or else at the root.
  async resource({ serverUrl, resourceMetadata }) {
    const server = new URL(serverUrl);
    const wellKnown = "/.well-known/oauth-protected-resource";
    const places = resourceMetadata
      ? [resourceMetadata]
      : [new URL(wellKnown + trimmed(server.pathname), server), new URL(wellKnown, server)];
    const { document, tried } = await first(places.map((place) => [place, "resource"]));
    return { tried, document, resource: document && new URL(document.resource).href };
  },

  // RFC 8414 and OpenID Connect Discovery, in the SDK's order.
  async discover({ issuer }) {
    const { origin, pathname } = new URL(issuer);
    const path = trimmed(pathname);
    const places = [
      [`/.well-known/oauth-authorization-server${path}`, "oauth"],
      [`/.well-known/openid-configuration${path}`, "oidc"],
      ...(path ? [[`${path}/.well-known/openid-configuration`, "oidc"]] : []),
    ];
    return first(places.map(([place, shape]) => [new URL(place, origin), shape]));
  },

  // A document of one place only, whatever its name.
  async document({ url, shape }) {
    return (await first([[url, shape]])).document ?? null;
  },

  async register({ endpoint, metadata }) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(metadata) });
    return parsed("client", await json(response));
  },

  authorize({ endpoint, client, redirectUrl, scope, resource }) {
    const verifier = randomBytes(43).toString("base64url");
    const state = randomBytes(32).toString("base64url");
    const url = new URL(endpoint);
    url.searchParams.set("response_type", "code");
    url.searchParams.set("client_id", client.client_id);
    url.searchParams.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
    url.searchParams.set("code_challenge_method", "S256");
    url.searchParams.set("redirect_uri", String(redirectUrl));
    url.searchParams.set("state", state);
    if (scope) url.searchParams.set("scope", scope);
    if (scope?.includes("offline_access")) url.searchParams.append("prompt", "consent");
    if (resource) url.searchParams.set("resource", new URL(resource).href);
    return { url: url.href, verifier, state };
  },

  // A token request: `fields` as they are, `resource` as a URL writes it, and the client by the method that the SDK prefers.
  async token({ endpoint, client, fields, resource, supported = [], method = preferred(client, supported) }) {
    const headers = new Headers({ "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" });
    const body = new URLSearchParams(fields);
    if (resource) body.set("resource", new URL(resource).href);
    if (method === "client_secret_basic") {
      headers.set("Authorization", `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`);
    } else {
      body.set("client_id", client.client_id);
      if (method === "client_secret_post") body.set("client_secret", client.client_secret);
    }
    return parsed("tokens", await json(await fetch(endpoint, { method: "POST", headers, body })));
  },

  href({ url }) {
    return new URL(url).href;
  },
};

// What the server said at registration, if it lists that; else Basic, for whoever has a secret.
function preferred({ client_secret: secret, token_endpoint_auth_method: assigned }, supported) {
  if (assigned && (supported.length === 0 || supported.includes(assigned))) return assigned;
  if (secret !== undefined && (supported.length === 0 || supported.includes("client_secret_basic"))) {
    return "client_secret_basic";
  }
  return secret !== undefined ? "client_secret_post" : "none";
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
try {
  console.log(JSON.stringify({ result: await steps[process.argv[2]](JSON.parse(input)) }));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.log(JSON.stringify({ refused: error.answer }));
}

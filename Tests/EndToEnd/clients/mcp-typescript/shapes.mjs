// What the MCP TypeScript SDK takes an answer for: the types of its zod schemas. A member that is not listed passes; one that
// is listed must have its type, and null has none.

const types = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  strings: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  url: (value) => typeof value === "string" && URL.canParse(value) && !/^(javascript|data|vbscript):/i.test(value),
  urls: (value) => Array.isArray(value) && value.every(types.url),
};

const metadata = {
  issuer: "string",
  authorization_endpoint: "url",
  token_endpoint: "url",
  response_types_supported: "strings",
  "registration_endpoint?": "url",
  "revocation_endpoint?": "url",
  "introspection_endpoint?": "string",
  "service_documentation?": "url",
  "op_policy_uri?": "url",
  "op_tos_uri?": "url",
  "scopes_supported?": "strings",
  "response_modes_supported?": "strings",
  "grant_types_supported?": "strings",
  "code_challenge_methods_supported?": "strings",
  "token_endpoint_auth_methods_supported?": "strings",
  "token_endpoint_auth_signing_alg_values_supported?": "strings",
  "revocation_endpoint_auth_methods_supported?": "strings",
  "revocation_endpoint_auth_signing_alg_values_supported?": "strings",
  "introspection_endpoint_auth_methods_supported?": "strings",
  "introspection_endpoint_auth_signing_alg_values_supported?": "strings",
  "client_id_metadata_document_supported?": "boolean",
};

export const shapes = {
  oauth: metadata,
  oidc: {
    ...metadata,
    jwks_uri: "url",
    subject_types_supported: "strings",
    id_token_signing_alg_values_supported: "strings",
    "userinfo_endpoint?": "url",
    "acr_values_supported?": "strings",
    "display_values_supported?": "strings",
    "claim_types_supported?": "strings",
    "claims_supported?": "strings",
    "claims_locales_supported?": "strings",
    "ui_locales_supported?": "strings",
    "claims_parameter_supported?": "boolean",
    "request_parameter_supported?": "boolean",
    "request_uri_parameter_supported?": "boolean",
    "require_request_uri_registration?": "boolean",
    "id_token_encryption_alg_values_supported?": "strings",
    "id_token_encryption_enc_values_supported?": "strings",
    "userinfo_signing_alg_values_supported?": "strings",
    "userinfo_encryption_alg_values_supported?": "strings",
    "userinfo_encryption_enc_values_supported?": "strings",
    "request_object_signing_alg_values_supported?": "strings",
    "request_object_encryption_alg_values_supported?": "strings",
    "request_object_encryption_enc_values_supported?": "strings",
  },
  resource: {
    resource: "url",
    "authorization_servers?": "urls",
    "jwks_uri?": "url",
    "scopes_supported?": "strings",
    "bearer_methods_supported?": "strings",
    "resource_signing_alg_values_supported?": "strings",
    "resource_name?": "string",
    "resource_documentation?": "string",
    "resource_policy_uri?": "url",
    "resource_tos_uri?": "url",
    "tls_client_certificate_bound_access_tokens?": "boolean",
    "dpop_bound_access_tokens_required?": "boolean",
    "dpop_signing_alg_values_supported?": "strings",
  },
  client: {
    client_id: "string",
    redirect_uris: "urls",
    "client_secret?": "string",
    "client_id_issued_at?": "number",
    "client_secret_expires_at?": "number",
    "token_endpoint_auth_method?": "string",
    "grant_types?": "strings",
    "response_types?": "strings",
    "client_name?": "string",
    "client_uri?": "url",
    "logo_uri?": "url",
    "tos_uri?": "url",
    "policy_uri?": "string",
    "jwks_uri?": "url",
    "scope?": "string",
    "contacts?": "strings",
    "software_id?": "string",
    "software_version?": "string",
    "software_statement?": "string",
  },
  tokens: {
    access_token: "string",
    token_type: "string",
    "id_token?": "string",
    "expires_in?": "number",
    "scope?": "string",
    "refresh_token?": "string",
  },
  error: { error: "string", "error_description?": "string", "error_uri?": "string" },
};

// The value, if it is what the shape says; nothing in it may be null, at any depth.
export function parsed(shape, value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${shape}: not an object`);
  refuseNull(shape, value);
  for (const [member, type] of Object.entries(shapes[shape])) {
    const name = member.replace("?", "");
    if (name in value ? !types[type](value[name]) : name === member) {
      throw new Error(`${shape}: ${name} must be ${type}, and is ${JSON.stringify(value[name])}`);
    }
  }
  return value;
}

function refuseNull(path, value) {
  if (value === null) throw new Error(`${path} is null`);
  if (typeof value === "object") for (const [name, one] of Object.entries(value)) refuseNull(`${path}.${name}`, one);
}

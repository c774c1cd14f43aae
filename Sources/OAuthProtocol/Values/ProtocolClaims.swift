/// The claims that this server alone decides: no account's claim and no mapping can bear their names.
package enum ProtocolClaims {
    package static let names: Set<String> = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash",
        "s_hash", "sid", "cnf", "act", "may_act", "scope", "client_id", "events", "token_type", "active", "sub_jwk",
        "_claim_names", "_claim_sources",
    ]
}

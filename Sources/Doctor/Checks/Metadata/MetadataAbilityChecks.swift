import OAuthProtocol

/// Whether the metadata offers what today's clients need, and nothing that OAuth 2.1 has removed.
extension ServerDocument {
    func checkAbilities(_ examiner: Examiner) {
        checkFlow(examiner)
        checkClients(examiner)
        let scopes = list("scopes_supported")
        examiner.check(
            "metadata.scopes", clause: "RFC 8414 §2",
            .note(
                if: scopes == nil, "The scopes are not named", "Clients have to guess what they may ask for.",
                mend: "add scopes_supported"),
            .ok("The scopes are named: \(scopes?.count ?? 0)"))
        examiner.check(
            "metadata.unsigned", clause: "RFC 8725 §3.2",
            .warning(
                if: list("id_token_signing_alg_values_supported")?.contains("none") == true,
                "ID tokens can be had without a signature", "id_token_signing_alg_values_supported has none.",
                mend: "leave none out"))
    }

    private func checkFlow(_ examiner: Examiner) {
        let methods = list("code_challenge_methods_supported")
        examiner.check(
            "metadata.pkce", clause: "MCP 2025-11-25, Authorization Code Protection; RFC 9700 §2.1.1",
            .problem(
                if: methods == nil, "PKCE is not advertised",
                "code_challenge_methods_supported is missing, and MCP clients must not go on without it.",
                mend: "add \"code_challenge_methods_supported\": [\"S256\"]"),
            .problem(
                if: methods?.contains("S256") == false, "PKCE is advertised without S256",
                "code_challenge_methods_supported has \(Self.shown(methods)). S256 is what clients use.",
                mend: "support S256"),
            .warning(
                if: methods?.contains("plain") == true, "PKCE is advertised with the method plain",
                "Whoever sees the request then has the verifier too.", mend: "accept S256 only",
                clause: "RFC 9700 §2.1.1; RFC 7636 §7.2"),
            .ok("PKCE by S256, and by nothing weaker"))
        guard let types = list("response_types_supported") else { return }
        let hasGrant = list("grant_types_supported")?.contains("authorization_code") ?? true
        let withTokens = types.filter { $0.octets.split(" ").contains("token") }
        examiner.check(
            "metadata.response_types",
            .problem(
                if: hasGrant && !types.contains("code"), "The response type code is not offered",
                "response_types_supported has \(Self.shown(types)).", mend: "support the authorization code flow",
                clause: "RFC 6749 §3.1.1; OAuth 2.1 §4.1"),
            .ok(if: withTokens.isEmpty, "The authorization code flow is offered"),
            .warning(
                "Access tokens can be had in the browser's address",
                "response_types_supported has \(Self.shown(withTokens)). Tokens in URLs leak, and cannot be bound to"
                    + " anybody.", mend: "offer code instead", clause: "RFC 9700 §2.1.2"))
    }

    private func checkClients(_ examiner: Examiner) {
        let methods = list("token_endpoint_auth_methods_supported")
        examiner.check(
            "metadata.public_clients", clause: "RFC 8414 §2; RFC 8252 §8.5",
            .ok(if: methods?.contains("none") == true, "Public clients are served"),
            .warning(
                "Public clients are not served",
                methods == nil
                    ? "token_endpoint_auth_methods_supported is missing, which means client_secret_basic only."
                    : "token_endpoint_auth_methods_supported has \(Self.shown(methods)), and not none.",
                mend: "let native apps and AI clients use PKCE without a secret, and add none to the list"))
        let grants = list("grant_types_supported")
        examiner.check(
            "metadata.grants",
            .warning(
                if: grants?.contains("password") == true, "The password grant is offered",
                "It teaches people to type passwords into applications.",
                mend: "offer the authorization code flow, or the device flow, instead", clause: "RFC 9700 §2.4"),
            .note(
                if: grants?.contains("implicit") ?? true,
                grants == nil
                    ? "The grants are not named, which means code and implicit" : "The implicit grant is offered",
                "OAuth 2.1 has removed it.", mend: "name the grants in grant_types_supported, and leave implicit out",
                clause: "RFC 8414 §2; RFC 9700 §2.1.2"),
            .ok(if: grants?.contains("refresh_token") == true, "The grants are named, refresh_token among them"),
            .note(
                "The grant refresh_token is not offered", "People then sign in again whenever a token has expired.",
                mend: "issue refresh tokens, and list the grant", clause: "RFC 6749 §6"))
        examiner.check(
            "metadata.iss", clause: "RFC 9207 §2, §3; RFC 9700 §4.4",
            .ok(if: isTrue("authorization_response_iss_parameter_supported"), "Answers name their issuer"),
            .warning(
                "Answers do not name their issuer",
                "authorization_response_iss_parameter_supported is not true. A client of several servers cannot tell"
                    + " which one an answer is from, and can be made to give a code to the wrong one.",
                mend: "send iss in every authorization response, and advertise it"))
        let byDocument = isTrue("client_id_metadata_document_supported")
        let byRegistration = members["registration_endpoint"] != nil
        examiner.check(
            "metadata.introduction", clause: "MCP 2025-11-25, Client Registration Approaches",
            .ok(
                if: byDocument && byRegistration,
                "Clients can introduce themselves, by metadata document and by registration"),
            .ok(if: byDocument, "Clients can introduce themselves by metadata document"),
            .note(
                if: byRegistration, "Clients can introduce themselves by registration, and not by metadata document",
                "client_id_metadata_document_supported is not true. Registration is the older way: a MAY, where the"
                    + " other is a SHOULD.", mend: "support client ID metadata documents"),
            .note(
                "Clients cannot introduce themselves",
                "There is neither a registration_endpoint nor client_id_metadata_document_supported: every client must"
                    + " be registered by hand, and most AI clients have no way to be.",
                mend: "support client ID metadata documents, registration, or both"))
    }

    private static func shown(_ values: [String]?) -> String {
        guard let values, !values.isEmpty else { return "nothing" }
        return VisibleText.line(values.prefix(8).joined(separator: ", "), limit: 200)
    }
}

import OAuthProtocol

/// Whether the metadata offers what today's clients need, and nothing that OAuth 2.1 has removed.
struct MetadataAbilityChecks: CheckGroup {
    let document: ServerDocument

    let title = "Abilities"
    let name = "metadata"
    var subject: String { document.place.url.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        checkFlow(&findings)
        checkClients(&findings)
        findings.check("metadata.scopes", clause: "RFC 8414 §2", mend: "add scopes_supported") {
            document.list("scopes_supported").map { .ok("The scopes are named: \($0.count)") }
                ?? .note("The scopes are not named", "Clients have to guess what they may ask for.")
        }
        findings.check("metadata.unsigned", clause: "RFC 8725 §3.2") {
            document.list("id_token_signing_alg_values_supported")?.contains("none") == true
                ? .warning(
                    "ID tokens can be had without a signature", "id_token_signing_alg_values_supported has none.",
                    mend: "leave none out") : nil
        }
    }

    private func checkFlow(_ findings: inout Findings) {
        findings.check("metadata.pkce", clause: "MCP 2025-11-25, Authorization Code Protection; RFC 9700 §2.1.1") {
            guard let methods = document.list("code_challenge_methods_supported") else {
                return .problem(
                    "PKCE is not advertised",
                    "code_challenge_methods_supported is missing, and MCP clients must not go on without it.",
                    mend: "add \"code_challenge_methods_supported\": [\"S256\"]")
            }
            guard methods.contains("S256") else {
                return .problem(
                    "PKCE is advertised without S256",
                    "code_challenge_methods_supported has \(list(methods)). S256 is what clients use.",
                    mend: "support S256")
            }
            return methods.contains("plain")
                ? .warning(
                    "PKCE is advertised with the method plain", "Whoever sees the request then has the verifier too.",
                    mend: "accept S256 only", clause: "RFC 9700 §2.1.1; RFC 7636 §7.2")
                : .ok("PKCE by S256, and by nothing weaker")
        }
        findings.check("metadata.response_types") {
            guard let types = document.list("response_types_supported") else { return nil }
            let hasGrant = document.list("grant_types_supported")?.contains("authorization_code") ?? true
            guard types.contains("code") || !hasGrant else {
                return .problem(
                    "The response type code is not offered", "response_types_supported has \(list(types)).",
                    mend: "support the authorization code flow", clause: "RFC 6749 §3.1.1; OAuth 2.1 §4.1")
            }
            let withTokens = types.filter { $0.octets.split(" ").contains("token") }
            return withTokens.isEmpty
                ? .ok("The authorization code flow is offered")
                : .warning(
                    "Access tokens can be had in the browser's address",
                    "response_types_supported has \(list(withTokens)). Tokens in URLs leak, and cannot be bound to anybody.",
                    mend: "offer code instead", clause: "RFC 9700 §2.1.2")
        }
    }

    private func checkClients(_ findings: inout Findings) {
        findings.check("metadata.public_clients", clause: "RFC 8414 §2; RFC 8252 §8.5") {
            let methods = document.list("token_endpoint_auth_methods_supported")
            if methods?.contains("none") == true { return .ok("Public clients are served") }
            return .warning(
                "Public clients are not served",
                methods.map { "token_endpoint_auth_methods_supported has \(list($0)), and not none." }
                    ?? "token_endpoint_auth_methods_supported is missing, which means client_secret_basic only.",
                mend: "let native apps and AI clients use PKCE without a secret, and add none to the list")
        }
        findings.check("metadata.grants") { grants(document.list("grant_types_supported")) }
        findings.check("metadata.iss", clause: "RFC 9207 §2, §3; RFC 9700 §4.4") {
            document.isTrue("authorization_response_iss_parameter_supported")
                ? .ok("Answers name their issuer")
                : .warning(
                    "Answers do not name their issuer",
                    "authorization_response_iss_parameter_supported is not true. A client of several servers cannot tell"
                        + " which one an answer is from, and can be made to give a code to the wrong one.",
                    mend: "send iss in every authorization response, and advertise it")
        }
        findings.check("metadata.introduction", clause: "MCP 2025-11-25, Client Registration Approaches") {
            switch (
                document.isTrue("client_id_metadata_document_supported"),
                document.members["registration_endpoint"] != nil
            ) {
            case (true, true): .ok("Clients can introduce themselves, by metadata document and by registration")
            case (true, false): .ok("Clients can introduce themselves by metadata document")
            case (false, true):
                .note(
                    "Clients can introduce themselves by registration, and not by metadata document",
                    "client_id_metadata_document_supported is not true. Registration is the older way: a MAY, where the"
                        + " other is a SHOULD.",
                    mend: "support client ID metadata documents")
            case (false, false):
                .note(
                    "Clients cannot introduce themselves",
                    "There is neither a registration_endpoint nor client_id_metadata_document_supported: every client must"
                        + " be registered by hand, and most AI clients have no way to be.",
                    mend: "support client ID metadata documents, registration, or both")
            }
        }
    }

    private func grants(_ grants: [String]?) -> Outcome {
        if grants?.contains("password") == true {
            return .warning(
                "The password grant is offered", "It teaches people to type passwords into applications.",
                mend: "offer the authorization code flow, or the device flow, instead", clause: "RFC 9700 §2.4")
        }
        if grants?.contains("implicit") ?? true {
            return .note(
                grants == nil
                    ? "The grants are not named, which means code and implicit" : "The implicit grant is offered",
                "OAuth 2.1 has removed it.", mend: "name the grants in grant_types_supported, and leave implicit out",
                clause: "RFC 8414 §2; RFC 9700 §2.1.2")
        }
        return grants?.contains("refresh_token") == true
            ? .ok("The grants are named, refresh_token among them")
            : .note(
                "The grant refresh_token is not offered", "People then sign in again whenever a token has expired.",
                mend: "issue refresh tokens, and list the grant", clause: "RFC 6749 §6")
    }

    private func list(_ values: [String]) -> String {
        values.isEmpty ? "nothing" : VisibleText.line(values.prefix(8).joined(separator: ", "), limit: 200)
    }
}

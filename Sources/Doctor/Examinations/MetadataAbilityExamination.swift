import OAuthProtocol

/// Whether the metadata offers what today's clients need, and nothing that OAuth 2.1 has removed.
struct MetadataAbilityExamination: Examination {
    let document: ServerDocument

    let title = "Abilities"
    let name = "metadata"
    var subject: String { document.place.url.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        findings += [pkce, responseTypes, publicClients, grants, issuerInAnswers, introduction, scopes].compactMap {
            $0
        }
        if let finding = unsignedTokens { findings.append(finding) }
    }

    private var pkce: Finding {
        let clause = "MCP 2025-11-25, Authorization Code Protection; RFC 9700 §2.1.1"
        guard let methods = document.list("code_challenge_methods_supported") else {
            return .problem(
                "metadata.pkce", "PKCE is not advertised",
                "code_challenge_methods_supported is missing, and MCP clients must not go on without it.",
                mend: "add \"code_challenge_methods_supported\": [\"S256\"]", clause: clause)
        }
        guard methods.contains("S256") else {
            return .problem(
                "metadata.pkce", "PKCE is advertised without S256",
                "code_challenge_methods_supported has \(list(methods)). S256 is what clients use.",
                mend: "support S256",
                clause: clause)
        }
        return methods.contains("plain")
            ? .warning(
                "metadata.pkce", "PKCE is advertised with the method plain",
                "Whoever sees the request then has the verifier too.", mend: "accept S256 only",
                clause: "RFC 9700 §2.1.1; RFC 7636 §7.2")
            : .ok("metadata.pkce", "PKCE by S256, and by nothing weaker")
    }

    private var responseTypes: Finding? {
        guard let types = document.list("response_types_supported") else { return nil }
        let hasGrant = document.list("grant_types_supported")?.contains("authorization_code") ?? true
        guard types.contains("code") || !hasGrant else {
            return .problem(
                "metadata.response_types", "The response type code is not offered",
                "response_types_supported has \(list(types)).", mend: "support the authorization code flow",
                clause: "RFC 6749 §3.1.1; OAuth 2.1 §4.1")
        }
        let withTokens = types.filter { $0.octets.split(" ").contains("token") }
        return withTokens.isEmpty
            ? .ok("metadata.response_types", "The authorization code flow is offered")
            : .warning(
                "metadata.response_types", "Access tokens can be had in the browser's address",
                "response_types_supported has \(list(withTokens)). Tokens in URLs leak, and cannot be bound to anybody.",
                mend: "offer code instead", clause: "RFC 9700 §2.1.2")
    }

    private var publicClients: Finding {
        let methods = document.list("token_endpoint_auth_methods_supported")
        if methods?.contains("none") == true { return .ok("metadata.public_clients", "Public clients are served") }
        return .warning(
            "metadata.public_clients", "Public clients are not served",
            methods.map { "token_endpoint_auth_methods_supported has \(list($0)), and not none." }
                ?? "token_endpoint_auth_methods_supported is missing, which means client_secret_basic only.",
            mend: "let native apps and AI clients use PKCE without a secret, and add none to the list",
            clause: "RFC 8414 §2; RFC 8252 §8.5")
    }

    private var grants: Finding {
        let grants = document.list("grant_types_supported")
        let removed = (grants ?? ["authorization_code", "implicit"]).filter { ["password", "implicit"].contains($0) }
        if grants?.contains("password") == true {
            return .warning(
                "metadata.grants", "The password grant is offered",
                "It teaches people to type passwords into applications.",
                mend: "offer the authorization code flow, or the device flow, instead", clause: "RFC 9700 §2.4")
        }
        if !removed.isEmpty {
            return .note(
                "metadata.grants",
                grants == nil
                    ? "The grants are not named, which means code and implicit" : "The implicit grant is offered",
                "OAuth 2.1 has removed it.", mend: "name the grants in grant_types_supported, and leave implicit out",
                clause: "RFC 8414 §2; RFC 9700 §2.1.2")
        }
        return grants?.contains("refresh_token") == true
            ? .ok("metadata.grants", "The grants are named, refresh_token among them")
            : .note(
                "metadata.grants", "The grant refresh_token is not offered",
                "People then sign in again whenever a token has expired.",
                mend: "issue refresh tokens, and list the grant",
                clause: "RFC 6749 §6")
    }

    private var issuerInAnswers: Finding {
        document.isTrue("authorization_response_iss_parameter_supported")
            ? .ok("metadata.iss", "Answers name their issuer")
            : .warning(
                "metadata.iss", "Answers do not name their issuer",
                "authorization_response_iss_parameter_supported is not true. A client of several servers cannot tell which"
                    + " one an answer is from, and can be made to give a code to the wrong one.",
                mend: "send iss in every authorization response, and advertise it",
                clause: "RFC 9207 §2, §3; RFC 9700 §4.4")
    }

    private var introduction: Finding {
        let id = "metadata.introduction"
        let byDocument = document.isTrue("client_id_metadata_document_supported")
        let byRegistration = document.members["registration_endpoint"] != nil
        switch (byDocument, byRegistration) {
        case (true, true): return .ok(id, "Clients can introduce themselves, by metadata document and by registration")
        case (true, false): return .ok(id, "Clients can introduce themselves by metadata document")
        case (false, true):
            return .note(
                id, "Clients can introduce themselves by registration, and not by metadata document",
                "client_id_metadata_document_supported is not true. Registration is the older way: a MAY, where the other is"
                    + " a SHOULD.",
                mend: "support client ID metadata documents", clause: "MCP 2025-11-25, Client Registration Approaches")
        case (false, false):
            return .note(
                id, "Clients cannot introduce themselves",
                "There is neither a registration_endpoint nor client_id_metadata_document_supported: every client must be"
                    + " registered by hand, and most AI clients have no way to be.",
                mend: "support client ID metadata documents, registration, or both",
                clause: "MCP 2025-11-25, Client Registration Approaches")
        }
    }

    private var scopes: Finding {
        guard let scopes = document.list("scopes_supported") else {
            return .note(
                "metadata.scopes", "The scopes are not named", "Clients have to guess what they may ask for.",
                mend: "add scopes_supported", clause: "RFC 8414 §2")
        }
        return .ok("metadata.scopes", "The scopes are named: \(scopes.count)")
    }

    private var unsignedTokens: Finding? {
        guard document.list("id_token_signing_alg_values_supported")?.contains("none") == true else { return nil }
        return .warning(
            "metadata.unsigned", "ID tokens can be had without a signature",
            "id_token_signing_alg_values_supported has none.", mend: "leave none out", clause: "RFC 8725 §3.2")
    }

    private func list(_ values: [String]) -> String {
        values.isEmpty ? "nothing" : VisibleText.line(values.prefix(8).joined(separator: ", "), limit: 200)
    }
}

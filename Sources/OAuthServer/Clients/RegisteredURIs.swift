import OAuthProtocol

/// What the URIs in a client's metadata must be, on every way of registering: a URI that cannot serve, or that its
/// specification wants otherwise, is found when the client is registered and not when its users sign in.
package struct RegisteredURIs: Sendable {
    /// Who states the metadata.
    package enum Registrant: Sendable {
        /// The operator, by command or configuration.
        case `operator`
        /// The client itself, and nobody here has looked at it.
        case stranger
    }

    private let registrant: Registrant
    /// `host:port` of what may be fetched or posted to although it is plain http (`outbound.allow`).
    private let allowed: Set<String>

    package init(by registrant: Registrant, allowing allowed: Set<String>) {
        self.registrant = registrant
        self.allowed = allowed
    }

    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member, the rule and what to do.
    package func check(_ metadata: ClientMetadata) throws(OAuthError) {
        for (name, value) in metadata.information.members {
            guard let rule = InformativeMetadata.rule(brokenBy: value, of: name) else { continue }
            throw OAuthError(.invalidClientMetadata, "\(name) must be \(rule)")
        }
        for uri in metadata.redirectURIs { try check(uri, of: metadata, "redirect_uris", .invalidRedirectURI) }
        for uri in metadata.postLogoutRedirectURIs {
            try check(uri, of: metadata, "post_logout_redirect_uris", .invalidClientMetadata)
        }
        try check(metadata.jwksURI, "jwks_uri")
        try check(metadata.sectorIdentifierURI, "sector_identifier_uri")
        let isSigned = metadata.hasKeys && metadata.requestObjectAlgorithm != .unsecured
        for uri in metadata.requestURIs where !isSigned {
            try check(uri.document, "request_uris", unless: " unless request objects are signed")
        }
        try checkLogout(metadata)
    }

    /// OpenID Connect Back-Channel Logout §2.2 leaves plain http to confidential clients, where the server has it.
    private func checkLogout(_ metadata: ClientMetadata) throws(OAuthError) {
        guard let uri = metadata.backchannelLogoutURI, !uri.isSecure else { return }
        guard metadata.isConfidential else {
            throw OAuthError(
                .invalidClientMetadata, "backchannel_logout_uri must be https: plain http is for confidential clients")
        }
        if registrant == .stranger { try check(uri, "backchannel_logout_uri") }
    }

    /// The metadata without what cannot serve and need not be there (RFC 7591 §2).
    package func withoutUseless(_ metadata: ClientMetadata) -> ClientMetadata {
        var metadata = metadata
        metadata.requestURIs.removeAll { !mayReach($0.document) }
        return metadata
    }

    /// What is accepted of a client of the operator's, and should be known to whoever registers it.
    package func warnings(of metadata: ClientMetadata) -> [String] {
        let lists = [
            ("redirect_uris", metadata.redirectURIs), ("post_logout_redirect_uris", metadata.postLogoutRedirectURIs),
        ]
        let reserved = lists.flatMap { name, uris in
            uris.compactMap { uri in
                uri.reservation.map { "\(name): \(uri) \($0.description): \($0.warning)" }
            }
        }
        let places =
            metadata.requestURIs.map { ("request_uris", $0.document) }
            + [metadata.backchannelLogoutURI].compactMap(\.self).map { ("backchannel_logout_uri", $0) }
        let unreachable = places.filter { !mayReach($0.1) }.map { name, uri in
            "\(name): \(uri) is plain http, and is not reached before \(uri.hostAndPort) is listed in outbound.allow"
        }
        return reserved + unreachable
    }

    private func check(
        _ uri: RedirectURI, of metadata: ClientMetadata, _ name: String, _ code: OAuthError.Code
    ) throws(OAuthError) {
        let shown = "\(name): \(uri.value.prefix(200))"
        guard !uri.hasWildcard else {
            throw OAuthError(
                code, "\(shown) has a *, and such URIs are compared as they are written: list each address in full")
        }
        guard let reservation = uri.reservation else { return }
        switch registrant {
        case .stranger:
            throw OAuthError(
                code, "\(shown) \(reservation.description), which only a client that the operator registers may have")
        case .operator where !metadata.isConfidential:
            throw OAuthError(code, "\(shown) \(reservation.description), which only a confidential client may have")
        case .operator: break
        }
    }

    private func check(_ uri: WebURI?, _ name: String, unless exception: String = "") throws(OAuthError) {
        guard let uri, !mayReach(uri) else { return }
        let remedy =
            switch registrant {
            case .stranger: ""
            case .operator: ", or \(uri.hostAndPort) must be listed in outbound.allow"
            }
        throw OAuthError(.invalidClientMetadata, "\(name) must be https\(exception)\(remedy)")
    }

    private func mayReach(_ uri: WebURI) -> Bool {
        uri.isSecure || allowed.contains(uri.hostAndPort)
    }
}

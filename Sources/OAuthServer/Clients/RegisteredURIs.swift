import OAuthProtocol

/// What the URIs in a client's metadata must be, on every way of registering: a URI that cannot serve, or that its
/// specification wants otherwise, is found when the client is registered and not when its users sign in.
package struct RegisteredURIs: Sendable {
    /// Who states the metadata.
    package enum Registrant: Sendable {
        /// The operator, by command or configuration.
        case `operator`
        /// The client itself, and nobody here has looked at it.
        case dynamicClient
    }

    private let registrant: Registrant
    private let policy: OutboundPolicy

    /// - `allowed`: `host:port` of what may be fetched or posted to although it is plain http, or not of the public
    ///   internet (`outbound.allow`).
    package init(by registrant: Registrant, allowing allowed: Set<String>) {
        self.registrant = registrant
        policy = OutboundPolicy(allowing: allowed)
    }

    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member, the rule and what to do.
    package func check(_ metadata: ClientMetadata) throws(OAuthError) {
        if let first = faults(of: metadata).first { throw first }
    }

    /// Everything that `check` could throw, each with the name of its member in front.
    package func faults(of metadata: ClientMetadata) -> [OAuthError] {
        var faults: [OAuthError?] = []
        for (name, value) in metadata.information.members {
            guard let rule = InformativeMetadata.rule(brokenBy: value, of: name) else { continue }
            faults.append(OAuthError(.invalidClientMetadata, "\(name) must be \(rule)"))
        }
        faults += metadata.redirectURIs.map { fault(of: $0, in: metadata, "redirect_uris", .invalidRedirectURI) }
        faults += metadata.postLogoutRedirectURIs.map {
            fault(of: $0, in: metadata, "post_logout_redirect_uris", .invalidClientMetadata)
        }
        faults.append(fault(of: metadata.jwksURI, "jwks_uri"))
        faults.append(fault(of: metadata.sectorIdentifierURI, "sector_identifier_uri"))
        let isSigned = metadata.hasKeys && metadata.requestObjectAlgorithm != .unsecured
        for uri in metadata.requestURIs where !isSigned {
            faults.append(fault(of: uri.document, "request_uris", unless: " unless request objects are signed"))
        }
        faults.append(logoutFault(of: metadata))
        return faults.compactMap(\.self)
    }

    /// OpenID Connect Back-Channel Logout §2.2 leaves plain http to confidential clients, where the server has it.
    private func logoutFault(of metadata: ClientMetadata) -> OAuthError? {
        guard let uri = metadata.backchannelLogoutURI else { return nil }
        guard uri.isSecure || metadata.isConfidential else {
            return OAuthError(
                .invalidClientMetadata, "backchannel_logout_uri must be https: plain http is for confidential clients")
        }
        return registrant == .dynamicClient ? fault(of: uri, "backchannel_logout_uri") : nil
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
        let unreachable = Self.places(in: metadata).compactMap { name, uri in
            policy.objection(to: uri).map { "\(name): \(uri) \($0.advice(on: uri))" }
        }
        return reserved + unreachable
    }

    /// Everything that the server is to fetch or to post to for the client, each with the name of its member.
    package static func places(in metadata: ClientMetadata) -> [(name: String, uri: WebURI)] {
        var places = metadata.requestURIs.map { (name: "request_uris", uri: $0.document) }
        for (name, uri) in [
            ("jwks_uri", metadata.jwksURI), ("sector_identifier_uri", metadata.sectorIdentifierURI),
            ("backchannel_logout_uri", metadata.backchannelLogoutURI),
        ] {
            if let uri { places.append((name, uri)) }
        }
        return places
    }

    private func fault(
        of uri: RedirectURI, in metadata: ClientMetadata, _ name: String, _ code: OAuthError.Code
    ) -> OAuthError? {
        let shown = "\(name): \(uri.value.prefix(200))"
        guard !uri.hasWildcard else {
            return OAuthError(
                code, "\(shown) has a *, and such URIs are compared as they are written: list each address in full")
        }
        guard let reservation = uri.reservation else { return nil }
        switch registrant {
        case .dynamicClient:
            return OAuthError(
                code, "\(shown) \(reservation.description), which only a client that the operator registers may have")
        case .operator where !metadata.isConfidential:
            return OAuthError(code, "\(shown) \(reservation.description), which only a confidential client may have")
        case .operator: return nil
        }
    }

    private func fault(of uri: WebURI?, _ name: String, unless exception: String = "") -> OAuthError? {
        guard let uri, let objection = policy.objection(to: uri), !mayReach(uri) else { return nil }
        let remedy =
            switch registrant {
            case .dynamicClient: ""
            case .operator: ", or \(uri.hostAndPort) must be listed in outbound.allow"
            }
        return OAuthError(.invalidClientMetadata, "\(name) \(objection.rule)\(exception)\(remedy)")
    }

    /// Whether a client may register it. The operator is warned of what is exempted later perhaps; for a dynamic one nobody
    /// will, and it would be refused each time it is needed.
    private func mayReach(_ uri: WebURI) -> Bool {
        switch (policy.objection(to: uri), registrant) {
        case (nil, _): true
        case (.plainHTTP, _), (_, .dynamicClient): false
        case (.notPublic, .operator), (.unclear, .operator): true
        }
    }
}

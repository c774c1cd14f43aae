import Logging
import OAuthProtocol
import OAuthServer
import Storage

extension ClientMetadata {
    /// This metadata with the members that were given in place of its own, judged as a whole.
    ///
    /// - Throws: `CommandError` that names the member and what it must be.
    func replacing(_ given: JSONObject) throws(CommandError) -> ClientMetadata {
        var metadata = self
        do {
            try metadata.update(from: given)
            try metadata.validate()
            try RegisteredKeys.check(metadata)
        } catch {
            throw CommandError(error.description)
        }
        return metadata
    }
}

extension ClientAdministration {
    /// What the operator's clients may name.
    var uris: RegisteredURIs { RegisteredURIs(by: .operator, allowing: plainHosts) }

    /// Judges what the operator states of a client, before it is registered.
    ///
    /// - `known`: what is registered now; `nil` for a new client. An algorithm that left `tokens.signing_algorithms`
    ///   since then keeps nobody from changing something else.
    /// - Returns: what is accepted and should be known.
    /// - Throws: `CommandError` that names each member and what it must be.
    func judge(_ metadata: ClientMetadata, insteadOf known: ClientMetadata? = nil) async throws(CommandError)
        -> [String]
    {
        var faults = uris.faults(of: metadata)
        var warnings = uris.warnings(of: metadata)
        for (member, algorithm, error) in signatures.faults(of: metadata) {
            let isKept = known?.wantedSignatures.contains { $0.name == member && $0.algorithm == algorithm } ?? false
            if isKept {
                warnings.append("\(error.description). It stays as it is until you choose another")
            } else {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw CommandError(faults.map { Problem(nil, $0.description) }) }
        for (name, uri) in RegisteredURIs.places(in: metadata) {
            guard let objection = await objection(uri) else { continue }
            let warning = "\(name): \(uri) \(objection)"
            if !warnings.contains(warning) { warnings.append(warning) }
        }
        return warnings
    }

    /// Proves the sector of a pairwise client by its `sector_identifier_uri`, unless everything that was proved before
    /// is as it was.
    ///
    /// - `known`: what is registered now; `nil` for a new client.
    /// - Throws: `CommandError` saying what is wrong with the document.
    func proveSector(of metadata: ClientMetadata, insteadOf known: ClientMetadata? = nil) async throws(CommandError) {
        let isProved =
            known.map { known in
                known.subjectType == metadata.subjectType && known.redirectURIs == metadata.redirectURIs
                    && known.sectorIdentifierURI == metadata.sectorIdentifierURI
            } ?? false
        guard !isProved else { return }
        do {
            try await SectorDocuments(documents: documents).prove(metadata)
        } catch {
            throw CommandError([error.description, error.cause].compactMap(\.self).joined(separator: ": "))
        }
    }

    /// What the operator must know of a change by which the client's users get other identifiers; `nil` if they keep
    /// theirs.
    static func warning(of metadata: ClientMetadata, insteadOf known: ClientMetadata) -> String? {
        let (old, new) = (naming(known), naming(metadata))
        guard old != new else { return nil }
        return """
            the client knows its users by other identifiers (sub) from now on: they were \(old), and are \(new); its \
            tokens are revoked and its users are asked again
            """
    }

    private static func naming(_ metadata: ClientMetadata) -> String {
        switch metadata.subjectType {
        case .public: "public"
        case .pairwise: "pairwise for \(metadata.sector ?? "no sector")"
        }
    }

    /// Makes the keys that clients want who were registered when there were none, as by an earlier version. What the
    /// configuration does not allow any more gets none, and is told of: it goes on as long as its keys do.
    func provideKeysOfKept(_ logger: Logger) async throws {
        var algorithms: Set<SignatureAlgorithm> = []
        for client in try await store.findClients() where !client.origin.isDynamic {
            do throws(OAuthError) {
                try signatures.check(client.metadata)
                algorithms.formUnion(client.metadata.wantedAlgorithms)
            } catch {
                logger.warning("\(error.description)", metadata: ["client_id": "\(client.id)"])
            }
        }
        try await provideKeys(algorithms)
    }
}

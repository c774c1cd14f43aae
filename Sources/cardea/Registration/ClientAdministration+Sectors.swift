import OAuthProtocol
import OAuthServer

extension ClientAdministration {
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
}

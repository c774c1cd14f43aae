import OAuthProtocol

/// Proves that a pairwise client may share its sector: the document at `sector_identifier_uri` lists every redirect URI
/// of the client (OpenID Connect Registration §5), so nobody gets to know another sector's users by naming its host.
package struct SectorDocuments: Sendable {
    private let documents: any DocumentFetching

    package init(documents: any DocumentFetching) {
        self.documents = documents
    }

    /// Fetches the document, if there is one that decides something.
    ///
    /// - Throws: `invalid_client_metadata` if it is not a JSON array of strings with every redirect URI;
    ///   `temporarily_unavailable` if it cannot be had.
    package func prove(_ metadata: ClientMetadata) async throws(OAuthError) {
        guard metadata.subjectType == .pairwise, let uri = metadata.sectorIdentifierURI else { return }
        let octets = try await documents.fetch(uri.value)
        guard let listed = (try? JSONParser.parse(document: octets))?.strings else {
            throw OAuthError(
                .invalidClientMetadata, "the document at sector_identifier_uri must be a JSON array of redirect URIs")
        }
        let known = Set(listed.map { Array($0.utf8) })
        for redirectURI in metadata.redirectURIs where !known.contains(Array(redirectURI.value.utf8)) {
            throw OAuthError(
                .invalidClientMetadata, "the document at sector_identifier_uri does not list \(redirectURI)")
        }
    }
}

extension ClientMetadata {
    /// Whether the client has public keys of its own, to encrypt to or to verify its signatures with.
    package var hasKeys: Bool { jwks != nil || jwksURI != nil }

    /// The host that a pairwise client's users are known under (OpenID Connect Core §8.1); `nil` if there is not one.
    package var sector: String? {
        if let sectorIdentifierURI { return sectorIdentifierURI.host }
        let hosts = Set(redirectURIs.map { $0.parts.host?.octets.lowercased })
        return hosts.count == 1 ? hosts.first ?? nil : nil
    }

    /// Whether the client knows its users by the same identifiers as with `other` metadata.
    package func keepsSubjects(of other: ClientMetadata) -> Bool {
        subjectType == other.subjectType && (subjectType == .public || sector == other.sector)
    }

    /// What features that need keys ask of the whole.
    ///
    /// - Throws: `invalid_client_metadata`.
    func validateKeys() throws(OAuthError) {
        if jwks != nil, jwksURI != nil {
            throw OAuthError(.invalidClientMetadata, "jwks and jwks_uri cannot both be given")
        }
        switch (idTokenKeyManagement, idTokenEncryption) {
        case (nil, nil): break
        case (nil, _?):
            throw OAuthError(
                .invalidClientMetadata, "id_token_encrypted_response_enc needs id_token_encrypted_response_alg")
        case (_?, nil):
            let choices = ContentEncryption.allCases.map(\.rawValue).joined(separator: ", ")
            throw OAuthError(
                .invalidClientMetadata,
                "id_token_encrypted_response_alg needs id_token_encrypted_response_enc, one of: \(choices)")
        case (_?, _?): try needKeys("id_token_encrypted_response_alg")
        }
        if authenticationMethod == .privateKeyJWT { try needKeys("token_endpoint_auth_method private_key_jwt") }
        if case .signature = requestObjectAlgorithm { try needKeys("request_object_signing_alg") }
        if requiresSignedRequestObject {
            try needKeys("require_signed_request_object")
            guard requestObjectAlgorithm != .unsecured else {
                throw OAuthError(
                    .invalidClientMetadata, "require_signed_request_object forbids request_object_signing_alg none")
            }
        }
    }

    private func needKeys(_ name: String) throws(OAuthError) {
        guard hasKeys else { throw OAuthError(.invalidClientMetadata, "\(name) needs jwks or jwks_uri") }
    }
}

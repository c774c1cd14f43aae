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
        for (name, encryption) in wantedEncryptions {
            if encryption.algorithm != nil {
                try needKeys("\(name)_encrypted_response_alg")
            } else if encryption.content != nil {
                throw OAuthError(
                    .invalidClientMetadata, "\(name)_encrypted_response_enc needs \(name)_encrypted_response_alg")
            }
        }
        if requestObjectEncryption != nil, requestObjectKeyManagement == nil {
            throw OAuthError(
                .invalidClientMetadata, "request_object_encryption_enc needs request_object_encryption_alg")
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

    /// How each kind of answer is encrypted, by the first word of its members' names.
    package var wantedEncryptions: [(name: String, encryption: ResponseEncryption)] {
        [
            ("id_token", idTokenEncryption), ("userinfo", userInfoEncryption),
            ("authorization", authorizationEncryption), ("introspection", introspectionEncryption),
        ]
    }

    private func needKeys(_ name: String) throws(OAuthError) {
        guard hasKeys else { throw OAuthError(.invalidClientMetadata, "\(name) needs jwks or jwks_uri") }
    }
}

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
    var keyFaults: [MetadataFault] {
        var faults: [MetadataFault] = []
        var wanting: [String] = []
        if jwks != nil, jwksURI != nil {
            faults.append(MetadataFault(["jwks", "jwks_uri"], "jwks and jwks_uri cannot both be given"))
        }
        for (name, encryption) in wantedEncryptions {
            let (algorithm, content) = ("\(name)_encrypted_response_alg", "\(name)_encrypted_response_enc")
            if encryption.algorithm != nil {
                wanting.append(algorithm)
            } else if encryption.content != nil {
                faults.append(MetadataFault([content, algorithm], "\(content) needs \(algorithm)"))
            }
        }
        if requestObjectEncryption != nil, requestObjectKeyManagement == nil {
            faults.append(
                MetadataFault(
                    ["request_object_encryption_enc", "request_object_encryption_alg"],
                    "request_object_encryption_enc needs request_object_encryption_alg"))
        }
        if authenticationMethod == .privateKeyJWT { wanting.append("token_endpoint_auth_method private_key_jwt") }
        if case .signature = requestObjectAlgorithm { wanting.append("request_object_signing_alg") }
        if requiresSignedRequestObject {
            wanting.append("require_signed_request_object")
            if requestObjectAlgorithm == .unsecured {
                faults.append(
                    MetadataFault(
                        ["require_signed_request_object", "request_object_signing_alg"],
                        "require_signed_request_object forbids request_object_signing_alg none"))
            }
        }
        guard !hasKeys else { return faults }
        return faults
            + wanting.map { feature in
                MetadataFault(
                    [String(feature.octets.before(" ")), "jwks", "jwks_uri"], "\(feature) needs jwks or jwks_uri")
            }
    }

    /// How each kind of answer is encrypted, by the first word of its members' names.
    package var wantedEncryptions: [(name: String, encryption: ResponseEncryption)] {
        [
            ("id_token", idTokenEncryption), ("userinfo", userInfoEncryption),
            ("authorization", authorizationEncryption), ("introspection", introspectionEncryption),
        ]
    }
}

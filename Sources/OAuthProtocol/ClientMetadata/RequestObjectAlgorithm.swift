/// `request_object_signing_alg` (OpenID Connect Registration §2): how a client protects its request objects.
package enum RequestObjectAlgorithm: RawRepresentable, Sendable, CaseIterable, Hashable {
    /// By a signature of this algorithm alone.
    case signature(SignatureAlgorithm)
    /// `none`: unsigned ones are taken, by those who asked for it.
    case unsecured

    package static var allCases: [RequestObjectAlgorithm] {
        SignatureAlgorithm.allCases.map(RequestObjectAlgorithm.signature) + [.unsecured]
    }

    package init?(rawValue: String) {
        if rawValue == "none" {
            self = .unsecured
        } else if let algorithm = SignatureAlgorithm(rawValue: rawValue) {
            self = .signature(algorithm)
        } else {
            return nil
        }
    }

    package var rawValue: String {
        switch self {
        case .signature(let algorithm): algorithm.rawValue
        case .unsecured: "none"
        }
    }
}

/// `request_object_encryption_alg` (OpenID Connect Registration §2): how a client encrypts its request objects to this server, whose
/// own keys agree upon secrets and do nothing else.
package enum RequestEncryptionAlgorithm: String, Sendable, CaseIterable, Hashable {
    case ecdhES = "ECDH-ES"
    case ecdhESA128KW = "ECDH-ES+A128KW"
    case ecdhESA256KW = "ECDH-ES+A256KW"
}

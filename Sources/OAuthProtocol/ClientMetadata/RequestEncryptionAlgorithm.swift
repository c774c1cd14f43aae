/// `request_object_encryption_alg` (OpenID Connect Registration §2): how a client encrypts its request objects to this server, whose
/// own keys agree upon secrets and do nothing else.
package enum RequestEncryptionAlgorithm: String, Sendable, CaseIterable, Hashable {
    case ecdhES = "ECDH-ES"
    case ecdhESA128KW = "ECDH-ES+A128KW"
    case ecdhESA256KW = "ECDH-ES+A256KW"
}

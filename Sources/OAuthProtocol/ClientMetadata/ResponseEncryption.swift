/// How answers of one kind are encrypted to a client, as its metadata say (`…_encrypted_response_alg`, `…_encrypted_response_enc`;
/// OpenID Connect Registration §2, JARM §3, RFC 9701 §6).
package struct ResponseEncryption: Hashable, Sendable {
    /// What is meant where a client says how keys are encrypted and not how content is.
    private static let usual = ContentEncryption.a128CBCHS256

    /// `alg`; `nil` means that these answers are not encrypted.
    package var algorithm: KeyManagementAlgorithm?
    /// `enc`, if the client says so.
    package var content: ContentEncryption?

    package init(_ algorithm: KeyManagementAlgorithm? = nil, _ content: ContentEncryption? = nil) {
        self.algorithm = algorithm
        self.content = content
    }

    /// Both; `nil` if these answers are not encrypted.
    package var chosen: (algorithm: KeyManagementAlgorithm, content: ContentEncryption)? {
        algorithm.map { ($0, content ?? Self.usual) }
    }
}

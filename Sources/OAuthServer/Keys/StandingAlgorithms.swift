import OAuthProtocol

extension TokenConfiguration {
    /// The algorithms that always have keys: RS256, by which ID tokens are signed unless a client asks for another, and the one of
    /// access tokens. Keys of any other algorithm are made when something first wants to sign by it.
    package var standingAlgorithms: Set<SignatureAlgorithm> { [.rs256, accessAlgorithm] }
}

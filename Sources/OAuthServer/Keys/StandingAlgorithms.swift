import OAuthProtocol

extension TokenConfiguration {
    /// The algorithms that always have keys: RS256, by which ID tokens are signed unless a client asks for another, and those of
    /// access tokens. Keys of any other algorithm are made when the operator registers a client that wants it.
    ///
    /// - `resources`: each may want its access tokens signed by another algorithm.
    package func standingAlgorithms(for resources: [ResourceConfiguration]) -> Set<SignatureAlgorithm> {
        Set([.rs256, accessAlgorithm] + resources.compactMap(\.accessAlgorithm))
    }
}

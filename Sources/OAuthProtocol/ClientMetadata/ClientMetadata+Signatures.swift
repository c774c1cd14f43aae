extension ClientMetadata {
    /// What a client may have signed for it: the member that says by which algorithm, and the algorithm; those that it
    /// leaves open are not there.
    package var wantedSignatures: [(name: String, algorithm: SignatureAlgorithm)] {
        let members = [
            ("id_token_signed_response_alg", idTokenAlgorithm), ("userinfo_signed_response_alg", userInfoAlgorithm),
            ("authorization_signed_response_alg", authorizationAlgorithm),
            ("introspection_signed_response_alg", introspectionAlgorithm),
            ("access_token_signed_response_alg", accessTokenAlgorithm),
        ]
        return members.compactMap { name, algorithm in algorithm.map { (name, $0) } }
    }

    /// The algorithms of all that.
    package var wantedAlgorithms: Set<SignatureAlgorithm> { Set(wantedSignatures.map(\.algorithm)) }
}

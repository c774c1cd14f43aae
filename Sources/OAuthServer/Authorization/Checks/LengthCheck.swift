import OAuthProtocol

/// What a client has us keep and give back is not endless. A `state` of 4,000 is seen in the wild; a `nonce` is a digest or
/// a random number.
struct LengthCheck: AuthorizationCheck {
    /// Octets of each parameter.
    private static let limits = [
        ("state", 4_096), ("nonce", 1_024), ("login_hint", 1_024), ("claims", 4_096), ("ui_locales", 512),
    ]

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        for (name, limit) in Self.limits {
            guard let value = request.parameters[name], value.utf8.count > limit else { continue }
            throw OAuthError(.invalidRequest, "\(name) is longer than \(limit) octets")
        }
    }
}

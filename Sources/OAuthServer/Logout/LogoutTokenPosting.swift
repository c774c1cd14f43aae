import OAuthProtocol

/// Hands a logout token to a client (OpenID Connect Back-Channel Logout §2.5), guarded against everything that a hostile
/// address can do. The live one is in `cardea/Serving`.
package protocol LogoutTokenPosting: Sendable {
    /// Posts a form with `logout_token`.
    ///
    /// - `token`: in ASCII.
    /// - Returns: the status of the answer; what else it says counts for nothing.
    /// - Throws: if there was no answer; what happened is in the cause.
    func post(_ token: [UInt8], to uri: WebURI) async throws(OAuthError) -> Int
}

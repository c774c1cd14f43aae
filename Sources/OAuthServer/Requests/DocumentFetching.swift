import OAuthProtocol

/// Fetches a small document over https, guarded against everything that a hostile address can do. The live one is
/// in `WebServer/Outbound`.
package protocol DocumentFetching: Sendable {
    /// - Returns: the body's octets.
    /// - Throws: `temporarily_unavailable`; what happened is in the cause.
    func fetch(_ url: String) async throws(OAuthError) -> [UInt8]
}

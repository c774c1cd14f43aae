import OAuthProtocol

/// Fetches a small document over https, guarded against everything that a hostile address can do. The live one is
/// in `cardea/Serving`, over the room `Outbound`.
package protocol DocumentFetching: Sendable {
    /// - `limit`: octets that the document may have.
    /// - Returns: what came, whatever its status; redirects are not followed.
    /// - Throws: `temporarily_unavailable` if nothing came, or too much; what happened is in the cause.
    ///   `invalid_client_metadata` if the URL is one that is never visited.
    func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument
}

/// What a server answered.
package struct FetchedDocument: Sendable, Equatable {
    /// The HTTP status.
    package var status: Int
    /// `Content-Type` without parameters, in lower case; empty if there is none.
    package var mediaType: String
    /// Seconds for which the answer says that it may be kept (RFC 9111 §5.2.2), 0 if it says that it may not; `nil` if it
    /// says nothing.
    package var maxAge: Int64?
    /// Empty unless the status is 200.
    package var octets: [UInt8]

    package init(status: Int = 200, mediaType: String = "application/json", maxAge: Int64? = nil, octets: [UInt8] = [])
    {
        self.status = status
        self.mediaType = mediaType
        self.maxAge = maxAge
        self.octets = octets
    }
}

extension DocumentFetching {
    /// The octets of a document of at most 64 KiB, as key sets, lists of redirect URIs and request objects are.
    ///
    /// - Throws: `temporarily_unavailable` also for any status but 200.
    package func fetch(_ url: String) async throws(OAuthError) -> [UInt8] {
        let document = try await fetch(url, limit: 65_536)
        guard document.status == 200 else { throw .unfetched("the answer was \(document.status)") }
        return document.octets
    }
}

extension OAuthError {
    /// That a URL is never visited, whoever asks and whenever. The rule is told, which its text broke; the URL is not, since
    /// whoever asks need not be whoever registered it.
    package static func unvisited(_ uri: WebURI, because objection: OutboundPolicy.Objection) -> OAuthError {
        OAuthError(
            .invalidClientMetadata,
            "a URL in the metadata of the client is not visited from here: it \(objection.rule)",
            cause: "\(uri.value.prefix(200)) \(objection.advice(on: uri))")
    }

    /// That a document could not be had: the same words whatever happened, which is in the cause.
    package static func unfetched(_ cause: String) -> OAuthError {
        OAuthError(
            .temporarilyUnavailable, "a document that is needed could not be fetched", cause: cause, retryAfter: 60)
    }
}

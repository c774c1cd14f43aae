import OAuthProtocol
import OAuthServer
import Outbound

extension OutboundClient: DocumentFetching {
    /// Key sets, metadata documents, lists of redirect URIs and request objects, and whatever a file server calls them.
    private static let accepted =
        "application/json, application/jwk-set+json, application/oauth-authz-req+jwt, application/jwt, */*;q=0.1"

    package func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
        guard let uri = WebURI(url) else { throw .unfetched("\(url.prefix(200)) is not a URL") }
        var request = OutboundRequest(uri, reading: .document(limit: limit))
        request.headers = [("Accept", Self.accepted)]
        let answer = try await answered(request)
        return FetchedDocument(
            status: answer.status, mediaType: MediaType.named(by: answer.headers("Content-Type")),
            maxAge: Self.maxAge(answer.headers("Cache-Control")), octets: answer.body)
    }

    /// Seconds by `Cache-Control` (RFC 9111 §5.2.2); `nil` if it says nothing.
    private static func maxAge(_ fields: [String]) -> Int64? {
        var age: Int64?
        for directive in fields.flatMap({ $0.octets.lowercased.octets.split(",") }).map(\.octets.trimmed) {
            if directive == "no-store" || directive == "no-cache" { return 0 }
            guard directive.octets.hasPrefix("max-age=") else { continue }
            let digits = directive.utf8.dropFirst("max-age=".utf8.count).filter { $0 != UInt8(ascii: "\"") }
            guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            // More than fits is a very long time.
            age = Int64(String(decoding: digits, as: UTF8.self)) ?? .max
        }
        return age
    }

    private func answered(_ request: OutboundRequest) async throws(OAuthError) -> OutboundAnswer {
        do throws(OutboundFailure) {
            return try await answer(to: request)
        } catch {
            switch error {
            case .unvisited(let uri, let objection): throw .unvisited(uri, because: objection)
            case .failed(let cause): throw .unfetched(cause)
            }
        }
    }
}

extension OutboundClient: LogoutTokenPosting {
    /// Only the head of the answer is waited for: what a client says besides its status counts for nothing.
    package func post(_ token: [UInt8], to uri: WebURI) async throws(OAuthError) -> Int {
        var request = OutboundRequest(uri, reading: .nothing)
        request.method = "POST"
        request.headers = [("Content-Type", MediaType.form)]
        // Base64url and dots stand for themselves in a form.
        request.body = Array("logout_token=".utf8) + token
        return try await answered(request).status
    }
}

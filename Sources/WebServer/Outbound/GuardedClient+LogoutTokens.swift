import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OAuthProtocol
import OAuthServer

extension GuardedClient: LogoutTokenPosting {
    /// Only the head of the answer is waited for: what a client says besides its status counts for nothing.
    package func post(_ token: [UInt8], to uri: WebURI) async throws(OAuthError) -> Int {
        try await reaching(uri.value) { client, deadline in
            var request = HTTPClientRequest(url: uri.value)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            // Base64url and dots stand for themselves in a form.
            request.body = .bytes(ByteBuffer(bytes: Array("logout_token=".utf8) + token))
            do {
                return .success(Int(try await client.execute(request, deadline: deadline).status.code))
            } catch {
                return .failure(error)
            }
        }
    }
}

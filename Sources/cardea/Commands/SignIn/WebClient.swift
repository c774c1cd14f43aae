import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OAuthProtocol

/// Speaks to the servers that the operator names: bounded in time and size, and without following redirects, which would
/// take secrets along. The guard against special-use addresses is not for it, since nobody but the operator says where to.
struct WebClient: Sendable {
    private static let patience = TimeAmount.seconds(15)
    private static let limit = 256 * 1024

    private let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10), read: Self.patience)
        // Whoever waits at a terminal wants to know at once that nobody is there.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// - Throws: `Unreachable` if there is no whole answer in time.
    func send(_ question: WebQuestion) async throws(Unreachable) -> WebReply {
        do {
            var request = HTTPClientRequest(url: question.url)
            request.headers.add(name: "Accept", value: "application/json")
            if let authorization = question.authorization {
                request.headers.add(name: "Authorization", value: authorization)
            }
            if let form = question.form {
                request.method = .POST
                request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
                request.body = .bytes(ByteBuffer(string: form))
            }
            let response = try await client.execute(request, timeout: Self.patience)
            let body = try await response.body.collect(upTo: Self.limit)
            return WebReply(status: Int(response.status.code), body: Array(body.readableBytesView))
        } catch {
            throw Unreachable(description: "\(error)")
        }
    }

    func close() async {
        try? await client.shutdown()
    }
}

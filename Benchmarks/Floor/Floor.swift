import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// The least that a server on swift-nio has to do for an answer, to measure Cardea against in the same minute on the same
/// machine: `Floor PORT DATABASE`. Plain HTTP/1.1 on two event loops.
///
/// - `GET /hello`: two octets.
/// - `POST /token`: one ES256 signature over a JWS of 300 octets.
/// - `POST /refresh`: a row read by the thread that asks, two such signatures, and one conditional update that is on the
///   disk before the answer leaves (SQLite in WAL mode, `synchronous=FULL`), together with those that wait meanwhile.
@main
struct Floor {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 3, let port = Int(words[1]) else { stop("usage: Floor PORT DATABASE") }
        let rows = Rows(path: words[2])
        let key = P256.Signing.PrivateKey()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                    try channel.pipeline.syncOperations.addHandler(FloorHandler(key: key, rows: rows))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        try await channel.closeFuture.get()
    }
}

/// Ends the program, which measures nothing any more: what stands above it says so by an error.
func stop(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("floor: \(reason)\n".utf8))
    exit(1)
}

final class FloorHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What is signed: 300 octets of header and claims.
    private static let signingInput = [UInt8](repeating: UInt8(ascii: "x"), count: 300)

    private let key: P256.Signing.PrivateKey
    private let rows: Rows
    private var path = ""

    init(key: P256.Signing.PrivateKey, rows: Rows) {
        self.key = key
        self.rows = rows
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): path = head.uri
        case .body: break
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        switch path {
        case "/hello": write("ok", context)
        case "/token": write(signed(1), context)
        case "/refresh":
            let generation = rows.generation(of: rows.next())
            let text = signed(2)
            let promise = context.eventLoop.makePromise(of: Bool.self)
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            promise.futureResult.whenComplete { result in
                let (handler, context) = loopBound.value
                handler.write((try? result.get()) == true ? text : "conflict", context)
            }
            rows.advance(generation, promise)
        default: write("?", context)
        }
    }

    private func signed(_ times: Int) -> String {
        var text = String(decoding: Self.signingInput, as: UTF8.self)
        for _ in 0..<times {
            guard let signature = try? key.signature(for: Self.signingInput) else { stop("no signature") }
            text += signature.rawRepresentation.map { String($0, radix: 16) }.joined()
        }
        return text
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        var head = HTTPResponseHead(version: .http1_1, status: .ok)
        head.headers.add(name: "content-length", value: String(text.utf8.count))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

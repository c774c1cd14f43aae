import Foundation
import NIOCore
import NIOPosix

/// A TCP connection on which a test says exactly what it likes.
struct RawConnection {
    /// An answer as it came over the wire.
    struct Answer: Equatable {
        let status: Int
        let headers: [String: String]
        let body: String
    }

    struct Ended: Error {}

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ""

    /// - `address`: of this machine, from which it comes.
    static func with<Result>(
        _ port: Int, from address: String = "127.0.0.1", _ body: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: try SocketAddress(ipAddress: address, port: 0))
            .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(outbound: outbound, inbound: inbound.makeAsyncIterator())
            return try await body(&connection)
        }
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Sends `text` with each `*` in it being that many letters: long texts are no names for test cases.
    func send(_ text: String, star count: Int) async throws {
        try await send(text.replacingOccurrences(of: "*", with: String(repeating: "a", count: count)))
    }

    /// Says that nothing more will be sent.
    func finish() {
        outbound.finish()
    }

    /// The next answer, informational ones included.
    /// - `bodiless`: whether it has no body whatever its length says, being to HEAD.
    mutating func answer(bodiless: Bool = false) async throws -> Answer {
        while true {
            if let end = received.range(of: "\r\n\r\n") {
                let lines = received[..<end.lowerBound].components(separatedBy: "\r\n")
                let fields = lines.dropFirst().map { line in
                    let parts = line.split(separator: ":", maxSplits: 1)
                    return (parts[0].lowercased(), parts[1].drop { $0 == " " })
                }
                let headers = Dictionary(fields.map { ($0.0, String($0.1)) }) { $0 + ", " + $1 }
                let length = bodiless ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
                let rest = received[end.upperBound...]
                if rest.utf8.count >= length {
                    let body = String(decoding: rest.utf8.prefix(length), as: UTF8.self)
                    received = String(decoding: rest.utf8.dropFirst(length), as: UTF8.self)
                    let status = Int(lines[0].split(separator: " ")[1]) ?? 0
                    return Answer(status: status, headers: headers, body: body)
                }
            }
            guard let more = try await inbound.next(isolation: #isolation) else { throw Ended() }
            received += String(buffer: more)
        }
    }

    /// Waits for the server to close its side; what it still says is given back.
    mutating func untilClosed() async throws -> String {
        while let more = try await inbound.next(isolation: #isolation) { received += String(buffer: more) }
        return received
    }
}

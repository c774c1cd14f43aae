import NIOCore
import NIOEmbedded
import Testing

@testable import WebServer

/// Frames that ask for nothing do not come without end.
struct HTTP2FrameMeterTests {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private func frame(type: UInt8, payload: Int = 0) -> [UInt8] {
        [0, UInt8(payload >> 8), UInt8(payload & 0xff), type, 0, 0, 0, 0, 1] + [UInt8](repeating: 8, count: payload)
    }

    /// Whether the connection lives on after these octets, sent so many at a time.
    private func survives(_ octets: [UInt8], by step: Int) throws -> Bool {
        let channel = EmbeddedChannel(handler: HTTP2FrameMeter())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for start in stride(from: 0, to: octets.count, by: step) where channel.isActive {
            try channel.writeInbound(ByteBuffer(bytes: octets[start..<min(start + step, octets.count)]))
        }
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        return channel.isActive
    }

    @Test(arguments: [1, 7, 16_384])
    func `requests with what belongs to them come through in every cut`(step: Int) throws {
        let request = frame(type: 1, payload: 40) + frame(type: 9, payload: 8) + frame(type: 0, payload: 300)
        let more = (0..<18).flatMap { _ in frame(type: 8, payload: 4) }
        let all = Self.preface + frame(type: 4, payload: 18) + (0..<6).flatMap { _ in request + more }
        #expect(try survives(all, by: step))
    }

    @Test(arguments: [2, 3, 4, 6, 8, 99] as [UInt8])
    func `a hundred frames that ask for nothing are taken, and no more`(type: UInt8) throws {
        let frames = { (count: Int) in (0..<count).flatMap { _ in frame(type: type, payload: 4) } }
        #expect(try survives(Self.preface + frames(100), by: 1_000))
        #expect(try !survives(Self.preface + frames(101), by: 1_000))
    }

    @Test(arguments: [(0, false), (1, false), (255, false), (256, true)])
    func `a body does not come in many small frames`(payload: Int, isTaken: Bool) throws {
        let request = frame(type: 1, payload: 40)
        let parts = { (count: Int) in (0..<count).flatMap { _ in frame(type: 0, payload: payload) } }
        #expect(try survives(Self.preface + request + parts(100), by: 16_384))
        #expect(try survives(Self.preface + request + parts(200), by: 16_384) == isTaken)
    }

    @Test(arguments: [(10, 200), (100, 2_000), (1_000, 2_000)])
    func `a request brings twenty more, of which two thousand may be saved up`(requests: Int, most: Int) throws {
        let begun = Self.preface + (0..<requests).flatMap { _ in frame(type: 1, payload: 4) }
        let frames = { (count: Int) in (0..<count).flatMap { _ in frame(type: 8, payload: 4) } }
        #expect(try survives(begun + frames(most), by: 16_384))
        #expect(try !survives(begun + frames(most + 1), by: 16_384))
    }
}

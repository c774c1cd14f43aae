import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import OAuthProtocol
import Testing

@testable import WebServer

/// What connections make the server keep has a bound, for each network and over all.
@Suite struct OctetBudgetTests {
    /// A budget that a test may ask in the midst of an expectation.
    private final class Asked {
        private var budget: OctetBudget

        init(most: Int, mostPerNetwork: Int, leastPerNetwork: Int = 0) {
            budget = OctetBudget(
                most: most, mostPerNetwork: mostPerNetwork, leastPerNetwork: leastPerNetwork)
        }

        var taken: Int { budget.taken }
        func take(_ octets: Int, for networks: [Network]) -> Bool { budget.take(octets, for: networks) }
        func giveBack(_ octets: Int, of networks: [Network]) { budget.giveBack(octets, of: networks) }
    }

    private static let household = Network.all(of: "192.0.2.1")

    @Test func `a network has its bound and what it gives back is there again`() {
        let budget = Asked(most: 1_000, mostPerNetwork: 100)
        #expect(budget.take(60, for: Self.household))
        #expect(!budget.take(41, for: Self.household))
        #expect(budget.take(40, for: Self.household))
        budget.giveBack(50, of: Self.household)
        #expect(budget.take(50, for: Self.household))
        #expect(budget.taken == 100)
    }

    @Test func `however many have much there is something for who has little`() {
        let budget = Asked(most: 1_000_000, mostPerNetwork: 200_000, leastPerNetwork: 1_000)
        for number in 0..<100 {
            while budget.take(1_000, for: Network.all(of: "10.0.0.\(number)")) {}
        }
        #expect(budget.taken <= 1_000_000 + 100_000)
        #expect(budget.take(1_000, for: Self.household))
        #expect(!budget.take(1_000, for: Self.household))
    }

    @Test func `households of one provider have their share together`() {
        let budget = Asked(most: 100_000, mostPerNetwork: 100)
        let granted = (0..<32).filter { budget.take(100, for: Network.all(of: "2001:db8:1:\($0)::1")) }
        #expect(granted.count == 16)
        #expect(budget.take(100, for: Self.household))
    }

    @Test func `trusted proxies have what is free, and a quarter whatever others have`() {
        let budget = Asked(most: 1_000, mostPerNetwork: 100)
        #expect(budget.take(1_000, for: []))
        #expect(!budget.take(1, for: []))
        budget.giveBack(1_000, of: [])
        let others = Asked(most: 1_000, mostPerNetwork: 1_000, leastPerNetwork: 1_000)
        #expect(others.take(1_000, for: Self.household))
        #expect(others.take(250, for: []))
        #expect(!others.take(1, for: []))
        others.giveBack(250, of: [])
        #expect(others.take(250, for: []))
    }

    private func post(to service: WebService, from address: String, _ count: Int) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: address, port: 80)).wait()
        try service.serveHTTP1(on: channel)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count + 1)\r\n\r\n"
        try channel.writeInbound(ByteBuffer(string: head + String(repeating: "a", count: count)))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(50))
        return channel
    }

    private func said(_ channel: EmbeddedChannel) throws -> String {
        var said = ""
        while let octets = try channel.readOutbound(as: ByteBuffer.self) { said += String(buffer: octets) }
        return said
    }

    @Test func `bodies over HTTP 1 count for the network`() throws {
        var limits = TransportLimits()
        limits.heldOctetsPerNetwork = 100_000
        limits.headerOctets = 16_384
        let service = HTTP2Trial.service(
            [Route(["/"], methods: [.post: Echo()], family: .plain, name: "/")], limits: limits)
        let first = try post(to: service, from: "192.0.2.1", 60_000)
        let second = try post(to: service, from: "192.0.2.1", 60_000)
        let other = try post(to: service, from: "192.0.2.2", 60_000)
        #expect(try said(first) == "")
        #expect(try said(second).hasPrefix("HTTP/1.1 503 "))
        #expect(try said(other) == "")
        try first.writeInbound(ByteBuffer(string: "b"))
        #expect(try said(first).hasSuffix("ab"))
        let third = try post(to: service, from: "192.0.2.1", 60_000)
        #expect(try said(third) == "")
        for channel in [first, second, other, third] { _ = try channel.finish(acceptAlreadyClosed: true) }
        let fourth = try post(to: service, from: "192.0.2.1", 60_000)
        #expect(try said(fourth) == "")
        _ = try fourth.finish(acceptAlreadyClosed: true)
    }

    @Test(arguments: [("X-A", 100, true), ("X-A", 101, false), ("Cookie", 150, true)])
    func `a head has so many fields and no more, over every version`(name: String, count: Int, isTaken: Bool) throws {
        let field = HTTPField(name: try #require(HTTPField.Name(name)), value: "a")
        let head = RequestHead(.get, "/", HTTPFields(Array(repeating: field, count: count)), contentLength: nil)
        var request = RequestGathering()
        #expect((request.begin(head, within: TransportLimits()) == nil) == isTaken)
    }

    @Test(arguments: [(50, true), (1_000, false)])
    func `heads that are sent ahead count, short as they are`(count: Int, isServed: Bool) throws {
        var limits = TransportLimits()
        limits.heldOctetsPerNetwork = 100_000
        let service = HTTP2Trial.service(
            [Route(["/"], methods: [.post: Echo()], family: .plain, name: "/")], limits: limits)
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 80)).wait()
        try service.serveHTTP1(on: channel)
        let one = "POST / HTTP/1.1\r\nHost: a\r\n\r\n"
        try channel.writeInbound(ByteBuffer(string: String(repeating: one, count: count)))
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(try said(channel).contains("HTTP/1.1 503 ") == !isServed)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test func `empty lines without end are counted`() throws {
        let metrics = MetricsRegistry()
        let service = HTTP2Trial.service([], metrics: metrics)
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 80)).wait()
        try service.serveHTTP1(on: channel)
        try channel.writeInbound(ByteBuffer(string: String(repeating: "\r\n", count: 600)))
        #expect(!channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
        let counted = String(decoding: metrics.render(), as: UTF8.self)
        #expect(counted.contains(#"cardea_connections_closed_total{reason="empty_lines"} 1"#))
    }
}

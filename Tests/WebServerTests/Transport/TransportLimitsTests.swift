import NIOCore
import Testing

@testable import WebServer

/// The numbers that docs/limits.md promises, of which tests of what happens there take smaller ones.
struct TransportLimitsTests {
    @Test func `a server that is told nothing else has the limits that operators read of`() {
        let limits = TransportLimits()
        #expect(limits.body == .seconds(15))
        #expect(limits.idle == .seconds(75))
        #expect(limits.connections == 8_192)
        #expect(limits.connectionsPerNetwork == 512)
        #expect(limits.bodyOctets == 65_536)
        #expect(limits.bodyWireOctets == 131_072)
    }
}

import HTTPTypes
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct ForwardedAddressTests {
    private func client(_ forwarded: [String], peer: String, trusting networks: [String]) -> String {
        var headers = HTTPFields()
        headers[values: .forwardedFor] = forwarded
        return TrustedProxies(networks: networks.compactMap { IPNetwork($0) }).client(of: headers, peer: peer)
    }

    @Test(arguments: [
        (["203.0.113.9"], "10.0.0.1", "203.0.113.9"),
        (["198.51.100.7, 203.0.113.9"], "10.0.0.1", "203.0.113.9"),
        (["198.51.100.7", "203.0.113.9"], "10.0.0.1", "203.0.113.9"),
        (["203.0.113.9, 10.2.3.4"], "10.0.0.1", "203.0.113.9"),
        (["203.0.113.9:4711"], "10.0.0.1", "203.0.113.9"),
        (["[2001:db8::9]:4711"], "fd00::1", "2001:db8::9"),
        (["2001:db8::9"], "fd00::1", "2001:db8::9"),
        (["10.9.9.9, 10.2.3.4"], "10.0.0.1", "10.9.9.9"),
        ([], "10.0.0.1", "10.0.0.1"),
        (["unknown"], "10.0.0.1", "10.0.0.1"),
        (["203.0.113.9, junk, 10.2.3.4"], "10.0.0.1", "10.2.3.4"),
        ([",, ,"], "10.0.0.1", "10.0.0.1"),
        ([String(repeating: "1,", count: 30_000) + "198.51.100.7, 203.0.113.9, 10.2.3.4"], "10.0.0.1", "203.0.113.9"),
        ([String(repeating: "10.2.3.4,", count: 7000)], "10.0.0.1", "10.2.3.4"),
    ])
    func `behind trusted proxies the client is the last address that one of them saw`(
        forwarded: [String], peer: String, expected: String
    ) {
        #expect(client(forwarded, peer: peer, trusting: ["10.0.0.0/8", "fd00::/8"]) == expected)
    }

    @Test(arguments: ["192.0.2.1", "11.0.0.1", "", "::1"])
    func `whoever is no trusted proxy speaks for itself alone`(peer: String) {
        #expect(client(["203.0.113.9"], peer: peer, trusting: ["10.0.0.0/8"]) == peer)
        #expect(client(["203.0.113.9"], peer: peer, trusting: []) == peer)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3/9", "10.127.0.1", true),
        ("10.1.2.3/9", "10.128.0.1", false), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false), ("::1", "::1", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true),
    ])
    func `a network holds what its prefix says`(network: String, address: String, holds: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == holds)
    }

    @Test(arguments: [
        "", "10", "10.0.0", "10.0.0.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
        "10.0.0.0/+8", "10.0.0.0/8/8", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::",
        "::/129", "fe80::1%eth0", "[::1]", "1:2:3:4:5:6:7::8:9", "+1::", "::1.2.3", " ::1",
    ])
    func `what is no network is refused`(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: [
        ("::", [UInt8](repeating: 0, count: 16)),
        ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
        ("2001:DB8::", [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12)),
        ("64:ff9b::192.0.2.33", [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 33]),
        ("::ffff:192.0.2.33", [192, 0, 2, 33]), ("127.0.0.1", [127, 0, 0, 1]),
    ])
    func `an address is its octets however it is written`(text: String, octets: [UInt8]) {
        #expect(IPAddress(text)?.octets == octets)
    }

    @Test func `an endpoint hears of the client and not of the proxy`() async throws {
        let routes = [Route(["/"], methods: [.get: Whence()], family: .plain, name: "/")]
        let request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"
        for (proxies, expected) in [(["127.0.0.0/8"], "203.0.113.9 false"), ([], "127.0.0.1 false")] {
            try await RunningServer.with(routes, proxies: proxies.compactMap { IPNetwork($0) }) { server in
                try await RawConnection.with(server.port) { connection in
                    try await connection.send(request)
                    #expect(try await connection.answer().body == expected)
                }
            }
        }
    }
}

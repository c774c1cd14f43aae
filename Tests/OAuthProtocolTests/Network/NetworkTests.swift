import OAuthProtocol
import Testing

@Suite struct NetworkTests {
    @Test(
        arguments: [
            ("192.0.2.1", [192, 0, 2, 1]), ("::ffff:192.0.2.1", [192, 0, 2, 1]),
            ("2001:db8:1:2:3:4:5:6", [0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2]),
            ("2001:DB8:1:2::9%eth0", [0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2]), ("pipe", [0x70, 0x69, 0x70, 0x65]),
            ("", []),
        ] as [(String, [UInt8])])
    func `a caller counts as its household`(address: String, octets: [UInt8]) {
        #expect(Network(of: address).octets == octets)
        #expect(Network(of: address).share == 1)
    }

    @Test func `a household of IPv6 counts for the network that a provider rents out as well`() {
        let networks = Network.all(of: "2001:db8:1:ff02::9")
        #expect(networks.map(\.octets.count) == [8, 6])
        #expect(networks.map(\.share) == [1, 16])
        let neighbour = Network.all(of: "2001:db8:1:1::1")
        #expect(neighbour[0] != networks[0] && neighbour[1] == networks[1])
        #expect(Network.all(of: "2001:db8:2:1::1")[1] != networks[1])
    }

    @Test(arguments: ["192.0.2.1", "::ffff:192.0.2.1", "12345678", "unix:abc", ""])
    func `no other caller has a network around it`(address: String) {
        let networks = Network.all(of: address)
        #expect(networks == [Network(of: address)])
    }
}

import NIOCore
import OAuthProtocol
import Testing

@testable import Outbound

@Suite struct SpecialUseAddressTests {
    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.255", "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1",
        "255.255.255.255",
    ])
    func `IPv4 that is not of the public internet`(text: String) throws {
        #expect(SpecialUseAddress.contains(try SocketAddress(ipAddress: text, port: 443)))
        // The same address wherever IPv6 can carry it.
        let parts = text.split(separator: ".").compactMap { UInt8($0) }
        let hex =
            "\(String(UInt16(parts[0]) << 8 | UInt16(parts[1]), radix: 16)):\(String(UInt16(parts[2]) << 8 | UInt16(parts[3]), radix: 16))"
        for carried in [
            "::ffff:\(hex)", "::\(hex)", "64:ff9b::\(hex)", "64:ff9b:1::\(hex)", "2002:\(hex)::1", "2001:0:\(hex)::",
        ] {
            #expect(SpecialUseAddress.contains(try SocketAddress(ipAddress: carried, port: 443)), "\(carried)")
        }
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0", "223.255.255.255",
    ])
    func `IPv4 that is`(text: String) throws {
        #expect(!SpecialUseAddress.contains(try SocketAddress(ipAddress: text, port: 443)))
    }

    @Test(arguments: [
        "::", "::1", "100::1", "64:ff9b::1.1.1.1", "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1",
        "2001:1ff:ffff::", "2002::1",
        "3fff::1", "3fff:fff::", "4000::1", "5f00::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1",
        "ffff::",
    ])
    func `IPv6 that is not of the public internet`(text: String) throws {
        #expect(SpecialUseAddress.contains(try SocketAddress(ipAddress: text, port: 443)))
    }

    @Test(arguments: [
        "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2003::1", "2a00::1", "3ffe::1", "3fff:1000::",
    ])
    func `IPv6 that is`(text: String) throws {
        #expect(!SpecialUseAddress.contains(try SocketAddress(ipAddress: text, port: 443)))
    }

    @Test func `a socket on this machine is never public`() throws {
        #expect(SpecialUseAddress.contains(try SocketAddress(unixDomainSocketPath: "/run/x")))
    }
}

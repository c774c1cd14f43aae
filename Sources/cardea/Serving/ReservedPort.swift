import Foundation
import NIOCore

/// A port that is known before the server listens on it, since the issuer may have to name it: a socket that is bound
/// and does not listen. While it is held, the system gives the port to nobody who asks for any; who asks for this very
/// one, as the server does, may have it.
struct ReservedPort: Sendable {
    let number: Int
    private let descriptor: Int32

    /// Reserves a free port of `host`, or `address.port` itself if that is not 0.
    ///
    /// - Throws: `CommandError` if the name means no address of this machine, or the port is taken.
    init(_ address: ListenAddress) throws(CommandError) {
        let resolved: SocketAddress
        do {
            resolved = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        } catch {
            throw CommandError("\(address.host) is not an address of this machine to listen on")
        }
        let family = resolved.protocol == .inet6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Self.refusal(address) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = resolved.withSockAddr { pointer, length in bind(descriptor, pointer, socklen_t(length)) }
        guard status == 0, let port = Self.port(of: descriptor) else {
            let refusal = Self.refusal(address)
            close(descriptor)
            throw refusal
        }
        number = port
        self.descriptor = descriptor
    }

    /// Lets go of it, once the server listens.
    func release() {
        close(descriptor)
    }

    private static func port(of descriptor: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { return nil }
        // The port stands in the same place for both families (RFC 3493 §3.3).
        let port = withUnsafeBytes(of: &storage) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) }
        return Int(UInt16(bigEndian: port))
    }

    private static func refusal(_ address: ListenAddress) -> CommandError {
        let hint = errno == EADDRINUSE ? "; --listen HOST:PORT chooses another" : ""
        return CommandError("cannot listen on \(address): \(String(cString: strerror(errno)))\(hint)")
    }
}

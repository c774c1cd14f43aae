import NIOCore
import NIOHTTP1

/// The request of an HTTP/1.1 connection that is coming in: its head, what is here of its body, and how much may come.
struct IncomingRequest {
    /// `nil` before there is one that can be read.
    private(set) var head: HTTP1Head?
    private var body: [UInt8] = []
    /// Octets that had come over the connection with the head.
    private var octetsAtHead: UInt64 = 0

    /// Takes the head.
    ///
    /// - `octets`: that have come over the connection until now.
    /// - Returns: why the request is refused; `nil` if it is not.
    mutating func begin(
        _ next: HTTPRequestHead, at octets: UInt64, within limits: TransportLimits
    ) -> TransportRefusal? {
        octetsAtHead = octets
        head = HTTP1Head(next)
        guard let head else { return .malformed }
        guard !head.hasOtherCoding else { return .transferCoding }
        guard head.contentLength ?? 0 <= limits.bodyOctets else { return .bodyTooLarge }
        return nil
    }

    /// Takes a part of the body.
    ///
    /// - Returns: why the request is refused; `nil` if it is not.
    mutating func append(_ octets: ByteBuffer, within limits: TransportLimits) -> TransportRefusal? {
        guard body.count + octets.readableBytes <= limits.bodyOctets else { return .bodyTooLarge }
        body.append(contentsOf: octets.readableBytesView)
        return nil
    }

    /// Why the rest is not waited for; `nil` if it may come. The sizes of chunks may have any number of zeros in front and
    /// extensions behind (RFC 9112 §7.1), and the decoder drops both in silence.
    ///
    /// - `octets`: that have come over the connection until now.
    func objection(at octets: UInt64, within limits: TransportLimits) -> TransportRefusal? {
        octets &- octetsAtHead > UInt64(limits.bodyWireOctets) ? .bodyTooLarge : nil
    }

    /// Hands the body over.
    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }
}

import HTTPTypes
import NIOCore
import OAuthProtocol

/// The head of a request, as far as every version of HTTP has it.
struct RequestHead: Equatable {
    let method: HTTPRequest.Method
    let target: String
    let headers: HTTPFields
    /// The body's length in octets as announced; `nil` if it is not, `Int.max` if it is beyond counting.
    let contentLength: Int?

    /// - `contentLength`: as it stands in the head.
    init(_ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, contentLength: String?) {
        self.method = method
        self.target = target
        self.headers = headers
        self.contentLength = contentLength.map { Int($0.octets.trimmed) ?? .max }
    }
}

/// A request that is coming in, over whatever version of HTTP: its head, what is here of its body, and how much may come.
struct RequestGathering: Equatable {
    /// `nil` before there is one that can be read.
    private(set) var head: RequestHead?
    private(set) var body: [UInt8] = []

    /// Takes the head.
    ///
    /// - `head`: `nil` if it cannot be read.
    /// - Returns: why the request is refused; `nil` if it is not.
    mutating func begin(_ head: RequestHead?, within limits: TransportLimits) -> TransportRefusal? {
        self.head = head
        guard let head else { return .malformed }
        // HTTP/2 may send each cookie as a field of its own (RFC 9113 §8.2.3), and a field by one octet.
        let fields = head.headers.count { $0.name != .cookie }
        guard fields <= limits.headerFields else { return .headerTooLarge }
        return head.contentLength ?? 0 > limits.bodyOctets ? .bodyTooLarge : nil
    }

    /// Takes a part of the body.
    ///
    /// - Returns: why the request is refused; `nil` if it is not.
    mutating func append(_ octets: ByteBuffer, within limits: TransportLimits) -> TransportRefusal? {
        guard body.count + octets.readableBytes <= limits.bodyOctets else { return .bodyTooLarge }
        body.append(contentsOf: octets.readableBytesView)
        return nil
    }

    /// How much is kept of it, about.
    var octets: Int {
        Self.octets(of: head) + body.count
    }

    /// How much is kept of a head, about.
    static func octets(of head: RequestHead?) -> Int {
        let fields = head?.headers.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 32 } ?? 0
        return fields + (head?.target.utf8.count ?? 0)
    }

    /// Hands it over, and is empty again.
    mutating func take() -> RequestGathering {
        defer { self = RequestGathering() }
        return self
    }
}

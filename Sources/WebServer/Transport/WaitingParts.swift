// `CircularBuffer.append` is only seen with this: without it, what compiles is the `append` of every collection, which
// costs more the more there is.
import NIOCore

/// What came in over an HTTP/1.1 connection before its turn.
struct WaitingParts {
    private var parts = CircularBuffer<HTTP1ConnectionState.Part>()
    /// How much is kept of them, about.
    private(set) var octets = 0

    var isEmpty: Bool { parts.isEmpty }

    mutating func append(_ part: HTTP1ConnectionState.Part) {
        parts.append(part)
        octets += Self.octets(of: part)
    }

    mutating func popFirst() -> HTTP1ConnectionState.Part? {
        let part = parts.popFirst()
        octets -= part.map(Self.octets) ?? 0
        return part
    }

    mutating func removeAll() {
        parts.removeAll()
        octets = 0
    }

    /// What a head takes beside its texts.
    private static let overhead = 512

    private static func octets(of part: HTTP1ConnectionState.Part) -> Int {
        switch part {
        case .head(let head): RequestGathering.octets(of: head?.request) + overhead
        case .body(let octets): octets.readableBytes
        case .end, .unreadable: 0
        }
    }
}

import NIOCore
import OAuthProtocol

/// Where in the octets of an HTTP/1.1 connection its requests begin and end (RFC 9112 §2.1), and how long they say that
/// their chunks are (§7.1). The decoder says neither what it drops nor what it waits for, and both could be without end.
///
/// Whether it is all well-formed is for the decoder alone to judge: behind what it refuses nothing here is of any account.
struct HTTP1Framing {
    /// What goes on without end.
    enum Excess: Error, Equatable {
        case emptyLines
        case chunks
    }

    private enum Place: Equatable {
        case betweenRequests
        /// Behind the first octet of a head.
        case head
        /// In a body of announced length, of which so many octets are to come.
        case body(left: Int)
        /// In the line that says how long a chunk is: so far this.
        case chunkSize(Int)
        /// Behind the digits of that line.
        case chunkExtension(size: Int)
        case chunk(left: Int)
        case chunkEnd
        case trailers
    }

    /// Empty lines before a request begin none and are passed over (§2.2), but they are work for which nothing stands. Some
    /// clients send each line end by itself.
    private static let mostEmpty = 1_024

    private var place = Place.betweenRequests
    /// Octets of empty lines since the last request.
    private var empty = 0
    /// The line has been empty until here.
    private var isLineEmpty = false
    /// How many octets of a body its chunks may still announce, and how many there may be of what frames them, too.
    private var room = (body: 0, wire: 0)

    /// Half a head is here.
    var isInHead: Bool { place == .head }

    /// The decoder has a head: what follows is its body.
    mutating func begin(bodyOf head: HTTP1Head?, within limits: TransportLimits) {
        if head?.isChunked == true {
            place = .chunkSize(0)
            room = (limits.bodyOctets, limits.bodyWireOctets)
        } else if let length = head?.request.contentLength, length > 0 {
            place = .body(left: length)
        }
    }

    /// The decoder has a whole request.
    mutating func end() {
        place = .betweenRequests
    }

    /// How many of `octets`, of which there is one at least, belong together: what follows them is to be asked for again, once
    /// the decoder has them.
    ///
    /// - Throws: ``Excess`` if the next one is too many.
    mutating func next(in octets: ByteBufferView) throws(Excess) -> Int {
        switch place {
        case .betweenRequests:
            let count = octets.prefix { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.count
            empty += count
            guard empty <= Self.mostEmpty else { throw .emptyLines }
            if count == octets.count { return count }
            place = .head
            isLineEmpty = false
            empty = 0
            return count + octets.dropFirst(count).count(throughEmptyLine: &isLineEmpty)
        case .head: return octets.count(throughEmptyLine: &isLineEmpty)
        case .body(let left):
            let count = min(left, octets.count)
            place = left == count ? .betweenRequests : .body(left: left - count)
            return count
        case .chunkSize, .chunkExtension, .chunk, .chunkEnd, .trailers:
            let count = countOfChunks(octets.prefix(room.wire))
            room.wire -= count
            guard count > 0 else { throw .chunks }
            return count
        }
    }

    /// How many octets there are up to the end of the body, or to one that is too many.
    private mutating func countOfChunks(_ octets: ByteBufferView) -> Int {
        var rest = octets
        passing: while let first = rest.first {
            switch place {
            case .chunkSize(let size):
                if let digit = PercentEncoding.hexValue(first) {
                    guard size * 16 + Int(digit) <= room.body else { break passing }
                    place = .chunkSize(size * 16 + Int(digit))
                    rest.removeFirst()
                } else {
                    place = .chunkExtension(size: size)
                }
            case .chunkExtension(let size):
                guard rest.passLine() else { break passing }
                room.body -= size
                isLineEmpty = true
                place = size == 0 ? .trailers : .chunk(left: size)
            case .chunk(let left):
                let count = min(left, rest.count)
                rest.removeFirst(count)
                place = left == count ? .chunkEnd : .chunk(left: left - count)
            case .chunkEnd:
                if rest.passLine() { place = .chunkSize(0) }
            case .trailers:
                rest.removeFirst(rest.count(throughEmptyLine: &isLineEmpty))
                break passing
            case .betweenRequests, .head, .body: break passing
            }
        }
        return octets.count - rest.count
    }
}

extension ByteBufferView {
    /// Passes over the rest of a line.
    ///
    /// - Returns: whether its end is here.
    fileprivate mutating func passLine() -> Bool {
        let end = firstIndex(of: UInt8(ascii: "\n"))
        self = self[(end.map { $0 + 1 } ?? endIndex)...]
        return end != nil
    }

    /// How many octets there are up to and with the first empty line; all if there is none.
    ///
    /// - `isLineEmpty`: whether the line that they begin in the middle of has been empty until here.
    fileprivate func count(throughEmptyLine isLineEmpty: inout Bool) -> Int {
        var rest = self
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            isLineEmpty = isLineEmpty && rest[..<end].allSatisfy { $0 == UInt8(ascii: "\r") }
            rest = rest[(end + 1)...]
            if isLineEmpty { return count - rest.count }
            isLineEmpty = true
        }
        isLineEmpty = isLineEmpty && rest.allSatisfy { $0 == UInt8(ascii: "\r") }
        return count
    }
}

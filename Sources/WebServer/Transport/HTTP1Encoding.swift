import HTTPTypes
import NIOCore

/// What an answer says about the connection that it goes over (RFC 9112 §9.3).
enum HTTP1Persistence {
    /// It stays, as HTTP/1.1 does by default.
    case unsaid
    /// It stays, which HTTP/1.0 must be told.
    case keptAlive
    case closed
}

extension ByteBuffer {
    static let http1Continue = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

    /// A whole answer in one piece, and so in one system call. Its fields cannot break out of their lines: `HTTPField`
    /// takes no line break.
    init(
        http1 response: WebResponse, date: HTTPField, persistence: HTTP1Persistence, allocator: ByteBufferAllocator
    ) {
        let ending: StaticString =
            switch persistence {
            case .unsaid: "\r\n"
            case .keptAlive: "Connection: keep-alive\r\n\r\n"
            case .closed: "Connection: close\r\n\r\n"
            }
        let fields = response.headers.reduce(date.lineOctets) { $0 + $1.lineOctets }
        let statusLine = 16 + response.status.reasonPhrase.utf8.count
        // Its size is known, so it is laid out at once: a buffer that grows looks at itself for each of some 50 pieces, which was
        // 5 % of all that such an answer takes.
        let size = statusLine + fields + ending.utf8CodeUnitCount + response.body.count
        self = allocator.buffer(capacity: size)
        writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
            var line = Layout(room: room)
            line.append("HTTP/1.1 " as StaticString)
            line.append(String(response.status.code))
            line.append(" " as StaticString)
            line.append(response.status.reasonPhrase)
            line.append("\r\n" as StaticString)
            line.append(date)
            for field in response.headers { line.append(field) }
            line.append(ending)
            response.body.withUnsafeBytes { line.append($0) }
            return line.count
        }
    }
}

extension HTTPField {
    /// How many octets its line has.
    fileprivate var lineOctets: Int {
        name.rawName.utf8.count + 4 + withUnsafeBytesOfValue { $0.count }
    }
}

/// Octets one behind the other, in room that is there for them; it is a programming error if that is too little.
private struct Layout {
    let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(room: UnsafeMutableRawBufferPointer) {
        self.room = room
    }

    mutating func append(_ octets: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: octets)
        count += octets.count
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ field: HTTPField) {
        append(field.name.rawName)
        append(": " as StaticString)
        field.withUnsafeBytesOfValue { append(UnsafeRawBufferPointer($0)) }
        append("\r\n" as StaticString)
    }
}

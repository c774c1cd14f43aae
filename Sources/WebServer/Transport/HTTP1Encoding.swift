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
        self = allocator.buffer(capacity: 512 + response.body.count)
        writeStaticString("HTTP/1.1 ")
        writeString(String(response.status.code))
        writeStaticString(" ")
        writeString(response.status.reasonPhrase)
        writeStaticString("\r\n")
        write(date)
        for field in response.headers { write(field) }
        switch persistence {
        case .unsaid: break
        case .keptAlive: writeStaticString("Connection: keep-alive\r\n")
        case .closed: writeStaticString("Connection: close\r\n")
        }
        writeStaticString("\r\n")
        writeBytes(response.body)
    }

    private mutating func write(_ field: HTTPField) {
        writeString(field.name.rawName)
        writeStaticString(": ")
        field.withUnsafeBytesOfValue { _ = writeBytes($0) }
        writeStaticString("\r\n")
    }
}

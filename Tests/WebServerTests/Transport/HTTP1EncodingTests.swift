import HTTPTypes
import NIOCore
import Testing

@testable import WebServer

@Suite struct HTTP1EncodingTests {
    /// Buffers have room of a power of two: of so many lengths some fill it to the last octet.
    @Test(arguments: [
        (HTTP1Persistence.unsaid, ""), (.keptAlive, "Connection: keep-alive\r\n"), (.closed, "Connection: close\r\n"),
    ])
    func `an answer of any length is whole, with its fields in their order`(
        persistence: HTTP1Persistence, field: String
    ) {
        for count in 0...2_100 {
            let body = String(repeating: "a", count: count)
            let response = WebResponse(
                status: .ok, headers: [.contentType: "text/plain", .server: "Tür"], body: Array(body.utf8))
            var octets = ByteBuffer(
                http1: response, date: HTTPField(name: .date, value: "today"), persistence: persistence,
                allocator: ByteBufferAllocator())
            let text = octets.readString(length: octets.readableBytes)
            #expect(
                text
                    == "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: text/plain\r\nServer: Tür\r\n\(field)\r\n\(body)"
            )
        }
    }
}

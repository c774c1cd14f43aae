import HTTPTypes
import NIOHTTP1
import OAuthProtocol

/// The head of an HTTP/1.1 request, with what it means for the connection.
struct HTTP1Head: Equatable {
    let request: RequestHead
    /// What the answer is to say of the connection, if nothing else ends that: HTTP/1.0 ends it with each answer unless both
    /// sides say otherwise.
    let persistence: HTTP1Persistence
    /// Whether the client waits for a word before it sends the body (RFC 9110 §10.1.1).
    let expectsContinue: Bool
    let isChunked: Bool
    /// Whether the body comes in another transfer coding than `chunked` alone, the only one that is read (RFC 9112 §6.1).
    let hasOtherCoding: Bool

    /// `nil` if the request must be refused: HTTP/1.1 demands exactly one `Host` (RFC 9112 §3.2).
    init?(_ head: HTTPRequestHead) {
        guard let method = Self.method(head.method) else { return nil }
        var headers = HTTPFields()
        headers.reserveCapacity(head.headers.count)
        var hosts = 0
        var expectsContinue = false
        var contentLength: String?
        var codings: [String] = []
        var upgrades = method == .connect
        let isOld = head.version.minor == 0
        for (name, value) in head.headers {
            guard let name = HTTPField.Name(name) else { return nil }
            switch name {
            case .hostOfHTTP1:
                hosts += 1
                continue
            case .expect: expectsContinue = !isOld && value.octets.trimmed.octets.lowercased == "100-continue"
            case .contentLength: contentLength = value
            case .transferEncoding: codings.append(value.octets.trimmed.octets.lowercased)
            case .upgrade: upgrades = true
            default: break
            }
            headers.append(HTTPField(name: name, value: value))
        }
        guard hosts == 1 || hosts == 0 && isOld else { return nil }
        request = RequestHead(method, head.uri, headers, contentLength: contentLength)
        self.expectsContinue = expectsContinue
        isChunked = codings == ["chunked"]
        hasOtherCoding = !codings.isEmpty && !isChunked
        // An upgrade is not taken up (RFC 9110 §7.8), but behind it the decoder expects another protocol and stops. A proxy
        // that speaks HTTP/1.0 may not know of chunks, and take the last of them for another request (RFC 9112 §6.1).
        let keepsAlive = head.isKeepAlive && !upgrades && !(isOld && !codings.isEmpty)
        persistence = !keepsAlive ? .closed : isOld ? .keptAlive : .unsaid
    }

    private static func method(_ method: HTTPMethod) -> HTTPRequest.Method? {
        switch method {
        case .GET: .get
        case .POST: .post
        case .HEAD: .head
        case .OPTIONS: .options
        default: HTTPRequest.Method(method.rawValue)
        }
    }
}

import HTTPTypes

extension HTTPField.Name {
    static let requestID = known("X-Request-ID")
    static let pragma = known("Pragma")
    static let referrerPolicy = known("Referrer-Policy")
    static let xFrameOptions = known("X-Frame-Options")
    /// HTTPTypes has it as a request's `authority` alone; on the wire of HTTP/1.1 it is a field.
    static let hostOfHTTP1 = known("Host")
    static let forwardedFor = known("X-Forwarded-For")

    /// A field name that stands in the source, and so is a token (RFC 9110 §5.1).
    private static func known(_ name: String) -> HTTPField.Name {
        guard let known = HTTPField.Name(name) else { preconditionFailure("\(name) is not a field name") }
        return known
    }
}

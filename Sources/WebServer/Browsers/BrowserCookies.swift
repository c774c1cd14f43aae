import HTTPTypes
import OAuthProtocol
import OAuthServer

/// The cookies that we set. Where the issuer is https they carry the `__Host-` prefix, so that no other host or path can
/// plant them (RFC 6265bis §4.1.3.2).
package struct BrowserCookies: Sendable {
    /// A browser, and once somebody signs in, their session.
    static let session = "cardea-session"
    /// A browser in which somebody has signed in before.
    static let device = "cardea-device"
    /// Somebody who has shown a password and must show a second factor yet.
    static let firstFactor = "cardea-first-factor"
    /// A browser in which no second factor is asked for.
    static let remembered = "cardea-remembered"

    /// How many cookies of one header field are looked at: more than any browser keeps for one host.
    private static let most = 256

    private let isSecure: Bool

    package init(issuer: Issuer) {
        isSecure = issuer.isSecure
    }

    /// The cookie's value; `nil` if the browser did not send it, or sent something that no value of ours can be.
    package func read(_ name: String, from request: WebRequest) -> Secret? {
        let prefix = full(name) + "="
        for header in request.headers[values: .cookie] {
            for pair in header.octets.split(";", most: Self.most) {
                let pair = pair.octets.trimmed
                guard pair.octets.hasPrefix(prefix) else { continue }
                let value = pair.utf8.dropFirst(prefix.utf8.count)
                let isOurs =
                    value.allSatisfy { PercentEncoding.isUnreserved($0) } && (1...512).contains(value.count)
                return isOurs ? Secret(String(Substring(value))) : nil
            }
        }
        return nil
    }

    /// - `lifetime`: seconds; `nil` means until the browser closes, 0 removes the cookie.
    package func set(_ name: String, _ value: Secret, lifetime: Int64?, on response: inout WebResponse) {
        var field = "\(full(name))=\(value.exposed); Path=/; HttpOnly; SameSite=Lax"
        if isSecure { field += "; Secure" }
        if let lifetime { field += "; Max-Age=\(lifetime)" }
        response.headers[values: .setCookie].append(field)
    }

    private func full(_ name: String) -> String {
        isSecure ? "__Host-\(name)" : name
    }
}

import Crypto
import OAuthProtocol

/// The policy of a page (Content Security Policy Level 3): its own inline stylesheet, images of its own, forms to this
/// server and to where the person is knowingly sent, and nothing else.
struct ContentSecurityPolicy: Sendable {
    private let beforeFormAction: String

    /// `stylesheet` is exactly what stands between `<style>` and `</style>`.
    init(stylesheet: String) {
        let digest = Base64.encode(Array(SHA256.hash(data: Array(stylesheet.utf8))))
        beforeFormAction = """
            default-src 'none'; style-src 'sha256-\(digest)'; img-src 'self' data:; base-uri 'none'; \
            frame-ancestors 'none'; form-action 'self'
            """
    }

    /// The header's value for a page whose forms may end at `targets`. Those that cannot be written as one source
    /// expression are left out, so nothing in them can add a directive.
    func header(formTargets targets: [String]) -> String {
        var sources: [String] = []
        for source in targets.compactMap(Self.source) where !sources.contains(source) {
            sources.append(source)
        }
        return ([beforeFormAction] + sources).joined(separator: " ")
    }

    /// The source expression that lets a form's redirects reach `target`, an absolute URI, an origin or a scheme with
    /// its colon; `nil` for anything else.
    ///
    /// For the web it is the scheme and not the origin: Chromium holds `form-action` against every redirect that
    /// follows a form post, so the origin alone would strand people whose application sends them on from its callback to
    /// another host of its own; nor can an origin with an IPv6 address (`http://[::1]:5555`) be written there. Naming the
    /// origin would not keep an application out of the page either, since the origin named would be its own.
    private static func source(_ target: String) -> String? {
        guard let parts = URIParts(target) else { return nil }
        let scheme = parts.scheme.lowercased()
        switch scheme {
        case "https", "http": return parts.host == nil ? nil : "\(scheme):"
        // A private-use scheme is a domain name backwards (RFC 8252 §7.1): so neither `javascript:` nor `data:` passes.
        default: return scheme.contains(".") ? "\(scheme):" : nil
        }
    }
}

import OAuthProtocol

/// The policy of a page (Content Security Policy Level 3): its own inline stylesheets, images of its own, forms to this
/// server and to where the person is knowingly sent, and nothing else.
enum ContentSecurityPolicy {
    /// The header's value. Targets that cannot be written as one source expression are left out, so nothing in them can
    /// add a directive.
    static func header(styles: [InlineText], forms: FormPolicy) -> String {
        var sources: [String] = []
        var directives = ["default-src 'none'", "style-src \(styles.map(\.source).joined(separator: " "))"]
        switch forms {
        case .here(let targets):
            sources.append("'self'")
            for source in targets.compactMap(anywhere) where !sources.contains(source) { sources.append(source) }
        case .sent(let target):
            directives.append("script-src \(FormPostPage.script.source)")
            sources.append(exactly(target) ?? "'none'")
        }
        directives += ["img-src 'self' data:", "base-uri 'none'", "frame-ancestors 'none'"]
        directives.append("form-action \(sources.joined(separator: " "))")
        return directives.joined(separator: "; ")
    }

    /// The source expression that lets a form's redirects reach `target`, an absolute URI, an origin or a scheme with
    /// its colon; `nil` for anything else.
    ///
    /// For the web it is the scheme and not the origin: Chromium holds `form-action` against every redirect that
    /// follows a form post, so the origin alone would strand people whose application sends them on from its callback to
    /// another host of its own; nor can an origin with an IPv6 address (`http://[::1]:5555`) be written there. Naming the
    /// origin would not keep an application out of the page either, since the origin named would be its own.
    private static func anywhere(_ target: String) -> String? {
        guard let parts = URIParts(target) else { return nil }
        let scheme = parts.scheme.lowercased()
        switch scheme {
        case "https", "http": return parts.host == nil ? nil : "\(scheme):"
        // A private-use scheme is a domain name backwards (RFC 8252 §7.1): so neither `javascript:` nor `data:` passes.
        default: return scheme.contains(".") ? "\(scheme):" : nil
        }
    }

    /// The source expression for a form that goes to `target` itself: its origin, where one can be written.
    private static func exactly(_ target: String) -> String? {
        guard let parts = URIParts(target), let origin = parts.origin, let host = parts.host else {
            return anywhere(target)
        }
        let isWritten = host.utf8.allSatisfy {
            PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "~")
        }
        return isWritten && ["https", "http"].contains(parts.scheme) ? origin : anywhere(target)
    }
}

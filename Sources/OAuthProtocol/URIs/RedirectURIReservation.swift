/// What a redirect URI may be for a confidential client that the operator registers, and for nobody else: there somebody
/// has looked at it, and a code that is read or caught on the way is worth nothing without the client's secret.
package enum RedirectURIReservation: Equatable, Sendable {
    /// Plain http on a name under `localhost` (RFC 6761 §6.3), which browsers resolve to the person's own machine.
    case localName
    /// Plain http in a network that is not the public internet.
    case privateNetwork
    /// RFC 8252 §7.1 wants a reversed domain name, which others do not claim by accident.
    case schemeWithoutDot
    /// Schemes are compared in lower case (RFC 3986 §3.1).
    case schemeInCapitals

    /// Private-use schemes without a dot that wide-spread editors have their callbacks under; each would otherwise be
    /// refused (RFC 8252 §7.1), and with it the sign-in of the editor's users.
    private static let editorSchemes: Set<String> = ["cursor", "vscode", "vscode-insiders", "windsurf"]

    /// `nil` for a redirect URI that any client may have.
    package init?(of uri: RedirectURI) {
        let parts = uri.parts
        switch parts.scheme {
        case "https": return nil
        case "http":
            guard let host = parts.host, !LocalHost.isLoopback(host) else { return nil }
            self = LocalHost.isNamed(host) ? .localName : .privateNetwork
        case let scheme where scheme != scheme.octets.lowercased: self = .schemeInCapitals
        case let scheme where !scheme.utf8.contains(UInt8(ascii: ".")) && !Self.editorSchemes.contains(scheme):
            self = .schemeWithoutDot
        default: return nil
        }
    }

    /// What it is, to be read after the URI.
    package var description: String {
        switch self {
        case .localName: "is plain http on a name under localhost"
        case .privateNetwork: "is plain http in a private network"
        case .schemeWithoutDot: "has a scheme of its own without a dot (RFC 8252 section 7.1)"
        case .schemeInCapitals: "has a scheme of its own with capitals (RFC 8252 section 7.1)"
        }
    }

    /// What the operator should know who uses it all the same.
    package var warning: String {
        switch self {
        case .localName: "the answer goes to whatever listens there on the person's own machine"
        case .privateNetwork: "whoever reads along in that network sees the answer, use https if you can"
        case .schemeWithoutDot: "any program on the person's device may claim such a short scheme"
        case .schemeInCapitals: "browsers write schemes in lower case, so it may not reach the application"
        }
    }
}

extension RedirectURI {
    /// What makes this URI one for the operator's own confidential clients alone; `nil` if any client may have it.
    package var reservation: RedirectURIReservation? { RedirectURIReservation(of: self) }

    /// Whether it has a `*`, as where several addresses are meant. Redirect URIs are compared octet for octet (RFC 9700
    /// §2.1), so it would match none of them.
    package var hasWildcard: Bool { value.utf8.contains(UInt8(ascii: "*")) }
}

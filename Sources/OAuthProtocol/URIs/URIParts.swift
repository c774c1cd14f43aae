/// A URI split by RFC 3986 appendix B and held to its character set: no spaces, controls, quotes, backslashes or
/// octets outside ASCII. It never normalises, decodes or guesses: what two parsers could read differently is refused.
package struct URIParts: Hashable, Sendable {
    /// Lower-case as written; `nil` is never: a URI without scheme does not parse.
    package let scheme: String
    /// What stands between `//` and the path; `nil` if there is no `//`.
    package let authority: String?
    package let path: String
    /// Without `?`; `nil` if there is none.
    package let query: String?
    /// Without `#`; `nil` if there is none.
    package let fragment: String?
    /// Everything after the scheme's colon.
    package let rest: String

    /// `nil` for anything that is not an absolute URI.
    package init?(_ text: String) {
        guard text.utf8.count <= Limits.valueLength, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        guard let (beforeColon, afterColon) = text.octets.cut(at: ":") else { return nil }
        scheme = String(beforeColon)
        let startsWithLetter = scheme.utf8.first.map { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a } ?? false
        let rightSchemeCharacters = scheme.utf8.allSatisfy {
            PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "~")
                || $0 == UInt8(ascii: "+")
        }
        guard startsWithLetter, rightSchemeCharacters else { return nil }
        rest = String(afterColon)

        fragment = (afterColon.octets.cut(at: "#")?.after).map(String.init)
        let beforeFragment = afterColon.octets.before("#")
        query = (beforeFragment.octets.cut(at: "?")?.after).map(String.init)
        var remainder = beforeFragment.octets.before("?")
        if remainder.octets.hasPrefix("//") {
            let afterSlashes = Substring(remainder.utf8.dropFirst(2))
            let named = afterSlashes.octets.before("/")
            authority = String(named)
            remainder = afterSlashes[named.endIndex...]
        } else {
            authority = nil
        }
        path = String(remainder)
    }

    /// The host of an authority without user information; brackets of an IPv6 literal included. `nil` if there is no
    /// authority, it is empty, it has user information, or its port is not a number below 65536.
    package var host: String? {
        splitAuthority?.host
    }

    /// The port as written; `nil` if none is.
    package var port: String? {
        splitAuthority?.port
    }

    /// `scheme://host[:port]`; `nil` without a good host.
    package var origin: String? {
        host.map { "\(scheme)://\($0)\(port.map { ":\($0)" } ?? "")" }
    }

    private var splitAuthority: (host: String, port: String?)? {
        guard let authority, !authority.octets.contains("@") else { return nil }
        var host = authority[...]
        var port: String?
        let bracket = authority.utf8.lastIndex(of: UInt8(ascii: "]"))
        if let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")), bracket.map({ colon > $0 }) ?? true {
            host = authority[..<colon]
            let digits = String(authority[authority.utf8.index(after: colon)...])
            guard let number = UInt16(digits), !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                number > 0
            else { return nil }
            port = digits
        }
        let isLiteral = host.octets.hasPrefix("[")
        guard !host.isEmpty, isLiteral == host.octets.hasSuffix("]"), isLiteral || !host.octets.contains(":") else {
            return nil
        }
        return (String(host), port)
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x00...0x20, 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x7f...0xff: false
        default: true
        }
    }
}

import Crypto
import OAuthProtocol

/// A picture of the operator's, shown on pages. It is served by this server under a name that changes with its content.
package struct Logo: Hashable, Sendable {
    /// Why a file is no logo.
    package enum Refusal: Error, Hashable, CustomStringConvertible {
        case tooLarge
        case unknownFormat

        package var description: String {
            switch self {
            case .tooLarge: "is larger than \(Logo.limit / 1024) KiB"
            case .unknownFormat: "is not a PNG, JPEG, WebP or SVG picture"
            }
        }
    }

    /// Octets that a logo has at most.
    package static let limit = 256 * 1024

    package let octets: [UInt8]
    /// By what the octets are, whatever the file was called.
    package let mediaType: String
    /// The first half of the content's SHA-256 in hexadecimal, and an ending.
    package let fileName: String

    /// - Throws: `Refusal` for what is too large or none of the four formats.
    package init(_ octets: [UInt8]) throws(Refusal) {
        guard octets.count <= Self.limit else { throw .tooLarge }
        guard let format = Self.format(octets) else { throw .unknownFormat }
        self.octets = octets
        mediaType = format.mediaType
        let digits = Array("0123456789abcdef")
        let digest = SHA256.hash(data: octets).prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        fileName = "\(String(digest)).\(format.ending)"
    }

    private static func format(_ octets: [UInt8]) -> (mediaType: String, ending: String)? {
        if octets.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return ("image/png", "png") }
        if octets.starts(with: [0xff, 0xd8, 0xff]) { return ("image/jpeg", "jpg") }
        if octets.starts(with: Array("RIFF".utf8)), octets.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            return ("image/webp", "webp")
        }
        return isSVG(octets) ? ("image/svg+xml", "svg") : nil
    }

    /// Whether `svg` is the first element of a text in UTF-8: what stands before it may be a declaration, comments and
    /// a document type.
    private static func isSVG(_ octets: [UInt8]) -> Bool {
        guard let text = String(validating: octets, as: UTF8.self) else { return false }
        var rest = text.unicodeScalars.drop { $0 == "\u{feff}" || $0.properties.isWhitespace }
        while rest.first == "<", let mark = rest.dropFirst().first, mark == "?" || mark == "!" {
            let end = rest.starts(with: "<!--".unicodeScalars) ? "-->" : mark == "?" ? "?>" : ">"
            guard let close = rest.firstRange(of: end.unicodeScalars) else { return false }
            rest = rest[close.upperBound...].drop { $0.properties.isWhitespace }
        }
        guard rest.starts(with: "<svg".unicodeScalars), let next = rest.dropFirst(4).first else { return false }
        return next.properties.isWhitespace || next == ">" || next == "/"
    }
}

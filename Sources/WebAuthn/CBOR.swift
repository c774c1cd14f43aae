import OAuthProtocol

/// A data item of CBOR (RFC 8949 §3.1), of the kinds that WebAuthn is made of.
package indirect enum CBOR: Hashable, Sendable {
    /// A whole number from 0.
    case unsigned(UInt64)
    /// The number −1 − n, where n is the associated value.
    case negative(UInt64)
    /// A byte string.
    case bytes([UInt8])
    /// A text, compared as the octets that it is.
    case text(Octets)
    case array([CBOR])
    case map(CBORMap)
    case bool(Bool)
    case null

    /// Reads one data item and nothing after it.
    ///
    /// - Throws: `cbor`.
    package init(octets: [UInt8]) throws(WebAuthnError) {
        do throws(CBORError) {
            self = try CBORParser.parse(octets)
        } catch {
            throw .cbor(error)
        }
    }

    /// The data item that is a whole number, negative or not.
    package static func integer(_ number: Int64) -> CBOR {
        number < 0 ? .negative(UInt64(bitPattern: ~number)) : .unsigned(UInt64(number))
    }

    /// The whole number; `nil` for another kind, or one that needs more than 64 bits.
    package var integer: Int64? {
        switch self {
        case .unsigned(let number): Int64(exactly: number)
        case .negative(let number): Int64(exactly: number).map { ~$0 }
        default: nil
        }
    }

    /// The octets of a byte string; `nil` for another kind.
    package var bytes: [UInt8]? {
        if case .bytes(let octets) = self { octets } else { nil }
    }

    /// The text; `nil` for another kind.
    package var text: Octets? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The map; `nil` for another kind.
    package var map: CBORMap? {
        if case .map(let map) = self { map } else { nil }
    }
}

/// A map of CBOR: distinct keys in the order in which they came, which is not looked at.
package struct CBORMap: Hashable, Sendable {
    /// The keys, which are whole numbers and texts, with their values.
    package struct Entry: Hashable, Sendable {
        /// A whole number or a text.
        package let key: CBOR
        /// Of any kind.
        package let value: CBOR
    }

    /// In the order in which they came.
    package private(set) var entries: [Entry] = []

    /// A map without entries.
    package init() {}

    /// The value of a key that is a text; `nil` if there is none.
    package subscript(key: Octets) -> CBOR? {
        entries.first { $0.key == .text(key) }?.value
    }

    /// The value of a key that is a whole number, which COSE calls a label; `nil` if there is none.
    package subscript(label: Int64) -> CBOR? {
        entries.first { $0.key == .integer(label) }?.value
    }

    /// Adds an entry whose key is known to be new.
    mutating func append(_ key: CBOR, _ value: CBOR) {
        entries.append(Entry(key: key, value: value))
    }
}

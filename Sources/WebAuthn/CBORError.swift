/// Why octets are not the CBOR that we accept.
package enum CBORError: Error, Hashable, Sendable {
    /// The octets end within a data item.
    case truncated
    /// Octets follow the data item.
    case leftOver
    /// More octets than `CBORParser.longest`.
    case tooLong
    /// Arrays and maps are nested deeper than `CBORParser.nesting`.
    case tooDeep
    /// A number or a length is written with more octets than it needs.
    case notShortest
    /// An indefinite length, a tag, a floating-point number, or a simple value that is neither a Boolean nor null.
    case unsupported
    /// A text is not UTF-8.
    case notUTF8
    /// The key of a map is neither a whole number nor a text.
    case badKey
    /// A map has a key twice, so two readers could see two different maps.
    case duplicateKey
}

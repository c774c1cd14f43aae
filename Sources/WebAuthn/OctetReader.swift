/// Reads authenticator data from front to back.
struct OctetReader {
    private var rest: ArraySlice<UInt8>

    init(_ octets: [UInt8]) {
        rest = octets[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// - Throws: `badAuthenticatorData` if there are not so many octets.
    mutating func take(_ count: Int) throws(WebAuthnError) -> ArraySlice<UInt8> {
        let part = rest.prefix(count)
        guard part.count == count else { throw .badAuthenticatorData }
        rest = rest.dropFirst(count)
        return part
    }

    /// A number in network byte order, of 4 octets at most.
    ///
    /// - Throws: `badAuthenticatorData` if there are not so many octets.
    mutating func number(octets count: Int) throws(WebAuthnError) -> UInt32 {
        try take(count).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A data item of CBOR, and the octets that it is written with.
    ///
    /// - Throws: `cbor`.
    mutating func item() throws(WebAuthnError) -> (item: CBOR, octets: [UInt8]) {
        let item: CBOR
        let count: Int
        do throws(CBORError) {
            (item, count) = try CBORParser.parsePrefix(of: rest)
        } catch {
            throw .cbor(error)
        }
        return (item, Array(try take(count)))
    }
}

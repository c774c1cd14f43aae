import OAuthProtocol

/// Members of a JWK, read strictly: whatever is there must be what it should be.
extension JSONObject {
    /// A member that is text: a registered word or base64url, and so ASCII; `nil` if there is none.
    ///
    /// - `beyondASCII`: whether it may be any text, as names are.
    func keyText(_ name: String, beyondASCII: Bool = false) throws(JOSEError) -> String? {
        guard let value = self[name] else { return nil }
        // Beyond ASCII is what a String takes for the same: U+212A for the K of `OKP`.
        guard let text = value.string, beyondASCII || text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .badKey }
        return text
    }

    /// A member that is octets in base64url.
    func keyOctets(_ name: String) throws(JOSEError) -> [UInt8] {
        guard let text = try keyText(name), let octets = Base64URL.decode(text) else { throw .badKey }
        return octets
    }

    /// `x` and `y` at their full length (RFC 7518 §6.2.1.2): a shorter one would be another way to write the same key.
    func keyPoint(octetsPerCoordinate count: Int) throws(JOSEError) -> [UInt8] {
        let x = try keyOctets("x")
        let y = try keyOctets("y")
        guard x.count == count, y.count == count else { throw .badKey }
        return x + y
    }

    /// `n` and `e` without leading zeros (RFC 7518 §6.3.1).
    func rsaNumbers(within bounds: KeyBounds) throws(JOSEError) -> (modulus: [UInt8], exponent: [UInt8]) {
        let modulus = try keyOctets("n")
        let exponent = try keyOctets("e")
        guard (256...bounds.modulus / 8).contains(modulus.count), (1...bounds.exponent).contains(exponent.count),
            modulus.first != 0, exponent.first != 0
        else { throw .badKey }
        return (modulus, exponent)
    }

    /// The members that make a key on a curve of two coordinates (RFC 7518 §6.2.1).
    ///
    /// - `point`: both coordinates, one after the other.
    static func curveKey(_ curve: String, point: some Collection<UInt8>) -> JSONObject {
        [
            "kty": .string("EC"), "crv": .string(curve),
            "x": .string(Base64URL.encode(point.prefix(point.count / 2))),
            "y": .string(Base64URL.encode(point.suffix(point.count / 2))),
        ]
    }

    /// The members that make a key on a curve of one coordinate (RFC 8037 §2).
    static func octetKey(_ curve: String, _ octets: some Collection<UInt8>) -> JSONObject {
        ["kty": .string("OKP"), "crv": .string(curve), "x": .string(Base64URL.encode(octets))]
    }
}

/// Why a key or a token is not taken. It never says what was in it, so it may be logged whole.
package enum JOSEError: Error, Equatable, Sendable {
    /// Not a compact JWS, JWK Set or claims set at all: syntax, encoding, a member of the wrong type, too long.
    case malformed
    /// Well formed, and nothing that we take: a key type or an algorithm that is unknown here, a header parameter that
    /// would change what the token means or where its key comes from.
    case unsupported
    /// A key that must not be used: too short, not on its curve, meant for something else.
    case badKey
    /// A signature could not be made.
    case badSignature
    /// Sealed octets were changed, or sealed with another key or for another place.
    case sealed
}

/// How large somebody's RSA keys may be: the time that a signature costs to verify grows with the square of the modulus and with
/// the length of the exponent, and whoever names the key need not be who pays.
package struct KeyBounds: Sendable, Equatable {
    /// Bits of the modulus at most; at least they are 2048 everywhere (RFC 7518 §3.3).
    package let modulus: Int
    /// Octets of the exponent at most.
    package let exponent: Int

    /// For whom the operator chose: the most that the library takes.
    package static let operators = KeyBounds(modulus: 8192, exponent: 5)
    /// For those who bring themselves: what is in use anywhere, 65537 included.
    package static let strangers = KeyBounds(modulus: 4096, exponent: 3)
}

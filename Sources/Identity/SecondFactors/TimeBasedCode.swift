import Crypto
import OAuthProtocol

/// Codes of an authenticator application (TOTP, RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds, which is what
/// every such application knows.
enum TimeBasedCode {
    /// Seconds for which one code is shown.
    static let period: Int64 = 30
    static let digits = 6
    /// Octets of a shared secret (RFC 4226 §4 R6).
    static let secretLength = 20
    /// Steps by which the clock of a telephone may be off, either way (RFC 6238 §5.2).
    private static let drift: Int64 = 1

    /// The time step of `now`.
    static func step(at now: Timestamp) -> Int64 {
        max(now.seconds, 0) / period
    }

    /// The code of a time step, in ASCII (RFC 4226 §5.3).
    static func code(of secret: [UInt8], step: Int64) -> [UInt8] {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[mac.count - 1] & 15)
        var number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        var code = [UInt8](repeating: 0, count: digits)
        for index in code.indices.reversed() {
            code[index] = UInt8(ascii: "0") + UInt8(number % 10)
            number /= 10
        }
        return code
    }

    /// The time step of which `code` is, near `now` and later than `last`; `nil` if it is of none. Takes the same time whichever
    /// it is.
    static func step(of code: [UInt8], by secret: [UInt8], after last: Int64, at now: Timestamp) -> Int64? {
        let present = step(at: now)
        var found: Int64?
        for step in (present - drift)...(present + drift) {
            let isEqual = constantTimeEqual(Self.code(of: secret, step: step), code)
            if isEqual, step > last { found = step }
        }
        return found
    }

    /// The digits of what somebody typed, with any spaces between, in any script; `nil` if it cannot be a code.
    static func typed(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 64 else { return nil }
        var code: [UInt8] = []
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue,
                code.count < digits
            else { return nil }
            code.append(UInt8(ascii: "0") + UInt8(value))
        }
        return code.count == digits ? code : nil
    }
}

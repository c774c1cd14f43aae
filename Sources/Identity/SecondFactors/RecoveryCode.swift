import OAuthProtocol
import Storage

/// One of the codes that a person keeps for when everything else is lost: 80 bits, sixteen letters and digits of which none is taken
/// for another, in four groups.
package struct RecoveryCode: Sendable {
    /// How many there are in a set.
    package static let count = 10

    /// Crockford's base 32: without I, L, O and U.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let length = 16

    private let letters: [UInt8]

    /// As it is shown: four groups of four.
    package var text: String {
        let groups = stride(from: 0, to: Self.length, by: 4).map {
            String(decoding: letters[$0..<($0 + 4)], as: UTF8.self)
        }
        return groups.joined(separator: "-")
    }

    package init(from entropy: Entropy) {
        letters = entropy.octets(Self.length).prefix(Self.length).map { Self.alphabet[Int($0 & 31)] }
    }

    /// What somebody typed, small letters and full-width ones included, with anything between that is neither letter nor digit.
    /// `nil` if it cannot be a code.
    package init?(typed text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let letters = CopiedCode.letters(of: text, count: Self.length, Self.letter)
        guard let letters else { return nil }
        self.letters = letters
    }

    /// What is kept of it.
    ///
    /// - `mac`: a keyed MAC of 32 octets, so that nobody finds the code from what is kept.
    package func record(of user: UserID, mac: ([UInt8]) -> [UInt8]) -> RecoveryCodeRecord {
        RecoveryCodeRecord(
            digest: TokenDigest(of: mac(Array("cardea recovery code 1 \(user) ".utf8) + letters)), userID: user)
    }

    private static func letter(_ typed: UInt8) -> UInt8? {
        let letter =
            switch typed {
            case UInt8(ascii: "O"): UInt8(ascii: "0")
            case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
            default: typed
            }
        return alphabet.contains(letter) ? letter : nil
    }
}

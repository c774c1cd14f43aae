/// The code that a person copies from a device into a browser (RFC 8628 §6.1): eight of twenty consonants, so that it
/// spells no word and no letter is taken for a digit; 34 bits, which is why guesses are counted. It has no useful
/// description; whoever needs the text asks for `exposed` by name.
package struct UserCode: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// As it is shown, in two groups: `WDJB-MJHT`.
    package let exposed: String

    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    private static let length = 8

    /// Reads what a person typed: in any letters' case, full-width letters included, with any spaces and punctuation
    /// between. `nil` if it cannot be a code.
    package init?(typed text: String) {
        let letters = CopiedCode.letters(of: text, count: Self.length) { Self.alphabet.contains($0) ? $0 : nil }
        guard let letters else { return nil }
        self.init(letters)
    }

    /// A fresh code, every one as likely as any other.
    package init(from entropy: Entropy) {
        let fair = UInt8(256 / Self.alphabet.count * Self.alphabet.count)
        var letters: [UInt8] = []
        while letters.count < Self.length {
            letters += entropy.octets(Self.length - letters.count).filter { $0 < fair }.map {
                Self.alphabet[Int($0) % Self.alphabet.count]
            }
        }
        self.init(letters)
    }

    private init(_ letters: [UInt8]) {
        exposed = String(decoding: letters[..<4] + [UInt8(ascii: "-")] + letters[4...], as: UTF8.self)
    }

    package var description: String { "(user code)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

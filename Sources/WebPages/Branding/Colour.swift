import Foundation

/// A colour of the screen (sRGB), and how well it can be told from another (WCAG 2.2, relative luminance).
struct Colour: Hashable, Sendable {
    /// From 0 to 1.
    let red: Double
    let green: Double
    let blue: Double

    static let white = Colour(red: 1, green: 1, blue: 1)
    static let black = Colour(red: 0, green: 0, blue: 0)

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `nil` unless `text` is `#` and six hexadecimal digits.
    init?(_ text: String) {
        let digits = text.dropFirst()
        guard text.hasPrefix("#"), digits.utf8.count == 6, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let number = UInt32(digits, radix: 16)
        else { return nil }
        let part = { (shift: UInt32) in Double((number >> shift) & 255) / 255 }
        self.init(red: part(16), green: part(8), blue: part(0))
    }

    /// `#rrggbb`.
    var text: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(Int((part * 255).rounded()), radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }

    /// From 1, the same, to 21, black on white. Text of AA has at least 4.5.
    func contrast(with other: Colour) -> Double {
        let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)
    }

    /// With this much of another colour in it, from 0 to 1.
    func mixed(_ part: Double, of other: Colour) -> Colour {
        Colour(
            red: red + (other.red - red) * part, green: green + (other.green - green) * part,
            blue: blue + (other.blue - blue) * part)
    }

    private var luminance: Double {
        let linear = { (part: Double) in part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

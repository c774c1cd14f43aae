/// What somebody types who copies a code from somewhere.
package enum CopiedCode {
    /// The letters of a code: in any case, full-width ones included, with any spaces and punctuation between.
    ///
    /// - `count`: how many a code has.
    /// - `letter`: the letter that a capital letter or digit in ASCII stands for; `nil` if codes have none such.
    /// - Returns: `nil` if it cannot be a code.
    package static func letters(of text: String, count: Int, _ letter: (UInt8) -> UInt8?) -> [UInt8]? {
        var letters: [UInt8] = []
        for scalar in text.unicodeScalars {
            if let letter = capital(scalar).flatMap(letter) {
                guard letters.count < count else { return nil }
                letters.append(letter)
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                return nil
            }
        }
        return letters.count == count ? letters : nil
    }

    private static func capital(_ scalar: Unicode.Scalar) -> UInt8? {
        var value = scalar.value
        if (0xff01...0xff5e).contains(value) { value -= 0xfee0 }
        if (0x61...0x7a).contains(value) { value -= 0x20 }
        return UInt8(exactly: value)
    }
}

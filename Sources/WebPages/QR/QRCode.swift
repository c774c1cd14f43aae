import CQREncode

/// A QR code (ISO/IEC 18004), which a phone's camera reads a text from, by libqrencode.
package struct QRCode: Sendable, Equatable {
    /// Light modules that surround the code on every side, or no camera finds it.
    package static let quietZone = 4

    /// Modules of each side, without the quiet zone.
    package let size: Int
    private let modules: [Bool]

    /// Codes `text` with medium error correction; `nil` if it is empty or too long for any code.
    package init?(_ text: String) {
        let octets = Array(text.utf8)
        guard let count = Int32(exactly: octets.count), let code = QRcode_encodeData(count, octets, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { QRcode_free(code) }
        size = Int(code.pointee.width)
        // Of each module's octet the lowest bit says whether it is dark; the others say what it is for.
        modules = UnsafeBufferPointer(start: code.pointee.data, count: size * size).map { $0 & 1 == 1 }
    }

    /// Whether the module is dark; those around the code are light.
    package func isDark(column: Int, row: Int) -> Bool {
        guard (0..<size).contains(column), (0..<size).contains(row) else { return false }
        return modules[row * size + column]
    }

    /// The code with its quiet zone as values for a template: `side`, modules of each side, and `path`, the dark modules as
    /// an SVG path in which a module is one unit.
    var values: [String: Any] {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let length = (column..<size).prefix { isDark(column: $0, row: row) }.count
                if length > 0 {
                    path += "M\(column + Self.quietZone) \(row + Self.quietZone)h\(length)v1h-\(length)z"
                }
                column += length + 1
            }
        }
        return ["side": size + 2 * Self.quietZone, "path": path]
    }
}

import Storage

/// Rows as PostgreSQL takes them by `COPY` in its binary format.
struct CopiedRows {
    /// Octets that are sent at once.
    static let portion = 1 << 16

    /// What is to be sent.
    var octets: [UInt8] = Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8)

    mutating func add(_ values: [BackupValue]) {
        append(Int16(clamping: values.count))
        for value in values {
            switch value {
            case .null: append(Int32(-1))
            case .integer(let number):
                append(Int32(8))
                append(number)
            case .text(let text): append(counted: PostgresText.escaped(text))
            case .octets(let octets): append(counted: octets)
            }
        }
    }

    mutating func end() {
        append(Int16(-1))
    }

    private mutating func append(counted content: [UInt8]) {
        append(Int32(clamping: content.count))
        octets += content
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { octets.append(contentsOf: $0) }
    }
}

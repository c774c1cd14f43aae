extension String {
    /// The text that octets stand for; `nil` if they are no UTF-8. Most are ASCII, and for those this takes a tenth of
    /// `String(validating:as:)`, which looks types up at each call.
    package init?(utf8 octets: UnsafeBufferPointer<UInt8>) {
        // Looked at to the end, sixteen at once: to stop at the first that is not takes eight times as long.
        guard octets.reduce(0, |) < 0x80 else {
            self.init(validating: octets, as: UTF8.self)
            return
        }
        self.init(decoding: octets, as: UTF8.self)
    }

    /// The same of a part of an array.
    package init?(utf8 octets: ArraySlice<UInt8>) {
        let text = octets.withUnsafeBufferPointer { String(utf8: $0) }
        guard let text else { return nil }
        self = text
    }
}

extension [UInt8] {
    /// What stands before, between and behind each `separator`; all of it if there is none.
    func parts(between separator: String) -> [ArraySlice<UInt8>] {
        let separator = Array(separator.utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start = startIndex
        var index = startIndex
        while index < endIndex {
            if self[index] == separator[0], self[index...].starts(with: separator) {
                parts.append(self[start..<index])
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [self[start...]]
    }
}

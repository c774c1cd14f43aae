/// Finds what a mistyped name probably meant.
enum NearestName {
    /// The candidate that takes the fewest edits to reach; `nil` only if there are no candidates. The last part of a
    /// dotted path counts too, so that a key in the wrong section finds its own.
    static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
        candidates.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }?.0
    }

    /// The candidate that takes the fewest edits to reach; `nil` if all take more than one for each six octets.
    static func close(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8)
        let most = max(1, wanted.count / 6)
        return candidates.map { ($0, edits(wanted, Array($0.utf8))) }.filter { $0.1 <= most }.min { $0.1 < $1.1 }?.0
    }

    /// What an error text ends with that knows what was meant; nothing if it does not.
    static func hint(_ name: String?) -> String {
        name.map { "; did you mean \($0)?" } ?? ""
    }

    private static func distance(_ name: String, _ candidate: String) -> Int {
        let whole = edits(Array(name.utf8), Array(candidate.utf8))
        let tail = edits(lastPart(name), lastPart(candidate))
        return min(whole * 2, tail * 2 + 1)
    }

    private static func lastPart(_ path: String) -> [UInt8] {
        Array(path.utf8.reversed().prefix { $0 != UInt8(ascii: ".") }.reversed())
    }

    /// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
    private static func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let change = left[row] == right[column] ? 0 : 1
                var best = min(last[column] + change, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}

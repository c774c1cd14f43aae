/// A set of scope values that remembers the order in which they were asked for (RFC 6749 §3.3).
package struct Scope: Hashable, Sendable, CustomStringConvertible {
    /// Distinct values in order; each of `%x21 / %x23-5B / %x5D-7E`.
    package let values: [String]

    /// Keeps the first of equal values. The caller vouches for the syntax.
    package init(_ values: [String]) {
        // Few are compared with each other; of many, which somebody may have made up, each is looked up.
        guard values.count > 8 else {
            self.init(distinct: values.indices.filter { !values[..<$0].contains(values[$0]) }.map { values[$0] })
            return
        }
        var seen = Set<String>()
        self.init(distinct: values.filter { seen.insert($0).inserted })
    }

    private init(distinct values: [String]) {
        self.values = values
    }

    /// Reads the wire form, values between spaces; `nil` where a character is not allowed by RFC 6749 §3.3.
    package init?(_ text: String) {
        var allowed = text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x21 || (0x23...0x7e).contains($0) && $0 != 0x5c }
        allowed = allowed && text.utf8.count <= Limits.valueLength
        guard allowed else { return nil }
        self.init(text.octets.split(" ").map(String.init))
    }

    package static let none = Scope([])

    package var isEmpty: Bool { values.isEmpty }

    package func contains(_ value: String) -> Bool {
        values.contains(value)
    }

    package func isSubset(of other: Scope) -> Bool {
        values.allSatisfy(other.values.contains)
    }

    /// The values that `other` has too, in this scope's order.
    package func intersection(_ other: Scope) -> Scope {
        Scope(distinct: values.filter(other.values.contains))
    }

    /// The values that `other` has not.
    package func subtracting(_ other: Scope) -> Scope {
        Scope(distinct: values.filter { !other.values.contains($0) })
    }

    package func union(_ other: Scope) -> Scope {
        Scope(values + other.values)
    }

    /// Equal as sets, whatever the order.
    package func grantsTheSame(as other: Scope) -> Bool {
        isSubset(of: other) && other.isSubset(of: self)
    }

    /// The wire form: values joined by single spaces.
    package var description: String { values.joined(separator: " ") }
}

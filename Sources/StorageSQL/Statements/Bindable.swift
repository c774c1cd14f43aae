import OAuthProtocol

/// The kinds of values that columns hold, whatever the engine.
package enum ColumnKind: Sendable {
    case integer
    case text
    case octets
}

/// Where an engine takes the arguments of a statement, from the first to the last.
package protocol Arguments {
    mutating func add(_ integer: Int64)
    mutating func add(_ text: String)
    mutating func add(_ octets: [UInt8])
    /// - Parameter kind: what would stand there otherwise.
    mutating func addNull(of kind: ColumnKind)
}

/// What a statement takes as one argument or several. Arguments are bound as they are, without a box or a dictionary on
/// the way: that is half of what a small statement costs.
package protocol Bindable: Sendable {
    func bind(to arguments: inout any Arguments)
}

/// A value that a column holds.
package protocol ColumnValue: Bindable {
    /// What a column of it holds.
    static var kind: ColumnKind { get }

    /// What a column holds that is null; `nil` if it may not be.
    static var ofNull: Self? { get }

    /// `nil` if the column on which the row stands holds something else. The column is not null.
    init?(of row: any ResultRow)
}

extension ColumnValue {
    package static var ofNull: Self? { nil }
}

extension Optional: Bindable where Wrapped: ColumnValue {
    package func bind(to arguments: inout any Arguments) {
        if let self { self.bind(to: &arguments) } else { arguments.addNull(of: Wrapped.kind) }
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    package static var kind: ColumnKind { Wrapped.kind }
    package static var ofNull: Self? { .some(nil) }

    package init?(of row: any ResultRow) {
        guard let value = Wrapped(of: row) else { return nil }
        self = value
    }
}

extension Int64: ColumnValue {
    package static var kind: ColumnKind { .integer }

    package init?(of row: any ResultRow) {
        guard let integer = row.integer else { return nil }
        self = integer
    }

    package func bind(to arguments: inout any Arguments) { arguments.add(self) }
}

extension String: ColumnValue {
    package static var kind: ColumnKind { .text }

    package init?(of row: any ResultRow) {
        guard let text = row.text else { return nil }
        self = text
    }

    package func bind(to arguments: inout any Arguments) { arguments.add(self) }
}

/// Octets.
package struct Blob: ColumnValue {
    package static var kind: ColumnKind { .octets }

    let octets: [UInt8]

    package init(_ octets: [UInt8]) {
        self.octets = octets
    }

    package init?(of row: any ResultRow) {
        guard let octets = row.octets else { return nil }
        self.octets = octets
    }

    package func bind(to arguments: inout any Arguments) { arguments.add(octets) }
}

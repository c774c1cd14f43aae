import Storage

/// A row that an engine found, read column by column from left to right, in the order of the `SELECT`.
package protocol ResultRow {
    /// The column on which the row stands.
    var name: String { get }
    var isNull: Bool { get }
    /// `nil` if the column holds something else; the same for the others.
    var integer: Int64? { get }
    var text: String? { get }
    var octets: [UInt8]? { get }

    /// Passes over columns.
    mutating func skip(_ count: Int)
}

extension ResultRow {
    /// The next column.
    ///
    /// - Throws: `.damaged` if it holds something else, or is null where it may not be.
    package mutating func value<Value: ColumnValue>() throws(StorageError) -> Value {
        guard let value = isNull ? Value.ofNull : Value(of: self) else {
            throw StorageError(.damaged, "the column \(name) holds what cannot be read")
        }
        skip(1)
        return value
    }
}

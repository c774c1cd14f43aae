/// What engines say differently. Everything else is SQL that all of them take.
package struct Dialect: Sendable {
    /// What stands behind `LIMIT` for none.
    let noLimit: String
    /// The function that gives the greatest of its arguments, none of which is null.
    let greatest: String
    /// The function that finds its second argument in its first, and gives 0 where it is not.
    let position: String
    /// Whether a query can say which index it means. Where it cannot, the engine has statistics to choose by.
    let namesIndexes: Bool
    /// How many of one server's writes may be under way at once.
    let writers: Int
    /// What stands behind a query so that the rows that it finds are one transaction's until its end; `nil` where all are.
    let rowLock: String?
    /// The type of a column of octets.
    package let octetsType: String
    /// The query that finds a row where there is a table of the name that is its argument.
    let tableQuery: String
    /// The query that finds a row if this transaction is the only one at the work whose number is its argument; `nil` where no
    /// other server is.
    let turnQuery: String?

    package init(
        noLimit: String, greatest: String, position: String, namesIndexes: Bool, writers: Int, rowLock: String?,
        octetsType: String, tableQuery: String, turnQuery: String?
    ) {
        self.noLimit = noLimit
        self.greatest = greatest
        self.position = position
        self.namesIndexes = namesIndexes
        self.writers = writers
        self.rowLock = rowLock
        self.octetsType = octetsType
        self.tableQuery = tableQuery
        self.turnQuery = turnQuery
    }

    /// Has a query that reads a table use this index.
    func indexed(by index: String) -> String {
        namesIndexes ? "INDEXED BY \(index)" : ""
    }
}

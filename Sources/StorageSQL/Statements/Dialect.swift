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

    package init(noLimit: String, greatest: String, position: String, namesIndexes: Bool) {
        self.noLimit = noLimit
        self.greatest = greatest
        self.position = position
        self.namesIndexes = namesIndexes
    }

    /// Has a query that reads a table use this index.
    func indexed(by index: String) -> String {
        namesIndexes ? "INDEXED BY \(index)" : ""
    }
}

/// Why a store could not answer. It never says what was asked, so it may be logged whole.
package struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Busy, unreachable: the same call may succeed later. Nothing was changed.
        case unavailable
        /// There is no room to write; what is kept can be read. Nothing was changed.
        case full
        /// What was read is not what was written: a damaged database, or one of a newer version.
        case damaged
        /// The database went elsewhere, and this one refuses to be changed. What it held then can be read.
        case moved
        /// The schema is not the one that this program needs; `cardea migrate` mends it.
        case schema
    }

    package let code: Code
    /// The engine's own words, without values.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package static func == (left: StorageError, right: StorageError) -> Bool {
        left.code == right.code
    }
}

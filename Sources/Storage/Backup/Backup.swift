import OAuthProtocol

/// What a backup says of itself.
package struct BackupHeader: Sendable, Equatable {
    /// The version of the format.
    static let format: Int64 = 1

    /// The moment at which its rows were as they are in it.
    package let createdAt: Timestamp
    /// The version of the program that wrote it.
    package let program: String
    /// The names of the migrations that its tables have had, in order.
    package let schema: [String]
    /// What the database has kept since it was made: one that has it knows what came after. `nil` if it could not be kept.
    package let mark: [UInt8]?

    package init(createdAt: Timestamp, program: String, schema: [String], mark: [UInt8]? = nil) {
        self.mark = mark
        self.createdAt = createdAt
        self.program = program
        self.schema = schema
    }
}

/// What a column of a row holds, whatever the engine.
package enum BackupValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case octets([UInt8])
}

/// What became of the database whose place a backup took.
package enum ReplacedDatabase: Sendable, Equatable {
    case none
    /// It said what was spent or revoked since, and is kept under this name.
    case known(name: String)
    /// It is kept under this name, and could not say that for this reason.
    case unknowing(name: String, reason: String)
}

/// Why a backup cannot be read, or made.
package struct BackupError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

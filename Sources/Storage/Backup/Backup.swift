import OAuthProtocol

/// What a backup says of itself.
package struct BackupHeader: Sendable, Equatable {
    /// Seconds by which the clock of who made a backup may be ahead.
    private static let skew: Int64 = 60
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

    /// - Throws: `BackupError` if it was made at a time that is yet to come, by which nothing could be judged.
    package func refuseToBeOfLater(than now: Timestamp) throws(BackupError) {
        guard createdAt > now + Self.skew else { return }
        throw BackupError(
            "the backup was made at \(createdAt.rfc3339), which is yet to come: set this machine's clock right")
    }
}

/// What a column of a row holds, whatever the engine.
package enum BackupValue: Sendable, Hashable {
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

    package static func ofUnknownTable(_ name: String) -> BackupError {
        BackupError("the backup is damaged: it has a table \(name) that its version did not have")
    }

    package static let ofUnfitRow = BackupError("the backup is damaged: it has a row that its table does not take")
}

extension Timestamp {
    /// As a part of a name: `20261130T091500Z`.
    package var compact: String {
        String(decoding: rfc3339.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }
}

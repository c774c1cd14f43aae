import CLibPQ
import Storage

/// What came of one statement, in the binary format. It never changes, so it may be read on any thread.
final class PostgresResult: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let library = LibPQ.functions

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        library.PQclear(pointer)
    }

    var status: ExecStatusType { library.PQresultStatus(pointer) }
    var rows: Int { Int(library.PQntuples(pointer)) }
    var columns: Int { Int(library.PQnfields(pointer)) }

    /// How many rows the statement inserted, changed, deleted or found.
    var affected: Int {
        guard let text = library.PQcmdTuples(pointer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// Why the statement failed.
    var failure: PostgresFailure {
        let field = { (code: UInt8) in
            self.library.PQresultErrorField(self.pointer, CInt(code)).map { String(cString: $0) } ?? ""
        }
        let state = field(UInt8(ascii: "C"))
        // What libpq makes itself, where the server is gone, has none.
        guard !state.isEmpty else { return PostgresFailure(state: "08006", message: "the connection was lost") }
        // The message names tables, columns and constraints. Values stand in its detail, which is left out.
        return PostgresFailure(state: state, message: field(UInt8(ascii: "M")))
    }

    func name(of column: CInt) -> String {
        library.PQfname(pointer, column).map { String(cString: $0) } ?? "\(column)"
    }

    func type(of column: CInt) -> UInt32 { library.PQftype(pointer, column) }

    func isNull(_ row: CInt, _ column: CInt) -> Bool { library.PQgetisnull(pointer, row, column) == 1 }

    func withOctets<Value>(
        _ row: CInt, _ column: CInt, _ read: (UnsafeBufferPointer<UInt8>) throws -> Value
    ) rethrows -> Value {
        let count = Int(library.PQgetlength(pointer, row, column))
        guard let start = library.PQgetvalue(pointer, row, column) else {
            return try read(UnsafeBufferPointer(start: nil, count: 0))
        }
        return try start.withMemoryRebound(to: UInt8.self, capacity: count) { start in
            try read(UnsafeBufferPointer(start: start, count: count))
        }
    }
}

/// What PostgreSQL said no with.
struct PostgresFailure: Error, Sendable {
    /// The state with which a database refuses that has moved: of a class that PostgreSQL leaves to others.
    static let moved = "XM001"

    /// Five characters: the class of the error and which of the class (PostgreSQL, appendix A).
    let state: String
    let message: String

    /// Whether the same may be right if it is done once more from the beginning: somebody else was at the same rows.
    var isCollision: Bool {
        // Could not be serialized, a deadlock, and a key that somebody else took after it was looked for.
        ["40001", "40P01", "23505"].contains(state)
    }

    /// Whether the server that answered is not the one that writes any more, so that another has to be looked for.
    var isOfOtherServer: Bool {
        // Only reading, shutting down, crashed, starting, and what a proxy says of such.
        ["25006", "57P01", "57P02", "57P03"].contains(state)
    }
}

extension StorageError {
    /// What an error of PostgreSQL's means to a caller.
    init(_ failure: PostgresFailure) {
        let description = "PostgreSQL \(failure.state): \(failure.message)"
        switch (String(decoding: failure.state.utf8.prefix(2), as: UTF8.self), failure.state) {
        case (_, "53100"): self.init(.full, description)
        case (_, PostgresFailure.moved): self.init(.moved, description)
        // Connections, collisions, resources, who may come in, the operator at work, the system, one that only reads.
        case ("08", _), ("40", _), ("53", _), ("28", _), ("57", _), ("58", _), ("55", _), ("3D", _), (_, "25006"),
            (_, "25P03"), (_, "42501"):
            self.init(.unavailable, description)
        // Our statements are constant, so one that does not compile meets tables that it was not written for.
        case ("42", _): self.init(.schema, description)
        default: self.init(.damaged, description)
        }
    }

    static let closed = StorageError(.unavailable, "the database is closed")
}

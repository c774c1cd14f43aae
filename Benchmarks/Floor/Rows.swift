import Foundation
import GRDBSQLite
import NIOConcurrencyHelpers
import NIOCore

/// Ten thousand rows, each with a generation that goes up by one at each refresh. They are read on the thread that asks, and
/// written by one thread: what waits when it begins is one transaction.
///
/// `@unchecked Sendable`: `queue` is touched under `waiting` only, a condition since the one thread that writes waits on it.
final class Rows: @unchecked Sendable {
    struct Generation {
        let row: Int64
        let number: Int64
    }

    private static let count: Int64 = 10_000

    private let readers: [NIOLockedValueBox<Statement>]
    private let counter = NIOLockedValueBox<Int64>(0)
    private let waiting = NSCondition()
    private var queue: [(generation: Generation, promise: EventLoopPromise<Bool>)] = []

    init(path: String) {
        let writer = Database(path)
        writer.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
        writer.run("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, filler TEXT)")
        writer.run(
            """
            WITH RECURSIVE n(id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM n WHERE id < \(Self.count) - 1)
            INSERT OR IGNORE INTO rows SELECT id, 0, hex(zeroblob(150)) FROM n
            """)
        readers = (0..<2).map { _ in
            NIOLockedValueBox(Database(path).prepare("SELECT generation, filler FROM rows WHERE id = ?"))
        }
        let begin = writer.prepare("BEGIN IMMEDIATE")
        let update = writer.prepare("UPDATE rows SET generation = generation + 1 WHERE id = ? AND generation = ?")
        let commit = writer.prepare("COMMIT")
        Thread.detachNewThread { [self] in
            while true {
                let batch = nextBatch()
                _ = begin.run()
                let outcomes = batch.map { update.run($0.generation.row, $0.generation.number) == SQLITE_DONE }
                guard commit.run() == SQLITE_DONE else { stop("no commit") }
                for (entry, outcome) in zip(batch, outcomes) { entry.promise.succeed(outcome) }
            }
        }
    }

    /// Another row at each call.
    func next() -> Int64 {
        counter.withLockedValue { number in
            number += 1
            return number % Self.count
        }
    }

    func generation(of row: Int64) -> Generation {
        // One for each event loop, or nearly so.
        let reader = readers[Int(row) % readers.count]
        return Generation(row: row, number: reader.withLockedValue { $0.value(row) })
    }

    /// Succeeds when the next generation is on the disk, with whether there was one.
    func advance(_ generation: Generation, _ promise: EventLoopPromise<Bool>) {
        waiting.lock()
        queue.append((generation, promise))
        if queue.count == 1 { waiting.signal() }
        waiting.unlock()
    }

    private func nextBatch() -> [(generation: Generation, promise: EventLoopPromise<Bool>)] {
        waiting.lock()
        defer { waiting.unlock() }
        while queue.isEmpty { waiting.wait() }
        defer { queue = [] }
        return queue
    }
}

/// A connection, by SQLite's own interface.
struct Database {
    private let handle: OpaquePointer?

    init(_ path: String) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &opened, flags, nil) == SQLITE_OK else { stop("cannot open \(path)") }
        sqlite3_busy_timeout(opened, 5000)
        handle = opened
    }

    func run(_ sql: String) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            stop("\(sql): \(String(cString: sqlite3_errmsg(handle)))")
        }
    }

    func prepare(_ sql: String) -> Statement {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK else { stop(sql) }
        return Statement(prepared: prepared)
    }
}

/// `@unchecked Sendable`: SQLite's pointer is not, and each is used under a lock or by the thread that writes.
struct Statement: @unchecked Sendable {
    fileprivate let prepared: OpaquePointer?

    /// The first column of the row that is found.
    func value(_ argument: Int64) -> Int64 {
        defer { sqlite3_reset(prepared) }
        sqlite3_bind_int64(prepared, 1, argument)
        guard sqlite3_step(prepared) == SQLITE_ROW else { stop("no row \(argument)") }
        return sqlite3_column_int64(prepared, 0)
    }

    func run(_ arguments: Int64...) -> CInt {
        defer { sqlite3_reset(prepared) }
        for (index, argument) in arguments.enumerated() { sqlite3_bind_int64(prepared, CInt(index + 1), argument) }
        return sqlite3_step(prepared)
    }
}

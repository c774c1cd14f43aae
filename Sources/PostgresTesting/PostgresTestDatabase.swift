import Foundation
import StoragePostgres
import Synchronization

/// An empty database on the server that the tests have for themselves: a schema that leaves with it.
package final class PostgresTestDatabase: Sendable {
    /// The address of that server, which `scripts/test` starts; `nil` where tests are run without it.
    package static let server = ProcessInfo.processInfo.environment["TEST_POSTGRES"]

    /// Databases that there may be at once. Each may have as many connections as a server has, and all of them share one.
    private static let most = 8
    private static let taken = Mutex((count: 0, waiting: [CheckedContinuation<Void, Never>]()))
    private static let made = Atomic(0)

    package let address: DatabaseAddress
    private let name: String
    private let server: String

    /// Gives `body` an empty database, and takes it away afterwards.
    ///
    /// - Throws: what the server and `body` throw.
    package static func use(_ body: (PostgresTestDatabase) async throws -> Void) async throws {
        await withCheckedContinuation { continuation in
            let isFree = taken.withLock { taken in
                guard taken.count < most else {
                    taken.waiting.append(continuation)
                    return false
                }
                taken.count += 1
                return true
            }
            if isFree { continuation.resume() }
        }
        defer {
            let next = taken.withLock { taken -> CheckedContinuation<Void, Never>? in
                guard taken.waiting.isEmpty else { return taken.waiting.removeFirst() }
                taken.count -= 1
                return nil
            }
            next?.resume()
        }
        try await body(PostgresTestDatabase())
    }

    private init() throws {
        guard let server = Self.server else { throw CocoaError(.featureUnsupported) }
        let number = Self.made.add(1, ordering: .relaxed).newValue
        name = "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        self.server = server
        address = DatabaseAddress(server + "?options=-csearch_path%3D\(name)")
        try PostgresSession(DatabaseAddress(server)).execute("CREATE SCHEMA \(name)")
    }

    deinit {
        // And those that a restoration set aside.
        try? PostgresSession(DatabaseAddress(server)).execute(
            """
            DO $$ DECLARE it TEXT; BEGIN
                FOR it IN SELECT nspname FROM pg_namespace WHERE nspname = '\(name)' OR nspname LIKE 'cardea_replaced_\(name)_%' LOOP
                    EXECUTE 'DROP SCHEMA ' || quote_ident(it) || ' CASCADE';
                END LOOP;
            END $$
            """)
    }
}

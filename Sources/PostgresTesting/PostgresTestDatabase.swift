import Foundation
import StoragePostgres
import Synchronization

/// An empty database on the server that the tests have for themselves: a schema that leaves with it.
package final class PostgresTestDatabase: Sendable {
    /// The address of that server, which `scripts/test` starts; `nil` where tests are run without it.
    package static let server = ProcessInfo.processInfo.environment["TEST_POSTGRES"]

    private static let made = Atomic(0)

    package let address: DatabaseAddress
    private let name: String
    private let server: String

    /// - Throws: what the server throws.
    package init() throws {
        guard let server = Self.server else { throw CocoaError(.featureUnsupported) }
        let number = Self.made.add(1, ordering: .relaxed).newValue
        name = "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        self.server = server
        address = DatabaseAddress(server + "?options=-csearch_path%3D\(name)")
        try PostgresSession(DatabaseAddress(server)).execute("CREATE SCHEMA \(name)")
    }

    deinit {
        try? PostgresSession(DatabaseAddress(server)).execute("DROP SCHEMA \(name) CASCADE")
    }

    /// Changes the database behind every store's back.
    ///
    /// - Throws: what the server throws.
    package func execute(_ sql: String) throws {
        try PostgresSession(address).execute(sql)
    }
}

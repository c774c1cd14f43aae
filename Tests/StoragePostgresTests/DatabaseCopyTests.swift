import Foundation
import OAuthProtocol
import PostgresTesting
import Storage
import StoragePostgres
import StorageSQL
import StorageSQLite
import StorageTesting
import Synchronization
import Testing

/// Moving from one engine to the other and back.
@Suite(.enabled(if: PostgresTestDatabase.server != nil, "scripts/test starts a PostgreSQL server"))
struct DatabaseCopyTests {
    private static let moment = Timestamp(1_700_000_500)

    /// A file in a directory of its own.
    private final class File {
        private let directory: TemporaryDirectory
        var path: String { directory.path + "/cardea.sqlite" }

        init() throws {
            directory = try TemporaryDirectory()
        }
    }

    /// All rows of a database but those that say which copies and backups were made of it.
    private func rows(_ make: (@escaping ([UInt8]) throws -> Void) throws -> Int) throws -> Set<String> {
        var octets: [UInt8] = []
        _ = try make { octets += $0 }
        var rest: [UInt8]? = octets
        var backup = try BackupReader { rest.take() }
        var table = ""
        var rows: Set<String> = []
        while let entry = try backup.next() {
            switch entry {
            case .table(let name, _): table = name
            case .row(let values): if table != "backups" { rows.insert("\(table) \(values)") }
            }
        }
        return rows
    }

    private func rows(_ file: File) throws -> Set<String> {
        try rows {
            try SQLiteStore.backUp(
                path: file.path, at: Self.moment, program: "", mark: Self.mark(), onTrouble: { _ in },
                onTable: { _ in }, to: $0)
        }
    }

    private func rows(_ database: PostgresTestDatabase) throws -> Set<String> {
        try rows {
            try PostgresStore.backUp(
                database.address, at: Self.moment, program: "", mark: Self.mark(), onTrouble: { _ in },
                onTable: { _ in }, to: $0)
        }
    }

    /// A mark unlike every other.
    private static func mark() -> [UInt8] { Array("\(marks.add(1, ordering: .relaxed).newValue)".utf8) }
    private static let marks = Atomic(0)

    /// Something of every kind, and more of one than is copied at once.
    private func fill(_ store: some Store) async throws -> StorageFixture {
        let make = StorageFixture(in: store)
        let user = try await make.add(make.user("alice \u{1F6AA}"))
        let client = try await make.add(make.client())
        let session = try await make.begin(make.session(of: user))
        for second in 0..<1_200 {
            _ = try await make.keep(
                make.delegation(of: user, to: client, in: session, createdAt: make.now + Int64(second)))
        }
        _ = try await make.redeem(make.delegation(of: user, to: client))
        try await store.commitRevocation(ofTokenID: "a token", until: make.now + 99)
        return make
    }

    private func copy(
        _ source: any CopiedDatabase, _ target: any CopiedDatabase,
        _ onProgress: @escaping (CopyProgress) -> Void = { _ in }
    ) throws -> Int {
        try DatabaseCopy(from: source, to: target, onProgress: onProgress).perform(
            mark: Self.mark(), at: Self.moment)
    }

    @Test func `what is copied to the other engine and back is what it was, and goes on`() async throws {
        try await PostgresTestDatabase.use { database in
            let (first, last) = (try File(), try File())
            let store = try SQLiteStore(path: first.path)
            _ = try await fill(store)
            await store.close()
            try PostgresStore.migrate(database.address)
            try SQLiteStore.withCopied(path: first.path) { from in
                let count = try PostgresStore.withCopied(database.address) { to in try copy(from, to) }
                #expect(count > 1_200)
            }
            let expected = try rows(first)
            #expect(try rows(database) == expected)
            try SQLiteStore.migrate(path: last.path)
            try PostgresStore.withCopied(database.address) { from in
                _ = try SQLiteStore.withCopied(path: last.path) { to in try copy(from, to) }
            }
            #expect(try rows(last) == expected)
            // Rows are numbered on from there.
            let after = try PostgresStore(database.address)
            let make = StorageFixture(in: after)
            _ = make.user("of alice's number")
            let bob = try await make.add(make.user("bob"))
            let client = try await make.add(make.client("another"))
            _ = try await make.redeem(make.delegation(of: bob, to: client))
            #expect(try await after.findClients().last == client)
            await after.close()
        }
    }

    @Test func `a copy that was broken off goes on, and a database of somebody else's is left alone`() async throws {
        try await PostgresTestDatabase.use { database in
            let (file, other) = (try File(), try File())
            for file in [file, other] {
                let store = try SQLiteStore(path: file.path)
                _ = try await fill(store)
                await store.close()
            }
            try PostgresStore.migrate(database.address)
            try PostgresStore.withCopied(database.address) { to in
                try SQLiteStore.withCopied(path: file.path) { from in
                    // In the middle, as by a lost connection.
                    #expect(throws: FailingDatabase.loss) { try copy(from, FailingDatabase(to)) }
                    let state = try to.connection.state()
                    #expect(state == .beingFilled)
                }
                _ = try SQLiteStore.withCopied(path: other.path) { from in
                    #expect(throws: CopyError.ofAnother) { try copy(from, to) }
                }
                _ = try SQLiteStore.withCopied(path: file.path) { from in
                    _ = try copy(from, to)
                    let state = try to.connection.state()
                    #expect(state == .whole)
                    // Whole by now, and in use: nothing is written over it.
                    #expect(throws: CopyError.self) { try copy(from, to) }
                }
            }
            #expect(try rows(database) == rows(file))
        }
    }

    @Test func `rows that were changed while they were copied are found and mended`() async throws {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            let store = try SQLiteStore(path: file.path)
            _ = try await fill(store)
            await store.close()
            try PostgresStore.migrate(database.address)
            try SQLiteStore.withCopied(path: file.path) { from in
                try PostgresStore.withCopied(database.address) { to in
                    // One too many and one that is another.
                    var isDone = false
                    _ = try copy(from, to) { progress in
                        guard progress.step == .copying, !isDone else { return }
                        isDone = true
                        try? to.connection.perform("UPDATE clients SET created_at = 1")
                        try? to.connection.perform(
                            "INSERT INTO revoked_tokens (jti, expires_at) VALUES ('not theirs', 1)")
                    }
                    #expect(isDone)
                }
            }
            #expect(try rows(database) == rows(file))
        }
    }

    @Test func `a live move carries over what servers change, and leaves the old database to be read`() async throws {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            let store = try SQLiteStore(path: file.path)
            let make = try await fill(store)
            let user = try #require(try await store.findUsers().first)
            try PostgresStore.migrate(database.address)
            let writing = Task {
                var revoked = 0
                do {
                    while !Task.isCancelled {
                        try await store.commitRevocation(ofTokenID: "live \(revoked)", until: make.now + 999)
                        revoked += 1
                        _ = try await store.commitPassword("$argon2id$\(revoked)", of: user.id, at: make.now)
                    }
                } catch let error as StorageError {
                    #expect(error.code == .moved)
                }
                return revoked
            }
            try SQLiteStore.withCopied(path: file.path) { from in
                try PostgresStore.withCopied(database.address) { to in
                    _ = try DatabaseCopy(from: from, to: to, onProgress: { _ in }).move(
                        mark: Self.mark(), at: Self.moment, place: "postgres://new", mayMove: { true })
                }
            }
            // It ends by itself: the old database refuses.
            let revoked = try await writing.value
            #expect(try rows(database) == rows(file))
            let moved = try PostgresStore(database.address)
            for number in 0..<revoked {
                #expect(try await moved.findRevocation(ofTokenID: "live \(number)"))
            }
            await #expect(throws: StorageError.moved(to: "postgres://new")) { try await store.ping() }
            #expect(try await store.findUser(user.id) != nil)
            await store.close()
            await moved.close()
        }
    }

    @Test func `an address that goes from one person to another while all is followed is lost by neither`() async throws
    {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            let store = try SQLiteStore(path: file.path)
            let make = StorageFixture(in: store)
            // More people than are carried at once, so that those who give and those who take are not in one portion.
            var people: [UserRecord] = []
            for number in 0..<2_500 {
                var user = make.user("person-\(number)")
                user.email = "person-\(number)@example.com"
                people.append(try await make.add(user))
            }
            try PostgresStore.migrate(database.address)
            var looks = 0
            try SQLiteStore.withCopied(path: file.path) { from in
                try PostgresStore.withCopied(database.address) { to in
                    _ = try DatabaseCopy(from: from, to: to, onProgress: { _ in }).move(
                        mark: Self.mark(), at: Self.moment, place: "postgres://new",
                        mayMove: {
                            looks += 1
                            guard looks == 1 else { return true }
                            // Everybody's address goes to the next person.
                            try from.connection.perform("UPDATE users SET email = NULL, email_key = NULL")
                            // Each is noted once, so that nothing but what was put off brings those who had to wait.
                            try from.connection.perform("DELETE FROM cardea_changes_users")
                            try from.connection.perform(
                                """
                                UPDATE users SET email = next.address, email_key = next.address FROM (
                                    SELECT id, 'person-' || (row_number() OVER (ORDER BY id) % 2500) || '@example.com' AS address
                                    FROM users
                                ) AS next WHERE next.id = users.id
                                """)
                            return false
                        })
                }
            }
            await store.close()
            #expect(looks == 2)
            #expect(try rows(database) == rows(file))
        }
    }

    @Test func `of two copies at once into one database one is refused`() async throws {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            try SQLiteStore.migrate(path: file.path)
            try PostgresStore.migrate(database.address)
            for open in [
                { try SQLiteStore.withCopied(path: file.path) { _ in } },
                { try PostgresStore.withCopied(database.address) { _ in } },
            ] as [() throws -> Void] {
                try SQLiteStore.withCopied(path: file.path) { _ in
                    try PostgresStore.withCopied(database.address) { _ in
                        let error = #expect(throws: StorageError.self, performing: open)
                        #expect(error?.description.contains("another copy") == true)
                    }
                }
            }
        }
    }

    @Test func `a move that is cut off at its end leaves one database that takes changes, and can be finished`()
        async throws
    {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            let store = try SQLiteStore(path: file.path)
            _ = try await fill(store)
            await store.close()
            try PostgresStore.migrate(database.address)
            for isCut in [true, false] {
                try SQLiteStore.withCopied(path: file.path) { from in
                    try PostgresStore.withCopied(database.address) { to in
                        let target = isCut ? FailingDatabase(to, at: "DROP TABLE \(DatabaseState.filling)") : to
                        let copy = DatabaseCopy(from: from, to: target, onProgress: { _ in })
                        let move = {
                            _ = try copy.move(
                                mark: Self.mark(), at: Self.moment, place: "postgres://new", mayMove: { true })
                        }
                        if isCut { #expect(throws: StorageError.self, performing: move) } else { try move() }
                    }
                }
                // Never both, and never neither for good.
                #expect(try SQLiteStore.state(path: file.path) == .moved(to: "postgres://new"))
                #expect(try PostgresStore.state(database.address) == (isCut ? .beingFilled : .whole))
            }
            #expect(try rows(database) == rows(file))
        }
    }

    @Test func `other people's tables in the same schema are neither copied nor backed up nor taken away`() async throws
    {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            try SQLiteStore.migrate(path: file.path)
            try PostgresStore.migrate(database.address)
            try PostgresSession(database.address).execute(
                "CREATE TABLE invoices (id INT PRIMARY KEY, total NUMERIC); INSERT INTO invoices VALUES (1, 2.5)")
            _ = try SQLiteStore.withCopied(path: file.path) { from in
                try PostgresStore.withCopied(database.address) { to in try copy(from, to) }
            }
            var octets: [UInt8] = []
            _ = try PostgresStore.backUp(
                database.address, at: Self.moment, program: "", mark: Self.mark(), onTrouble: { _ in },
                onTable: { _ in }, to: { octets += $0 })
            var rest: [UInt8]? = octets
            var backup = try BackupReader { rest.take() }
            _ = try PostgresRestoration(to: database.address, now: { Self.moment + 5 }).perform(&backup)
            try PostgresSession(database.address).execute("SELECT total FROM invoices WHERE id = 1")
            #expect(try await PostgresStore(database.address).findUsers() == [])
        }
    }

    @Test func `names with U+0000 come over in their order, as keys of rows too`() async throws {
        try await PostgresTestDatabase.use { database in
            let file = try File()
            let store = try SQLiteStore(path: file.path)
            let make = StorageFixture(in: store)
            let user = try await make.add(make.user("alice"))
            await store.close()
            try SQLiteStore.withCopied(path: file.path) { from in
                let table = try #require(try from.tables().first { $0.name == "federated_subjects" })
                for number in 0..<1_500 {
                    for subject in ["\0\(number)", "\u{1}\(number)", "\u{10FFFF}\(number)", "a\0\(number)"] {
                        try table.insert(
                            [
                                .text("https://issuer.example"), .text(""), .text(subject),
                                .integer(user.id.number), .integer(1),
                            ], in: from.connection)
                    }
                }
            }
            try PostgresStore.migrate(database.address)
            try SQLiteStore.withCopied(path: file.path) { from in
                _ = try PostgresStore.withCopied(database.address) { to in try copy(from, to) }
            }
            #expect(try rows(database).count > 6_000)
            #expect(try rows(database) == rows(file))
        }
    }

    @Test func `a database that a server has open is not filled, nor one that is not whole copied`() async throws {
        try await PostgresTestDatabase.use { database in
            let (file, other) = (try File(), try File())
            for file in [file, other] { try SQLiteStore.migrate(path: file.path) }
            let (large, small) = (try PostgresStore(database.address), try SQLiteStore(path: other.path))
            #expect(throws: CopyError.targetInUse) {
                try SQLiteStore.withCopied(path: file.path) { from in
                    try PostgresStore.withCopied(database.address) { to in try copy(from, to) }
                }
            }
            #expect(throws: CopyError.targetInUse) {
                try SQLiteStore.withCopied(path: file.path) { from in
                    try SQLiteStore.withCopied(path: other.path) { to in try copy(from, to) }
                }
            }
            await large.close()
            await small.close()
            try SQLiteStore.withCopied(path: file.path) {
                try $0.connection.perform("CREATE TABLE \(DatabaseState.filling) (mark BLOB)")
            }
            #expect(throws: CopyError.sourceNotWhole) {
                try SQLiteStore.withCopied(path: file.path) { from in
                    try SQLiteStore.withCopied(path: other.path) { to in try copy(from, to) }
                }
            }
        }
    }

    @Test func `what is restored over a database that has moved is whole, and can move again`() async throws {
        try await PostgresTestDatabase.use { database in
            let (file, other) = (try File(), try File())
            for file in [file, other] { try SQLiteStore.migrate(path: file.path) }
            try PostgresStore.migrate(database.address)
            var octets: [UInt8] = []
            _ = try PostgresStore.backUp(
                database.address, at: Self.moment, program: "", mark: Self.mark(), onTrouble: { _ in },
                onTable: { _ in }, to: { octets += $0 })
            for (second, file) in [file, other].enumerated() {
                try PostgresStore.withCopied(database.address) { from in
                    // One that was killed left this.
                    for table in try from.tables() { try from.noteChanges(of: table, true) }
                    _ = try SQLiteStore.withCopied(path: file.path) { to in
                        try DatabaseCopy(from: from, to: to, onProgress: { _ in }).move(
                            mark: Self.mark(), at: Self.moment, place: "sqlite:new", mayMove: { true })
                    }
                    for table in try from.tables() { try from.noteChanges(of: table, true) }
                }
                #expect(try PostgresStore.state(database.address) == .moved(to: "sqlite:new"))
                var rest: [UInt8]? = octets
                var backup = try BackupReader { rest.take() }
                _ = try PostgresRestoration(to: database.address, now: { Self.moment + Int64(second) }).perform(&backup)
                #expect(try PostgresStore.state(database.address) == .whole)
            }
        }
    }

    /// A database whose connection is lost when a second portion of delegations is added, or at one statement.
    private final class FailingDatabase: CopiedDatabase {
        private let database: any CopiedDatabase
        private let statement: String?
        private var portions = 0

        init(_ database: any CopiedDatabase, at statement: String? = nil) {
            self.database = database
            self.statement = statement
        }

        static let loss = StorageError(.unavailable, "the connection was lost")

        var connection: Connection { Connection(Failing(statements: database.connection.statements, at: statement)) }

        func tables() throws(StorageError) -> [CopiedTable] { try database.tables() }
        func transact(_ body: () throws -> Void) throws { try database.transact(body) }
        func transactAlone(_ body: () throws -> Void) throws { try database.transactAlone(body) }
        func whileUnused(orElse refusal: CopyError, _ body: () throws -> Void) throws {
            try database.whileUnused(orElse: refusal, body)
        }
        func settle(_ tables: [CopiedTable]) throws(StorageError) { try database.settle(tables) }
        func noteChanges(of table: CopiedTable, _ isNoting: Bool) throws(StorageError) {
            try database.noteChanges(of: table, isNoting)
        }
        func refuseChanges(of tables: [CopiedTable]) throws(StorageError) { try database.refuseChanges(of: tables) }

        func add(_ rows: [[BackupValue]], to table: CopiedTable) throws {
            if table.name == "delegations" { portions += 1 }
            if statement == nil, portions == 2 { throw Self.loss }
            try database.add(rows, to: table)
        }
    }

    private struct Failing: Statements {
        let statements: any Statements
        let at: String?
        var dialect: Dialect { statements.dialect }

        func run(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) -> Int {
            guard sql != at else { throw FailingDatabase.loss }
            return try statements.run(sql, bind)
        }

        func perform(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) {
            _ = try run(sql, bind)
        }

        func query(
            _ sql: String, _ bind: (inout any Arguments) -> Void,
            _ read: (inout any ResultRow) throws(StorageError) -> Bool
        ) throws(StorageError) { try statements.query(sql, bind, read) }
    }
}

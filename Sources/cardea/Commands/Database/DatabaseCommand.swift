import ArgumentParser
import Foundation
import OAuthProtocol
import Storage
import StorageSQL

/// `cardea database`
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "Move everything that the database holds to another.",
        subcommands: [Copy.self])

    /// `cardea database copy FROM TO`
    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "copy",
            abstract: "Fill a database with what another holds, of either engine, and verify it row by row.",
            discussion: """
                TO is empty, or what an earlier run began: a copy that was broken off goes on where it was. Nothing is changed in FROM, \
                and nobody is signed out. Servers of FROM must be stopped for the last look; with --live they go on until the move.
                """)

        /// Milliseconds between two looks at what changed.
        private static let pause: CInt = 50

        @Argument(help: ArgumentHelp("The database that is copied: sqlite:PATH or postgres://…", valueName: "from"))
        var source: String

        @Argument(help: ArgumentHelp("The database that is filled.", valueName: "to"))
        var target: String

        @Flag(
            help: ArgumentHelp(
                """
                Follow what servers change in FROM, and move when all is there and a line comes on standard input: FROM refuses \
                changes from then on, and servers that wait for TO begin.
                """))
        var live = false

        @Flag(help: "Print one JSON value and nothing else.")
        var json = false

        func run() async throws {
            let from = try Self.place(source, "FROM")
            let to = try Self.place(target, "TO")
            guard from != to else { throw ValidationError("FROM and TO are the same database") }
            Output(isJSON: json).write(try copy(from: Database.engine(at: from), to: Database.engine(at: to)))
        }

        @inline(never)
        private func copy(from source: any DatabaseEngine, to target: any DatabaseEngine) throws -> JSONObject {
            guard try source.isThere() else { throw CommandError("there is no database \(source.name)") }
            // Before anything is made of TO.
            if case .moved(let place) = try source.state(), try !target.isThere() {
                throw CommandError(CopyError.sourceMoved(to: place).description(from: source.name, to: target.name))
            }
            let pending = try source.pendingMigrations()
            guard pending.isEmpty else {
                throw CommandError("\(source.name) lacks \(pending.joined(separator: ", ")): run cardea migrate first")
            }
            try target.migrate()
            var progress = ProgressLine(isShown: !json)
            defer { progress.end() }
            let interruption = Interruption()
            do {
                return try source.withCopied { from in
                    try target.withCopied { to in
                        let copy = DatabaseCopy(from: from, to: to) { at in
                            try interruption.check()
                            progress.show(
                                "\(at.step == .copying ? "Copying" : "Verifying") \(at.table)", at.rows, of: at.total)
                        }
                        return try live
                            ? move(copy, from: source, to: target, interruption) : fill(copy, from: source, to: target)
                    }
                }
            } catch let error as CopyError {
                throw CommandError(error.description(from: source.name, to: target.name))
            }
        }

        private func fill(
            _ copy: DatabaseCopy, from source: any DatabaseEngine, to target: any DatabaseEngine
        ) throws -> JSONObject {
            let rows = try copy.perform(mark: Entropy.live.octets(16), at: LiveClock().now())
            return [
                "from": .string(source.name), "to": .string(target.name), "rows": .integer(rows),
                "verified": .bool(true),
            ]
        }

        private func move(
            _ copy: DatabaseCopy, from source: any DatabaseEngine, to target: any DatabaseEngine,
            _ interruption: Interruption
        ) throws -> JSONObject {
            let ticks = LiveClock().nanoseconds
            var began = ticks()
            let go = AwaitedLine()
            let (rows, last) = try copy.move(
                mark: Entropy.live.octets(16), at: LiveClock().now(), place: target.name,
                mayMove: {
                    go.ask(
                        """
                        All is there, and what changes follows. Start the servers of \(target.name) now: they wait. \
                        Press Enter to move, or Control-C to leave everything as it is.
                        """)
                    defer { began = ticks() }
                    try interruption.check()
                    return try go.hasCome(within: Self.pause)
                })
            let took = (ticks() - began) / 1_000_000
            return [
                "from": .string(source.name), "to": .string(target.name), "rows": .integer(rows),
                "verified": .bool(true),
                "last_rows": .integer(last), "moved_in_milliseconds": .integer(Int(took)),
            ]
        }

        private static func place(_ text: String, _ name: String) throws -> String {
            let reading = Configuration.read(file: nil, environment: [:], flags: [("database", text)])
            guard !reading.failed.contains("database") else {
                throw ValidationError("\(name) is no database: name it as sqlite:PATH or postgres://USER@HOST/NAME")
            }
            return reading.configuration.databasePlace
        }
    }
}

extension CopyError {
    fileprivate func description(from source: String, to target: String) -> String {
        switch self {
        case .differentTables: "\(target) has other tables than \(source): both must be of this version"
        case .sourceMoved(let place):
            "\(source) has moved to \(place), where what it holds may have been spent since: copy that one, or restore a backup"
        case .sourceInUse:
            "\(source) is in use: stop its servers and run the same once more, which copies what changed, or use --live"
        case .targetInUse: "\(target) is in use: a server that is to wait for it starts when the copy has begun"
        case .sourceNotWhole: "\(source) is being filled itself: run the copy into it to its end first"
        case .ofAnother: "what is in \(target) was begun as a copy of another database than \(source)"
        case .notEmpty(let table):
            "\(target) holds something of its own (\(table)): a copy goes into an empty database, and replaces nothing"
        case .stillChanging:
            "\(source) went on changing: run the same once more"
        }
    }
}

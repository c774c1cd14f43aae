import ArgumentParser
import OAuthProtocol
import Storage

/// `cardea backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy everything that the database holds into a file, while the server runs.",
        subcommands: [Make.self, Verify.self], defaultSubcommand: Make.self)

    /// `cardea backup FILE`
    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "make", abstract: "Make a backup.",
            discussion: """
                The backup is as of one moment. It holds digests of secrets, hashes of passwords and keys that the master key seals: \
                the file is readable to nobody else, and the master key is not in it.
                """)

        @Argument(help: ArgumentHelp("Where to; nothing may be there.", valueName: "file"))
        var file: String

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let database = Database(try common.configuration(ignoringOthers: true))
            let backup = try NewBackupFile(file)
            let now = LiveClock().now()
            let rows: Int
            do {
                rows = try database.backUp(
                    at: now,
                    onTrouble: {
                        StandardError.warn(
                            "the database could not note this backup, so after a restore of it everybody signs in anew: \($0)"
                        )
                    },
                    onTable: { if !common.json { StandardError.write("Copying \($0)") } },
                    to: { try backup.write($0) })
                try backup.finish()
            } catch {
                backup.discard()
                throw error
            }
            common.output.write([
                "file": .string(file), "database": .string(database.name), "created_at": .string(now.rfc3339),
                "rows": .integer(rows),
            ])
        }
    }

    /// `cardea backup verify FILE`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Read a backup from end to end, and say whether it is as it was written.")

        @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
        var file: String

        @Flag(help: "Print one JSON value and nothing else.")
        var json = false

        func run() async throws {
            var backup = try BackupReader(BackupFile(file).read)
            while try backup.next() != nil {}
            Output(isJSON: json).write([
                "file": .string(file), "created_at": .string(backup.header.createdAt.rfc3339),
                "version": .string(backup.header.program), "rows": .integer(backup.rows), "good": .bool(true),
            ])
        }
    }
}

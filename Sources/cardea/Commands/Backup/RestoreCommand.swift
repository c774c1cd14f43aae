import ArgumentParser
import OAuthProtocol
import Storage

/// `cardea restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database. The server must be stopped.",
        discussion: """
            What was spent, revoked or ended since the backup was made stays so. Where the database that is replaced is the one that the \
            backup was made of, and can still be read, it says what that was, and whoever did nothing since stays signed in; otherwise \
            everybody signs in anew, and tokens and assertions of before are refused. It is kept under another name.
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String

    @Flag(
        help: ArgumentHelp(
            "Ask the replaced database nothing: for a copy or a snapshot of the one that was in use last, which knows less."
        ))
    var signEverybodyOut = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let database = Database(try common.configuration(ignoringOthers: true))
        var backup = try BackupReader(BackupFile(file).read)
        let replaced = try database.restore(&backup, asking: !signEverybodyOut)
        var answer: JSONObject = [
            "database": .string(database.name), "backup_of": .string(backup.header.createdAt.rfc3339),
            "rows": .integer(backup.rows),
        ]
        switch replaced {
        case .none: answer["signed_in"] = "nobody: there was no database that knows what was spent or revoked since"
        case .known(let name):
            answer["replaced"] = .string(name)
            answer["signed_in"] = "whoever did nothing since: the replaced database says what was spent or revoked"
        case .unknowing(let name, let reason):
            let why =
                signEverybodyOut
                ? "as you said" : "the replaced database does not say what was spent or revoked since (\(reason))"
            answer["replaced"] = .string(name)
            answer["signed_in"] = .string("nobody: \(why)")
        }
        // A security epoch begins with the next second: what a server issued in this one would never count.
        try await LiveClock().sleep(seconds: 1)
        common.output.write(answer)
    }
}

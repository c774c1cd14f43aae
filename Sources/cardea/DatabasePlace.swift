import Foundation

/// Where a command looks for the database, and what it says if there is none.
struct DatabasePlace {
    /// The database's file, in full.
    let path: String
    /// The data directory, in full.
    private let directory: String
    private let configuration: Configuration

    init(_ configuration: Configuration) {
        self.configuration = configuration
        path = Self.full(configuration.databasePath)
        directory = Self.full(configuration.data)
    }

    /// - Throws: `CommandError` if that cannot be seen.
    func isThere() throws(CommandError) -> Bool {
        try Self.exists(path)
    }

    /// Why nothing is done: most likely another place was meant.
    var absence: CommandError {
        if configuration.database != nil {
            let place = configuration.places["database"].map { " (\($0))" } ?? ""
            return CommandError(
                """
                there is no database \(path)\(place): name the server's own with --database, CARDEA_DATABASE or the configuration \
                file. \(Self.makers)
                """)
        }
        let place = configuration.places["data"].map(\.description) ?? "the default"
        let what = (try? Self.exists(directory)) == true ? "no database in the data directory" : "no data directory"
        return CommandError(
            """
            there is \(what) \(directory) (\(place)): name the server's own with --data, CARDEA_DATA or the configuration file. \
            \(Self.makers)
            """)
    }

    private static let makers = "A new one is made by cardea serve, migrate, client add and user add."

    private static func full(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private static func exists(_ path: String) throws(CommandError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return true }
        let reason = errno
        guard reason == ENOENT || reason == ENOTDIR else {
            throw CommandError("\(path) cannot be looked for: \(String(cString: strerror(reason)))")
        }
        return false
    }
}

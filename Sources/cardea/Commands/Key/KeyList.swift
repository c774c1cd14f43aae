import ArgumentParser
import Storage

/// `cardea key list`
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the signing keys, the oldest first.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let keys = try await Database.list(common.configuration(ignoringOthers: true)) { store in
            try await store.findSigningKeys()
        }
        KeyReport.write(keys, to: common.output)
    }
}

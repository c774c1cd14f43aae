import ArgumentParser
import Storage

/// `cardea key list`
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the signing keys, the oldest first.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Database.with(common.configuration()) { store in
            KeyReport.write(try await store.findSigningKeys(), to: common.output)
        }
    }
}

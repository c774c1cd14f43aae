import ArgumentParser
import OAuthServer

/// `cardea key rotate`
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Retire the current signing keys now. Tokens that they signed stay good until they expire.")

    @OptionGroup var common: CommonOptions

    /// Seconds within which a running server has seen for certain what this command wrote.
    private static let notice: Int64 = 2

    func run() async throws {
        let configuration = try common.configuration()
        try await Database.with(configuration) { store in
            let keys = try await KeyCommand.service(in: configuration, on: store)
            let clock = LiveClock()
            if try await keys.publishSuccessors(at: clock.now()) {
                // A running server notices within a second, and shows them before they sign.
                try await clock.sleep(seconds: Self.notice)
            }
            try await keys.rotate(at: clock.now())
            KeyReport.write(try await keys.list(), to: common.output)
        }
    }
}

import ArgumentParser
import OAuthProtocol
import OAuthServer
import Storage

/// `cardea key retire ALGORITHM`
struct KeyRetire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract:
            "Sign by an algorithm no more. Tokens that it signed stay good until they expire; then its keys are gone.")

    @Argument(help: "One of: \(SignatureAlgorithm.names).")
    var algorithm: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard let algorithm = SignatureAlgorithm(rawValue: algorithm) else {
            throw ValidationError("ALGORITHM must be one of: \(SignatureAlgorithm.names).")
        }
        let configuration = try common.configuration()
        try await Database.with(configuration) { store in
            let users = try await store.findClients().filter { $0.metadata.wantedAlgorithms.contains(algorithm) }
            let own = users.filter { !$0.origin.isStranger }
            guard own.isEmpty else {
                let names = own.prefix(20).map(\.id.value).joined(separator: ", ")
                throw Refusal("\(algorithm.rawValue) signs for \(names): let them use another algorithm first")
            }
            try await KeyCommand.service(in: configuration, on: store).retire(algorithm, at: LiveClock().now())
            if !users.isEmpty {
                ClientCommand.warn([
                    "\(users.count) of the clients that brought themselves used it, and have to register again"
                ])
            }
            KeyReport.write(try await store.findSigningKeys(), to: common.output)
        }
    }
}

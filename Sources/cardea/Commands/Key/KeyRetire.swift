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

    @Argument(help: "One of: \(SignatureAlgorithm.names). Capitals do not matter.")
    var algorithm: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard let algorithm = SignatureAlgorithm(inAnyCase: algorithm) else {
            throw ValidationError("ALGORITHM must be one of: \(SignatureAlgorithm.names).")
        }
        let configuration = try common.configuration()
        try await Database.with(configuration) { store in
            let clients = try await store.findClients()
            let uses = AlgorithmUses(of: algorithm, in: configuration, by: clients)
            if let refusal = uses.refusal { throw refusal }
            let isSigning = try await store.findSigningKeys().contains {
                $0.algorithm == algorithm && $0.state != .retired
            }
            if isSigning {
                try await KeyCommand.service(in: configuration, on: store).retire(algorithm, at: LiveClock().now())
            } else {
                StandardError.write("Note: no key signs by \(algorithm.rawValue), so nothing was changed.")
            }
            if let warning = uses.warning { ClientCommand.warn([warning]) }
            KeyReport.write(try await store.findSigningKeys(), to: common.output)
        }
    }
}

extension SignatureAlgorithm {
    /// As somebody types it: the names of RFC 7518 have letters of both cases, and no two differ in that alone.
    init?(inAnyCase text: String) {
        let wanted = text.octets.lowercased.octets
        guard let found = Self.allCases.first(where: { $0.rawValue.octets.lowercased.octets == wanted }) else {
            return nil
        }
        self = found
    }
}

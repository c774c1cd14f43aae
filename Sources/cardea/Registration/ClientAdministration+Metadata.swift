import OAuthProtocol
import OAuthServer

extension ClientAdministration {
    /// What the operator's clients may name.
    var uris: RegisteredURIs { RegisteredURIs(by: .operator, allowing: plainHosts) }

    /// Judges what the operator states of a client, before it is registered.
    ///
    /// - `known`: what is registered now; `nil` for a new client. An algorithm that left `tokens.signing_algorithms`
    ///   since then keeps nobody from changing something else.
    /// - Returns: what is accepted and should be known.
    /// - Throws: `CommandError` that names each member and what it must be.
    func judge(_ metadata: ClientMetadata, insteadOf known: ClientMetadata? = nil) async throws(CommandError)
        -> [String]
    {
        var faults = uris.faults(of: metadata)
        var warnings = uris.warnings(of: metadata)
        for (member, algorithm, error) in signatures.faults(of: metadata) {
            let isKept = known?.wantedSignatures.contains { $0.name == member && $0.algorithm == algorithm } ?? false
            if isKept {
                warnings.append("\(error.description). It stays as it is until you choose another")
            } else {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw CommandError(faults.map { Problem(nil, $0.description) }) }
        for (name, uri) in RegisteredURIs.places(in: metadata) {
            guard let objection = await objection(uri) else { continue }
            let warning = "\(name): \(uri) \(objection)"
            if !warnings.contains(warning) { warnings.append(warning) }
        }
        return warnings
    }
}

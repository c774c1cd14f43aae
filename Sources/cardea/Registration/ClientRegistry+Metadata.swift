import OAuthProtocol
import OAuthServer

extension ClientRegistry {
    /// What the operator's clients may name.
    var uris: RegisteredURIs { RegisteredURIs(by: .operator, allowing: plainHosts) }

    /// Judges what the operator states of a client, before it is registered.
    ///
    /// - Returns: what is accepted and should be known.
    /// - Throws: `Refusal` that names the member and what it must be.
    func judge(_ metadata: ClientMetadata) async throws(Refusal) -> [String] {
        do {
            try uris.check(metadata)
            try signatures.check(metadata)
        } catch {
            throw Refusal(error.description)
        }
        var warnings = uris.warnings(of: metadata)
        for (name, uri) in RegisteredURIs.places(in: metadata) {
            guard let objection = await objection(uri) else { continue }
            let warning = "\(name): \(uri) \(objection)"
            if !warnings.contains(warning) { warnings.append(warning) }
        }
        return warnings
    }
}

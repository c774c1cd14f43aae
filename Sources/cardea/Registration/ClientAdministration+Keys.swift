import Logging
import OAuthProtocol
import OAuthServer
import Storage

extension ClientAdministration {
    /// Makes the keys that clients want who were registered when there were none, as by an earlier version. What the
    /// configuration does not allow any more gets none, and is told of: it goes on as long as its keys do.
    func provideKeysOfKept(_ logger: Logger) async throws {
        var algorithms: Set<SignatureAlgorithm> = []
        for client in try await store.findClients() where !client.origin.isStranger {
            do throws(OAuthError) {
                try signatures.check(client.metadata)
                algorithms.formUnion(client.metadata.wantedAlgorithms)
            } catch {
                logger.warning("\(error.description)", metadata: ["client_id": "\(client.id)"])
            }
        }
        try await provideKeys(algorithms)
    }
}

import JOSE
import OAuthProtocol
import Storage

extension MasterKey {
    /// The master key that belongs to the database, made if nothing was ever sealed.
    ///
    /// Not inlined, since the optimizer of Swift 6.3.1 dies on the coroutine that comes of it in `KeyRotate.run`.
    ///
    /// - Throws: `CommandError` if the key is missing though the database has keys that it sealed, or is unusable.
    @inline(never)
    static func kept(
        in configuration: Configuration, for store: any SigningKeyStore, environment: [String: String], entropy: Entropy
    ) async throws -> MasterKey {
        let directory = DataDirectory(path: configuration.data)
        if let key = try directory.masterKey(environment: environment) { return key }
        // Another key would open nothing, and lying there would look like the right one.
        guard try await store.findSigningKeys().isEmpty else {
            throw CommandError(
                """
                the signing keys in the database are sealed with a master key that is neither in \
                \(directory.masterKeyPath) nor in CARDEA_MASTER_KEY: put it back, or start with an empty database
                """)
        }
        return try directory.makeMasterKey(from: entropy)
    }
}

import Identity
import OAuthProtocol

extension PasswordSettings {
    /// - `threads`: how many may be computed at once; a command needs one.
    /// - Throws: `PasswordCostError` naming the setting that is out of bounds.
    func hasher(threads: Int) throws(PasswordCostError) -> PasswordHasher {
        try PasswordHasher(memory: memory, passes: passes, threads: threads, waiting: waiting)
    }
}

extension PasswordHasher {
    /// The Argon2id hash of a client secret that somebody chose.
    ///
    /// - Throws: `CommandError` if it is too long or cannot be hashed.
    func hash(clientSecret secret: Secret) async throws(CommandError) -> String {
        guard secret.exposed.unicodeScalars.count <= PasswordRule.longest else {
            throw CommandError("a chosen client secret may have \(PasswordRule.longest) characters at most")
        }
        do {
            return try await hash(secret)
        } catch {
            throw CommandError("the client secret could not be hashed: is there enough memory?")
        }
    }
}

import OAuthProtocol
import OAuthServer

extension ClientMetadata {
    /// This metadata with the members that were given in place of its own, judged as a whole.
    ///
    /// - Throws: `CommandError` that names the member and what it must be.
    func replacing(_ given: JSONObject) throws(CommandError) -> ClientMetadata {
        var metadata = self
        do {
            try metadata.update(from: given)
            try metadata.validate()
            try RegisteredKeys.check(metadata)
        } catch {
            throw CommandError(error.description)
        }
        return metadata
    }
}

import OAuthProtocol
import Storage

extension OAuthError {
    /// The one place where trouble with the store becomes an answer: 503 if the same request may succeed later,
    /// otherwise 500. What happened stays in the log.
    package init(_ error: StorageError, file: StaticString = #fileID, line: UInt = #line) {
        switch error.code {
        case .unavailable:
            self.init(
                .temporarilyUnavailable, "the server is busy, try again in a moment", cause: error.description,
                retryAfter: 1, file: file, line: line)
        case .moved:
            self.init(
                .temporarilyUnavailable, "the server is moving, try again in a moment", cause: error.description,
                retryAfter: 1, file: file, line: line)
        case .full:
            self.init(
                .temporarilyUnavailable, "the server has no room to write, try again in a minute",
                cause: error.description, retryAfter: 60, file: file, line: line)
        case .damaged, .schema:
            self.init(
                .serverError, "the server could not read its data", cause: error.description, file: file, line: line)
        }
    }
}

/// Runs a call to the store and gives its trouble the protocol's form.
///
/// - Throws: The store's trouble, as `OAuthError.init(_:)` puts it.
package func storing<Value>(
    _ call: @autoclosure () async throws(StorageError) -> Value, file: StaticString = #fileID, line: UInt = #line
) async throws(OAuthError) -> Value {
    do {
        return try await call()
    } catch {
        throw OAuthError(error, file: file, line: line)
    }
}

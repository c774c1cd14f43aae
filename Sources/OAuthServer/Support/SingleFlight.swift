import OAuthProtocol
import Synchronization

/// Work of which one run at a time serves everybody who asks for the same.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Run = Task<Result<Value, OAuthError>, Never>

    private let running = Mutex<[Key: Run]>([:])

    /// What `work` gives; of all who ask for `key` while it runs, the first one's does.
    ///
    /// - `admit`: asked of whoever begins, and of nobody who joins; gives what to call when the run has ended. It must not
    ///   wait.
    /// - Throws: what `admit` or `work` throws.
    func value(
        for key: Key, admit: () throws(OAuthError) -> @Sendable () -> Void = { {} },
        _ work: @escaping @Sendable () async throws(OAuthError) -> Value
    ) async throws(OAuthError) -> Value {
        let run = try running.withLock { running throws(OAuthError) -> Run in
            if let run = running[key] { return run }
            let leave = try admit()
            // Unstructured, so that it serves all who wait and none of them cancels it by leaving.
            let run = Task {
                defer { leave() }
                return await self.result(of: work, for: key)
            }
            running[key] = run
            return run
        }
        return try await run.value.get()
    }

    private func result(
        of work: @Sendable () async throws(OAuthError) -> Value, for key: Key
    ) async -> Result<Value, OAuthError> {
        defer { running.withLock { $0[key] = nil } }
        do throws(OAuthError) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}

import OAuthProtocol
import Synchronization

/// First keys that are being made, so that those who want the same ones at the same moment make them once.
final class Provisions: Sendable {
    private let running = Mutex<[SignatureAlgorithm: Task<Result<Void, SigningKeyError>, Never>]>([:])

    /// Runs `work`, or waits for the work on `algorithm` that runs already, and shares its outcome.
    func make(
        _ algorithm: SignatureAlgorithm, _ work: @escaping @Sendable () async throws(SigningKeyError) -> Void
    ) async throws(SigningKeyError) {
        let task = running.withLock { running in
            if let task = running[algorithm] { return task }
            // Belongs to nobody alone: a request that is given up must not take the key from those who wait with it.
            let task = Task<Result<Void, SigningKeyError>, Never> {
                defer { self.running.withLock { $0[algorithm] = nil } }
                do throws(SigningKeyError) {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            running[algorithm] = task
            return task
        }
        try await task.value.get()
    }
}

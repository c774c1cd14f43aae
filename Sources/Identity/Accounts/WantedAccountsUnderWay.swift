import OAuthProtocol
import Storage
import Synchronization

/// The wanted accounts that are being judged, so that a form which is sent twice at once is judged and counted once.
final class WantedAccountsUnderWay: Sendable {
    typealias Judgement = Result<SelfRegistration.Outcome, StorageError>

    private let running = Mutex<[TokenDigest: Task<Judgement, Never>]>([:])

    /// What comes of the form, whoever sent it first.
    ///
    /// - `form`: digest of all that was sent, and from where.
    func outcome(
        of form: TokenDigest, _ judge: @escaping @Sendable () async -> Judgement
    ) async throws(StorageError) -> SelfRegistration.Outcome {
        let task = running.withLock { running in
            if let task = running[form] { return task }
            // Unstructured, so that it serves all who wait and none of them cancels it by leaving.
            let task = Task {
                let judgement = await judge()
                self.running.withLock { $0[form] = nil }
                return judgement
            }
            running[form] = task
            return task
        }
        return try await task.value.get()
    }
}

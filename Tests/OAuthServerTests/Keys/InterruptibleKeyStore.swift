import OAuthProtocol
import Storage
import Synchronization

/// A store of signing keys alone, which lets a test step in between a read and the commit that follows it.
final class InterruptibleKeyStore: SigningKeyStore {
    private struct State {
        var records: [SigningKeyRecord] = []
        var commits = 0
        var error: StorageError?
        var interruption: (@Sendable () async -> Void)?
        var delay: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    var records: [SigningKeyRecord] {
        get { state.withLock { $0.records } }
        set { state.withLock { $0.records = newValue } }
    }

    /// How many commits changed something.
    var commits: Int { state.withLock { $0.commits } }

    /// Every call from now on fails with `error`.
    func fail(with error: StorageError?) {
        state.withLock { $0.error = error }
    }

    /// Runs `body` before the next commit is judged; once, unless `body` asks again.
    func interrupt(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.interruption = body }
    }

    /// Runs `body` after the next read has seen the keys and before it answers; once.
    func holdNextAnswer(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.delay = body }
    }

    func findSigningKeys() async throws(StorageError) -> [SigningKeyRecord] {
        let (records, error, delay) = state.withLock { state in
            defer { state.delay = nil }
            return (state.records, state.error, state.delay)
        }
        await delay?()
        if let error { throw error }
        return records
    }

    func commitSigningKeys(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(StorageError) -> Bool {
        let interruption = state.withLock { state in
            defer { state.interruption = nil }
            return state.interruption
        }
        await interruption?()
        let (done, error) = state.withLock { state -> (Bool, StorageError?) in
            if let error = state.error { return (false, error) }
            let kept = Set(state.records.map { "\($0.id) \($0.state)" })
            guard kept == Set(expected.map { "\($0.id) \($0.state)" }) else { return (false, nil) }
            state.records = keys
            state.commits += 1
            return (true, nil)
        }
        if let error { throw error }
        return done
    }
}

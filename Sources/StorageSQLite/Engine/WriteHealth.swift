import Storage
import Synchronization

/// Whether what was last to be written could be.
final class WriteHealth: Sendable {
    private let trouble = Mutex<StorageError?>(nil)
    private let onChange: @Sendable (StorageError?) -> Void

    /// - Parameter onChange: told what keeps writes from being done, when that begins; `nil` when it is over.
    init(onChange: @escaping @Sendable (StorageError?) -> Void) {
        self.onChange = onChange
    }

    /// What keeps writes from being done; `nil` if they are done.
    var failure: StorageError? {
        trouble.withLock { $0 }
    }

    func note(_ failure: StorageError?) {
        let isChange = trouble.withLock { trouble in
            defer { trouble = failure }
            return trouble != failure
        }
        if isChange { onChange(failure) }
    }
}

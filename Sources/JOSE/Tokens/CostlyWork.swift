import Foundation
import Synchronization

/// A thread of its own for cryptography that takes longer than an ordinary request, one piece after the other, with a limit on
/// how many wait: the threads that answer everybody never compute for long.
package final class CostlyWork: Sendable {
    private let queue: DispatchQueue
    private let most: Int
    private let count = Mutex(0)

    /// - Parameters:
    ///   - name: of the thread.
    ///   - most: pieces of work that may wait or run.
    package init(name: String, most: Int) {
        queue = DispatchQueue(label: name)
        self.most = most
    }

    /// What `work` returns; `nil`, at once, if as many wait as may.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
        let isAdmitted = count.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { return nil }
        return await withCheckedContinuation { continuation in
            queue.async { [self] in
                let value = work()
                count.withLock { $0 -= 1 }
                continuation.resume(returning: value)
            }
        }
    }
}

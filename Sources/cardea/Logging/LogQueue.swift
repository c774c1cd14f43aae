import Dispatch
import Synchronization

/// Runs what writes log lines, in order, on a thread of its own: whoever reads them slowly, or not at all, keeps no request
/// waiting. What is beyond the bound is left out, and how much that was is said as soon as there is room.
final class LogQueue: Sendable {
    /// Lines that may wait: some 20 MiB of them at most.
    static let capacity = 10_000

    private struct State {
        var waiting = 0
        var leftOut = 0
    }

    private let queue = DispatchQueue(label: "cardea.log")
    private let state = Mutex(State())
    private let onLeftOut: @Sendable (_ lines: Int) -> Void

    /// - Parameter onLeftOut: is told on the thread that writes.
    init(onLeftOut: @escaping @Sendable (_ lines: Int) -> Void) {
        self.onLeftOut = onLeftOut
    }

    /// Has a line written, unless too many wait.
    func add(_ write: @escaping @Sendable () -> Void) {
        let isTaken = state.withLock { state in
            guard state.waiting < Self.capacity else {
                state.leftOut += 1
                return false
            }
            state.waiting += 1
            return true
        }
        guard isTaken else { return }
        queue.async { [self] in
            write()
            let leftOut = state.withLock { state in
                state.waiting -= 1
                defer { state.leftOut = 0 }
                return state.leftOut
            }
            if leftOut > 0 { onLeftOut(leftOut) }
        }
    }

    /// Returns when all that waits is written, or after two seconds: nobody may be reading.
    func flush() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + .seconds(2))
    }
}

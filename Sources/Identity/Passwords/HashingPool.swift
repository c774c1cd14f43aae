import Foundation

/// Threads of their own for work that computes for long, with a limit on how much may wait: the cooperative pool, which
/// answers every other request, never hashes.
///
/// `@unchecked Sendable`: everything mutable is touched under `condition` only.
final class HashingPool: @unchecked Sendable {
    private let condition = NSCondition()
    private let threads: Int
    private let waiting: Int
    private var queue: [@Sendable () -> Void] = []
    private var running = 0
    private var closed = false

    /// - Parameter waiting: jobs that may wait while every thread is at work.
    init(threads: Int, waiting: Int) {
        self.threads = threads
        self.waiting = waiting
        for number in 1...max(threads, 1) {
            let thread = Thread { self.work() }
            thread.name = "password-\(number)"
            thread.start()
        }
    }

    /// Jobs that wait or run.
    var depth: Int {
        condition.lock()
        defer { condition.unlock() }
        return queue.count + running
    }

    /// What `job` returns, computed on one of the threads; `nil`, at once, if as many wait as may.
    func run<Value: Sendable>(_ job: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            let admitted = submit { continuation.resume(returning: job()) }
            if !admitted {
                continuation.resume(returning: nil)
            }
        }
    }

    /// Lets the threads end once nothing waits. No job is admitted after it.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        closed = true
        condition.broadcast()
    }

    /// - Returns: false if the job was not admitted and will never run.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !closed, queue.count + running < threads + waiting else { return false }
        queue.append(job)
        condition.signal()
        return true
    }

    private func work() {
        while let job = next() {
            job()
            condition.lock()
            running -= 1
            condition.unlock()
        }
    }

    /// The job that has waited longest, now counted as running; `nil` when the thread may end.
    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while queue.isEmpty {
            if closed { return nil }
            condition.wait()
        }
        running += 1
        return queue.removeFirst()
    }
}

import Foundation

/// Threads of their own for work that computes for long, with a limit on how much may wait: the cooperative pool, which
/// answers every other request, never hashes.
///
/// `@unchecked Sendable`: everything mutable is touched under `condition` only.
final class HashingPool: @unchecked Sendable {
    private struct Job {
        let cause: HashingCause
        let run: @Sendable () -> Void
    }

    private let condition = NSCondition()
    /// Jobs of one kind that may wait or run.
    private let places: Int
    private var queues = [[Job]](repeating: [], count: HashingCause.Kind.allCases.count)
    /// Jobs that wait or run, by kind.
    private var taken = [Int](repeating: 0, count: HashingCause.Kind.allCases.count)
    /// The same, by kind and holder; who has none is not listed.
    private var held = [[HashingCause.Holder: Int]](repeating: [:], count: HashingCause.Kind.allCases.count)
    /// The kind whose turn it is.
    private var turn = 0
    private var closed = false

    /// - `waiting`: jobs of each kind that may wait while every thread is at work.
    init(threads: Int, waiting: Int) {
        places = threads + waiting
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
        return taken.reduce(0, +)
    }

    /// What `job` returns, computed on one of the threads; `nil`, at once, if as many wait as may.
    func run<Value: Sendable>(for cause: HashingCause, _ job: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            let admitted = submit(for: cause) { continuation.resume(returning: job()) }
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
    func submit(for cause: HashingCause, _ job: @escaping @Sendable () -> Void) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let kind = cause.kind.rawValue
        let hasRoom = cause.holders.allSatisfy { held[kind][$0, default: 0] < max(places / $0.kind.part, 1) }
        guard !closed, taken[kind] < places, hasRoom else { return false }
        taken[kind] += 1
        for holder in cause.holders { held[kind][holder, default: 0] += 1 }
        queues[kind].append(Job(cause: cause, run: job))
        condition.signal()
        return true
    }

    private func work() {
        while let job = next() {
            job.run()
            leave(job.cause)
        }
    }

    private func leave(_ cause: HashingCause) {
        condition.lock()
        defer { condition.unlock() }
        let kind = cause.kind.rawValue
        taken[kind] -= 1
        for holder in cause.holders {
            held[kind][holder] = held[kind][holder].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
    }

    /// The job that has waited longest of the next kind of which any waits; `nil` when the thread may end.
    private func next() -> Job? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            for _ in queues.indices {
                turn = (turn + 1) % queues.count
                if !queues[turn].isEmpty { return queues[turn].removeFirst() }
            }
            if closed { return nil }
            condition.wait()
        }
    }
}

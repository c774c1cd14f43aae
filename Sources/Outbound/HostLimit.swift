import NIOCore
import NIOPosix
import Synchronization

/// How many exchanges one host may have under way: two, so that a slow one holds no more; and some that wait for those.
final class HostLimit: Sendable {
    static let atOnce = 2

    private struct Host {
        var running = 0
        var waiting: [(id: Int, promise: EventLoopPromise<Void>)] = []
    }

    private struct State {
        var hosts: [String: Host] = [:]
        var lastID = 0
    }

    private enum Admission {
        case admitted
        case full
        case waits(id: Int)
    }

    private let waiting: Int
    private let state = Mutex(State())

    /// - Parameter waiting: how many may wait for one host.
    init(waiting: Int) {
        self.waiting = waiting
    }

    /// Takes a place, or waits for one until the deadline.
    ///
    /// - Throws: ``OutboundFailure/failed(_:)`` if too many wait, or none comes free in time.
    func take(_ host: String, by deadline: NIODeadline) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: Void.self)
        switch admit(host, promise) {
        case .admitted: promise.succeed()
        case .full: promise.fail(OutboundFailure.failed("\(waiting) wait for \(host) already"))
        case .waits(let id):
            let timer = loop.scheduleTask(deadline: deadline) {
                self.giveUp(host, id, OutboundFailure.failed("\(host) was busy with others for too long"))
            }
            defer { timer.cancel() }
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                giveUp(host, id, CancellationError())
            }
        }
        try await promise.futureResult.get()
    }

    /// Leaves the place to whoever has waited longest.
    func leave(_ host: String) {
        let next = state.withLock { state -> EventLoopPromise<Void>? in
            guard var entry = state.hosts[host] else { return nil }
            if entry.waiting.isEmpty {
                entry.running -= 1
                state.hosts[host] = entry.running > 0 ? entry : nil
                return nil
            }
            let first = entry.waiting.removeFirst()
            state.hosts[host] = entry
            return first.promise
        }
        next?.succeed()
    }

    /// How many wait for the host now.
    func waiting(for host: String) -> Int {
        state.withLock { $0.hosts[host]?.waiting.count ?? 0 }
    }

    private func admit(_ host: String, _ promise: EventLoopPromise<Void>) -> Admission {
        state.withLock { state in
            var entry = state.hosts[host] ?? Host()
            if entry.running < Self.atOnce {
                entry.running += 1
                state.hosts[host] = entry
                return .admitted
            }
            guard entry.waiting.count < waiting else { return .full }
            state.lastID += 1
            entry.waiting.append((state.lastID, promise))
            state.hosts[host] = entry
            return .waits(id: state.lastID)
        }
    }

    /// Ends the wait, unless the place has been given meanwhile.
    private func giveUp(_ host: String, _ id: Int, _ error: any Error) {
        let promise = state.withLock { state -> EventLoopPromise<Void>? in
            guard let index = state.hosts[host]?.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            return state.hosts[host]?.waiting.remove(at: index).promise
        }
        promise?.fail(error)
    }
}

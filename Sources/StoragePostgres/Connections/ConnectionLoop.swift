import Dispatch
import Foundation
import Synchronization

/// The one thread that waits for all connections: it takes what has come in and hands it to those who wait.
final class ConnectionLoop: Sendable {
    /// Milliseconds between two ticks, by which is measured how long something takes.
    static let tickLength = 500

    private struct State {
        var connections: [PostgresConnection] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let ticks = Atomic(0)
    /// Written to so that the loop looks again; read by the loop.
    private let alarm: (reading: CInt, writing: CInt)

    init() {
        var ends: [CInt] = [-1, -1]
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        alarm = (ends[0], ends[1])
    }

    /// Begins to wait for connections; called once.
    ///
    /// - `onEnd`: told, on the loop's thread, that a connection is at its end, which is closed behind it.
    func start(onEnd: @escaping @Sendable (PostgresConnection, PostgresFailure) -> Void) {
        Thread.detachNewThread { [self] in run(onEnd) }
        let timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now(), repeating: .milliseconds(Self.tickLength))
        timer.setEventHandler { [weak self] in
            // It keeps itself, for as long as there is a loop.
            guard let self, !state.withLock(\.isClosed) else { return timer.cancel() }
            ticks.add(1, ordering: .relaxed)
            wake()
        }
        timer.activate()
    }

    deinit {
        // Not before: whoever wakes a loop that has ended must not write into somebody else's file.
        Foundation.close(alarm.reading)
        Foundation.close(alarm.writing)
    }

    var tick: Int { ticks.load(ordering: .relaxed) }

    func add(_ connection: PostgresConnection) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.connections.append(connection) }
            return state.isClosed
        }
        if isClosed { connection.close() }
        wake()
    }

    /// Has the loop look at what its connections want.
    func wake() {
        var octet: UInt8 = 1
        _ = write(alarm.writing, &octet, 1)
    }

    /// Closes every connection and ends the thread.
    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    private func run(_ onEnd: (PostgresConnection, PostgresFailure) -> Void) {
        var polled: [pollfd] = []
        while true {
            let (connections, isClosed) = state.withLock { state in
                defer { if state.isClosed { state.connections = [] } }
                return (state.connections, state.isClosed)
            }
            if isClosed {
                for connection in connections {
                    connection.giveUp()
                    _ = connection.serve()
                    connection.close()
                }
                return
            }
            polled.removeAll(keepingCapacity: true)
            polled.append(pollfd(fd: alarm.reading, events: Int16(POLLIN), revents: 0))
            for connection in connections {
                polled.append(pollfd(fd: connection.descriptor, events: connection.events, revents: 0))
            }
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            let hasAlarm = polled[0].revents != 0
            if hasAlarm {
                var octets = [UInt8](repeating: 0, count: 64)
                while read(alarm.reading, &octets, octets.count) == octets.count {}
            }
            let now = tick
            for (connection, entry) in zip(connections, polled.dropFirst()) {
                if hasAlarm { connection.check(at: now) }
                guard entry.revents != 0 || hasAlarm, let failure = connection.serve() else { continue }
                state.withLock { state in state.connections.removeAll { $0 === connection } }
                onEnd(connection, failure)
                connection.close()
            }
        }
    }
}

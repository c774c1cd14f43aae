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
    private let timer: Mutex<any DispatchSourceTimer>
    private let onEnd: @Sendable (PostgresConnection, PostgresFailure) -> Void

    /// - `onEnd`: told, on the loop's thread, that a connection is at its end, which is closed behind it.
    init(onEnd: @escaping @Sendable (PostgresConnection, PostgresFailure) -> Void) {
        var ends: [CInt] = [-1, -1]
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        alarm = (ends[0], ends[1])
        self.onEnd = onEnd
        nonisolated(unsafe) let timer = DispatchSource.makeTimerSource()
        self.timer = Mutex(timer)
        Thread.detachNewThread { [self] in run() }
        timer.schedule(deadline: .now(), repeating: .milliseconds(Self.tickLength))
        timer.setEventHandler { [weak self] in
            self?.ticks.add(1, ordering: .relaxed)
            self?.wake()
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
        state.withLock { $0.connections.append(connection) }
        wake()
    }

    /// Has the loop look at what its connections want.
    func wake() {
        var octet: UInt8 = 1
        _ = write(alarm.writing, &octet, 1)
    }

    /// Closes every connection and ends the thread.
    func close() {
        timer.withLock { $0.cancel() }
        state.withLock { $0.isClosed = true }
        wake()
    }

    private func run() {
        var polled: [pollfd] = []
        while true {
            let (connections, isClosed) = state.withLock { ($0.connections, $0.isClosed) }
            if isClosed {
                for connection in connections { end(connection, PostgresFailure(state: "08003", message: "closed")) }
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
                end(connection, failure)
            }
        }
    }

    private func end(_ connection: PostgresConnection, _ failure: PostgresFailure) {
        state.withLock { state in state.connections.removeAll { $0 === connection } }
        onEnd(connection, failure)
        connection.close()
    }
}

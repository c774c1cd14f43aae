import NIOCore

/// The one deadline of a connection. Moving it to a later time costs a clock reading: the timer that is set already
/// finds out when it fires, so a busy connection never touches the event loop's queue of timers.
final class ConnectionTimer {
    private let eventLoop: any EventLoop
    /// `nil` once it is stopped: what it holds would hold the timer, and the connection with it.
    private var onExpiry: (() -> Void)?
    private var deadline: NIODeadline?
    private var timer: (fires: NIODeadline, scheduled: Scheduled<Void>)?

    /// - `onExpiry`: called on the event loop when a deadline has passed.
    init(eventLoop: any EventLoop, onExpiry: @escaping () -> Void) {
        self.eventLoop = eventLoop
        self.onExpiry = onExpiry
    }

    /// Replaces the deadline.
    func expire(in time: TimeAmount) {
        let deadline = eventLoop.now + time
        self.deadline = deadline
        if let timer, timer.fires <= deadline { return }
        schedule(at: deadline)
    }

    /// Takes the deadline away.
    func rest() {
        deadline = nil
    }

    /// Ends the timer for good.
    func stop() {
        deadline = nil
        timer?.scheduled.cancel()
        timer = nil
        onExpiry = nil
    }

    private func schedule(at deadline: NIODeadline) {
        timer?.scheduled.cancel()
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        timer = (deadline, eventLoop.scheduleTask(deadline: deadline) { bound.value.fire() })
    }

    private func fire() {
        timer = nil
        guard let deadline else { return }
        if deadline <= eventLoop.now {
            self.deadline = nil
            onExpiry?()
        } else {
            schedule(at: deadline)
        }
    }
}

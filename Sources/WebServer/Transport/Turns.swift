import NIOCore
import NIOPosix

/// Lets requests that were sent ahead have their turns one after the other, with a look at all other connections in between.
///
/// An event loop does all that is at hand before it looks at its sockets again. Requests that wait in a connection would be
/// at hand for as long as there are any, and nobody else would be heard. So one of them is begun at a time, on all
/// connections of a loop together, and the next when it has been answered, with a pause after each half a millisecond. One that
/// waits for something itself, such as a password's turn or another server, does not keep the others waiting.
///
/// It is `Sendable` since a static `ThreadSpecificVariable` must be, and is only where its value is; `@unchecked` since nothing but
/// the event loop on the one thread that keeps it ever reaches it.
final class Turns: @unchecked Sendable {
    /// One that was begun.
    struct Turn: Equatable {
        fileprivate let number: UInt64
    }

    private enum State {
        case free
        /// The next one is about to begin.
        case pausing
        case taken(Turn, patience: Scheduled<Void>?)
    }

    /// Long enough for there to be nothing at hand meanwhile.
    private static let pause = TimeAmount.microseconds(100)
    /// For how long requests follow each other without one: as long as all other connections may be kept waiting.
    private static let stretch = TimeAmount.microseconds(500)
    private static let current = ThreadSpecificVariable<Turns>()

    /// Those of the event loop that this is called on.
    static var ofThisLoop: Turns {
        if let turns = current.currentValue { return turns }
        let turns = Turns()
        current.currentValue = turns
        return turns
    }

    private let patience: TimeAmount
    private var waiting = CircularBuffer<(Turn) -> Void>()
    private var state = State.free
    private var last = Turn(number: 0)
    private var stretchEnd = NIODeadline.uptimeNanoseconds(0)

    /// - Parameter patience: how long a turn lasts that nobody leaves.
    init(patience: TimeAmount = .milliseconds(20)) {
        self.patience = patience
    }

    /// Calls `begin` when it is its turn. Whoever was called says `leave`.
    func wait(on loop: any EventLoop, _ begin: @escaping (Turn) -> Void) {
        waiting.append(begin)
        if case .free = state { next(on: loop) }
    }

    /// Ends a turn, unless it is over already.
    func leave(_ turn: Turn, on loop: any EventLoop) {
        guard case .taken(turn, let timer) = state else { return }
        timer?.cancel()
        next(on: loop)
    }

    private func next(on loop: any EventLoop) {
        guard !waiting.isEmpty else {
            state = .free
            stretchEnd = .uptimeNanoseconds(0)
            return
        }
        state = .pausing
        // What is being done now takes longer than the pause, as a rule: that begins when it is done.
        loop.assumeIsolated().execute { [self] in
            if loop.now < stretchEnd { return beginNext(on: loop) }
            loop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
                stretchEnd = loop.now + Self.stretch
                beginNext(on: loop)
            }
        }
    }

    private func beginNext(on loop: any EventLoop) {
        guard let begin = waiting.popFirst() else {
            state = .free
            return
        }
        last = Turn(number: last.number + 1)
        let turn = last
        state = .taken(turn, patience: nil)
        begin(turn)
        guard case .taken(turn, _) = state else { return }
        let timer = loop.assumeIsolated().scheduleTask(in: patience) { [self] in leave(turn, on: loop) }
        state = .taken(turn, patience: timer)
    }
}

import NIOCore
import NIOPosix

/// Lets connections that send ahead have their turns one after the other, with a look at all other connections in between.
///
/// An event loop does all that is at hand before it looks at its sockets again. Requests that wait in a connection would be
/// at hand for as long as there are any, and nobody else would be heard. So one of them is begun at a time, on all
/// connections of a loop together, and the next a moment after it has been answered.
///
/// It is `Sendable` since a static `ThreadSpecificVariable` must be, and is only where its value is; `@unchecked` since nothing but
/// the event loop on the one thread that keeps it ever reaches it.
final class Turns: @unchecked Sendable {
    /// Long enough for there to be nothing at hand meanwhile.
    private static let pause = TimeAmount.microseconds(100)
    private static let current = ThreadSpecificVariable<Turns>()

    /// Those of the event loop that this is called on.
    static var ofThisLoop: Turns {
        if let turns = current.currentValue { return turns }
        let turns = Turns()
        current.currentValue = turns
        return turns
    }

    private var waiting = CircularBuffer<() -> Void>()
    private var isTaken = false

    /// Calls `begin` when it is its turn. Whoever was called says `leave` once.
    func wait(on loop: any EventLoop, _ begin: @escaping () -> Void) {
        waiting.append(begin)
        if !isTaken { next(on: loop) }
    }

    /// Ends the turn that was begun last.
    func leave(on loop: any EventLoop) {
        isTaken = false
        next(on: loop)
    }

    private func next(on loop: any EventLoop) {
        guard !waiting.isEmpty else { return }
        isTaken = true
        loop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            if let begin = waiting.popFirst() { begin() } else { isTaken = false }
        }
    }
}

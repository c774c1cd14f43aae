import NIOCore

/// The requests of an HTTP/2 connection, each on a stream of its own. The first that is whole of what came in together is
/// answered at once; all others wait for their turn, as requests do that are sent ahead over HTTP/1.1, and until the client
/// reads what it was answered before.
final class HTTP2Requests {
    private let eventLoop: any EventLoop
    private let held: HeldOctets
    private let mostUnread: Int
    private var waiting = CircularBuffer<HTTP2Stream>()
    private var isFirst = true
    private var isInLine = false

    init(_ service: WebService, on place: OpenConnection, _ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        held = HeldOctets(of: place, among: service.connections)
        // A trusted proxy speaks for many: one who does not read is not to keep the others waiting.
        mostUnread = place.networks.isEmpty ? .max : service.limits.unreadOctets
    }

    /// Something comes in, after all other connections were heard.
    func receive() {
        isFirst = true
    }

    /// The request of a stream is whole: has it answered when it is its turn.
    func wait(_ stream: HTTP2Stream) {
        if isFirst, waiting.isEmpty, isRead {
            isFirst = false
            stream.answer(in: nil)
        } else {
            waiting.append(stream)
            goOn()
        }
    }

    /// One that waits is given up.
    func giveUp(_ stream: HTTP2Stream) {
        waiting.removeAll { $0 === stream }
    }

    /// Keeps so many octets more, or fewer, of requests.
    ///
    /// - Returns: whether there may be as many.
    func hold(requests change: Int) -> Bool {
        change == 0 || held.hold(requests: held.requests + change)
    }

    /// Keeps so many octets more, or fewer, of answers.
    ///
    /// - Returns: whether there may be as many.
    func hold(answers change: Int) -> Bool {
        guard change != 0 else { return true }
        guard held.hold(answers: held.answers + change) else { return false }
        goOn()
        return true
    }

    private var isRead: Bool { held.answers <= mostUnread }

    private func goOn() {
        guard !waiting.isEmpty, !isInLine else { return }
        // What the client does not read is its own affair: meanwhile the connection gives way to others.
        guard isRead else {
            for stream in waiting { stream.rest() }
            return
        }
        isInLine = true
        Turns.ofThisLoop.wait(on: eventLoop) { [self] turn in
            isInLine = false
            guard isRead, let stream = waiting.popFirst() else {
                Turns.ofThisLoop.leave(turn, on: eventLoop)
                return goOn()
            }
            // Beforehand, so that it is known that somebody waits when this one is answered.
            goOn()
            stream.answer(in: turn)
        }
    }
}

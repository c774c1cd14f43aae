/// What comes in: in its turn, within its bounds, and in time.
extension HTTP1ConnectionState {
    mutating func receive(_ part: Part) {
        if burst == .over { burst = .fresh }
        takeInTurn(part)
    }

    /// All that came in together is here.
    ///
    /// - `isInHead`: whether it ends in half a head.
    mutating func received(isInHead: Bool) {
        if burst == .answered { plan(.flush) }
        burst = .over
        self.isInHead = isInHead
        goOn()
    }

    /// The connection wants to read.
    mutating func read() {
        isReadHeld = true
        guard phase != .answering, waiting.isEmpty, !isIdle || isWritable else { return }
        readHeld()
    }

    mutating func writabilityChanged(to isWritable: Bool) {
        self.isWritable = isWritable
        goOn()
    }

    /// Goes on with what came in early, when it is its turn and as long as the client also reads what it is answered; reads
    /// on when nothing waits; and sets the deadline of what is here by half. Not at a head: nearly every body comes with it,
    /// and then no clock was asked.
    mutating func goOn() {
        guard burst == .over else { return }
        switch phase {
        case .idle(let isHeadTimed):
            guard waiting.isEmpty else {
                guard turn == .none, isWritable else { return }
                turn = .inLine
                return plan(.waitForTurn)
            }
            guard !isInputClosed else { return close() }
            if isInHead, !isHeadTimed {
                phase = .idle(isHeadTimed: true)
                plan(.expire(in: limits.body))
            }
            if isWritable { readHeld() }
        case .receiving:
            timeRest()
            readHeld()
        case .answering, .closing, .lingering, .closed: break
        }
    }

    /// Takes what waits up to the end of one request.
    mutating func beginTurn() {
        turn = .taken
        while phase != .answering, !isIdle || isWritable, let next = waiting.popFirst() { take(next) }
        guard phase != .answering else { return }
        leaveTurn()
        goOn()
    }

    mutating func takeInTurn(_ next: Part) {
        guard phase == .answering || burst == .answered || !waiting.isEmpty else { return take(next) }
        waiting.append(next)
    }

    private mutating func take(_ next: Part) {
        switch (next, phase) {
        case (.head(let head), .idle): begin(head)
        case (.body(let octets), .receiving):
            if let refusal = request.append(octets, within: limits) { refuse(refusal) }
        case (.end, .receiving):
            phase = .answering
            plan(.become(.underWay))
            plan(.rest)
            plan(.answer(request.take()))
        case (.unreadable(let refusal), .idle), (.unreadable(let refusal), .receiving): refuse(refusal)
        default: break  // What follows a refusal is not listened to.
        }
    }

    private mutating func begin(_ head: HTTP1Head?) {
        phase = .receiving()
        persistence = head?.persistence ?? .closed
        plan(.become(.underWay))
        let refusal = request.begin(head?.request, within: limits)
        if let refusal = head?.hasOtherCoding == true ? .transferCoding : refusal { return refuse(refusal) }
        guard head?.expectsContinue == true else { return }
        timeRest()
        plan(.sendContinue)
    }

    private mutating func timeRest() {
        guard phase == .receiving(isRestTimed: false) else { return }
        phase = .receiving(isRestTimed: true)
        plan(.expire(in: limits.body))
        plan(.become(.unfinished))
    }

    mutating func readHeld() {
        guard isReadHeld else { return }
        isReadHeld = false
        plan(.read)
    }
}

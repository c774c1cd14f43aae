/// What comes in: in its turn, within its bounds, and in time.
extension HTTP1ConnectionState {
    mutating func receive(_ part: Part) -> [Action] {
        if burst == .over { burst = .fresh }
        return takeInTurn(part)
    }

    /// All that came in together is here.
    ///
    /// - `isInHead`: whether it ends in half a head.
    mutating func received(isInHead: Bool) -> [Action] {
        let isFlushDue = burst == .answered
        burst = .over
        self.isInHead = isInHead
        return (isFlushDue ? [.flush] : []) + goOn()
    }

    /// The connection wants to read.
    mutating func read() -> [Action] {
        isReadHeld = true
        return phase == .answering || !waiting.isEmpty || isIdle && !isWritable ? [] : readHeld()
    }

    mutating func writabilityChanged(to isWritable: Bool) -> [Action] {
        self.isWritable = isWritable
        return goOn()
    }

    /// Goes on with what came in early, when it is its turn and as long as the client also reads what it is answered; reads
    /// on when nothing waits; and sets the deadline of what is here by half. Not at a head: nearly every body comes with it,
    /// and then no clock was asked.
    mutating func goOn() -> [Action] {
        guard burst == .over else { return [] }
        switch phase {
        case .idle(let isHeadTimed):
            guard waiting.isEmpty else {
                guard turn == .none, isWritable else { return [] }
                turn = .inLine
                return [.waitForTurn]
            }
            guard !isInputClosed else { return close() }
            let isLate = isInHead && !isHeadTimed
            if isLate { phase = .idle(isHeadTimed: true) }
            return (isLate ? [.expire(in: limits.body)] : []) + (isWritable ? readHeld() : [])
        case .receiving: return timeRest() + readHeld()
        case .answering, .closing, .lingering, .closed: return []
        }
    }

    /// Takes what waits up to the end of one request.
    mutating func beginTurn() -> [Action] {
        turn = .taken
        var actions: [Action] = []
        while phase != .answering, !isIdle || isWritable, let next = waiting.popFirst() { actions += take(next) }
        return phase == .answering ? actions : actions + leaveTurn() + goOn()
    }

    mutating func takeInTurn(_ next: Part) -> [Action] {
        guard phase == .answering || burst == .answered || !waiting.isEmpty else { return take(next) }
        waiting.append(next)
        return []
    }

    private mutating func take(_ next: Part) -> [Action] {
        switch (next, phase) {
        case (.head(let head), .idle): return begin(head)
        case (.body(let octets), .receiving): return request.append(octets, within: limits).map { refuse($0) } ?? []
        case (.end, .receiving):
            phase = .answering
            return [.become(.underWay), .rest, .answer(request.take())]
        case (.unreadable(let refusal), .idle), (.unreadable(let refusal), .receiving): return refuse(refusal)
        default: return []  // What follows a refusal is not listened to.
        }
    }

    private mutating func begin(_ head: HTTP1Head?) -> [Action] {
        phase = .receiving()
        persistence = head?.persistence ?? .closed
        let begun: [Action] = [.become(.underWay)]
        let refusal = request.begin(head?.request, within: limits)
        if let refusal = head?.hasOtherCoding == true ? .transferCoding : refusal { return begun + refuse(refusal) }
        return head?.expectsContinue == true ? begun + timeRest() + [.sendContinue] : begun
    }

    private mutating func timeRest() -> [Action] {
        guard phase == .receiving(isRestTimed: false) else { return [] }
        phase = .receiving(isRestTimed: true)
        return [.expire(in: limits.body), .become(.unfinished)]
    }

    mutating func readHeld() -> [Action] {
        defer { isReadHeld = false }
        return isReadHeld ? [.read] : []
    }
}

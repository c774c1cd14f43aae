import NIOCore

/// An HTTP/1.1 connection as a value: it is told what has happened, and says what is to be done, in this order. One request
/// at a time, in the order in which they came (RFC 9112 §9.3.2): while one is being answered nothing is read, so a client that
/// sends ahead fills its own buffers and not ours.
///
/// Here is its life; how it reads is in `HTTP1ConnectionState+Reading`.
struct HTTP1ConnectionState {
    enum Phase: Equatable {
        /// Between two requests.
        case idle(isHeadTimed: Bool = false)
        /// A head is here, its body is coming in.
        case receiving(isRestTimed: Bool = false)
        /// The endpoint has the request.
        case answering
        /// The last answer is on its way out.
        case closing
        /// The last answer went out while the client was still sending; it is given time to read it.
        case lingering
        case closed
    }

    /// What comes in.
    enum Part: Equatable {
        /// `nil` if it must be refused.
        case head(HTTP1Head?)
        case body(ByteBuffer)
        case end
        case unreadable(TransportRefusal)
    }

    enum Failure: Equatable {
        case unreadable(TransportRefusal)
        /// The client has said all, without a farewell in TLS.
        case noFarewell
        case other
    }

    /// What is to be done.
    enum Action: Equatable {
        /// Hands a request to its endpoint. The last one of its list, since the answer may come at once.
        case answer(RequestGathering)
        /// Answers in the endpoint's place.
        case refuse(TransportRefusal, RequestGathering)
        case send(WebResponse, HTTP1Persistence)
        case sendContinue
        case flush
        /// Closes once everything written has gone out. From now on the connection is over as soon as the client says so, even
        /// if TLS still waits for its farewell.
        case finish(CloseMode)
        case close
        case read
        /// Replaces the deadline.
        case expire(in: TimeAmount)
        /// Takes the deadline away.
        case rest
        case waitForTurn
        case leaveTurn
        case become(RequestStanding.Stage)
    }

    /// What comes in together.
    enum Burst {
        case over
        case fresh
        /// A request was answered in it, so what follows waits for its turn.
        case answered
    }

    enum Turn {
        case none
        case inLine
        case taken
    }

    let limits: TransportLimits

    var phase = Phase.idle()
    /// The request that is coming in.
    var request = RequestGathering()
    /// What the request that is coming in, or is being answered, leaves of the connection.
    var persistence = HTTP1Persistence.closed
    /// What came in before its turn.
    var waiting = WaitingParts()
    var burst = Burst.over
    var turn = Turn.none
    var isReadHeld = false
    /// The client reads what it is answered.
    var isWritable = true
    /// Half a head is here.
    var isInHead = false
    /// The client will send no more.
    var isInputClosed = false
    /// The server is shutting down, or the connection is to give way.
    var isQuiescing = false

    init(limits: TransportLimits) {
        self.limits = limits
    }

    /// How many octets are kept of requests that nothing answers yet; heads, which nearly always come whole, only where the rest is
    /// waited for.
    var heldOctets: Int {
        let isLate = phase == .receiving(isRestTimed: true)
        return waiting.octets + (isLate ? request.octets : request.body.count)
    }

    var isIdle: Bool { if case .idle = phase { true } else { false } }
    var isReceiving: Bool { if case .receiving = phase { true } else { false } }

    // MARK: - The connection's life

    mutating func begin() -> [Action] {
        [.expire(in: limits.idle)]
    }

    mutating func end() -> [Action] {
        phase = .closed
        waiting.removeAll()
        request = RequestGathering()
        return [.become(.resting)] + leaveTurn()
    }

    mutating func quiesce() -> [Action] {
        isQuiescing = true
        return isIdle ? close() : []
    }

    mutating func inputClosed() -> [Action] {
        isInputClosed = true
        return isReceiving || phase == .lingering ? [.close] : goOn()
    }

    mutating func fail(_ failure: Failure) -> [Action] {
        switch (failure, phase) {
        // Behind a request that was refused nothing that goes wrong is of any account.
        case (_, .closing), (_, .lingering): []
        case (.unreadable(let refusal), _): takeInTurn(.unreadable(refusal))
        // The request was complete: the answer still goes out.
        case (.noFarewell, .answering): []
        default: [.close]
        }
    }

    mutating func expire() -> [Action] {
        isReceiving ? refuse(.tooSlow) : [.close]
    }

    // MARK: - Answers

    /// - `areFull`: whether connections are needed for others.
    mutating func answered(_ response: WebResponse, areFull: Bool) -> [Action] {
        // The client may have gone away: then nobody is there to read this.
        guard phase == .answering else { return [] }
        // The turn is over now, and not when the client has read it: it may take as long as it likes.
        let over: [Action] = [.become(.resting)] + leaveTurn()
        guard persistence != .closed, !isQuiescing, !areFull, !isInputClosed || !waiting.isEmpty else {
            return over + [.send(response, .closed)] + (waiting.isEmpty ? close() : linger())
        }
        phase = .idle()
        let sent: [Action] = over + [.expire(in: limits.idle), .send(response, persistence)]
        guard burst != .over else { return sent + [.flush] }
        burst = .answered
        return sent
    }

    /// Answers for the last time on this connection: the client may still be sending.
    mutating func refuse(_ refusal: TransportRefusal) -> [Action] {
        [.become(.resting), .refuse(refusal, request.take())] + linger()
    }

    mutating func leaveTurn() -> [Action] {
        guard turn == .taken else { return [] }
        turn = .none
        return [.leaveTurn]
    }

    mutating func close() -> [Action] {
        phase = .closing
        waiting.removeAll()
        return [.expire(in: limits.idle), .finish(.all)]
    }

    /// Closes our side and then listens without hearing. To close at once, with octets unread, would reset the connection,
    /// and the client might never see why it was refused (RFC 9112 §9.6).
    private mutating func linger() -> [Action] {
        phase = .lingering
        waiting.removeAll()
        return [.expire(in: limits.linger), .finish(.output)] + readHeld()
    }
}

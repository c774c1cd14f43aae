import NIOCore

/// An HTTP/1.1 connection as a value: it is told what has happened, and then says what is to be done, one after the other. One request
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

    /// What is to be done, of which so much was handed out. One list for all of a connection's life: one for each thing that
    /// happens, nine for a request, would cost 3 % of what a short answer takes.
    private var due: [Action] = []
    private var done = 0

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

    /// The next thing to be done; `nil` if nothing is. Doing it may have this state told of something in turn: what follows from
    /// that comes behind what is due already.
    mutating func next() -> Action? {
        guard done < due.count else { return nil }
        done += 1
        let action = due[done - 1]
        if done == due.count {
            due.removeAll(keepingCapacity: true)
            done = 0
        }
        return action
    }

    mutating func plan(_ action: Action) {
        due.append(action)
    }

    // MARK: - The connection's life

    mutating func begin() {
        plan(.expire(in: limits.idle))
    }

    mutating func end() {
        phase = .closed
        waiting.removeAll()
        request = RequestGathering()
        plan(.become(.resting))
        leaveTurn()
    }

    mutating func quiesce() {
        isQuiescing = true
        if isIdle { close() }
    }

    mutating func inputClosed() {
        isInputClosed = true
        if isReceiving || phase == .lingering { plan(.close) } else { goOn() }
    }

    mutating func fail(_ failure: Failure) {
        switch (failure, phase) {
        // Behind a request that was refused nothing that goes wrong is of any account.
        case (_, .closing), (_, .lingering): break
        case (.unreadable(let refusal), _): takeInTurn(.unreadable(refusal))
        // The request was complete: the answer still goes out.
        case (.noFarewell, .answering): break
        default: plan(.close)
        }
    }

    mutating func expire() {
        if isReceiving { refuse(.tooSlow) } else { plan(.close) }
    }

    // MARK: - Answers

    /// - `areFull`: whether connections are needed for others.
    mutating func answered(_ response: WebResponse, areFull: Bool) {
        // The client may have gone away: then nobody is there to read this.
        guard phase == .answering else { return }
        // The turn is over now, and not when the client has read it: it may take as long as it likes.
        plan(.become(.resting))
        leaveTurn()
        guard persistence != .closed, !isQuiescing, !areFull, !isInputClosed || !waiting.isEmpty else {
            plan(.send(response, .closed))
            if waiting.isEmpty { close() } else { linger() }
            return
        }
        phase = .idle()
        plan(.expire(in: limits.idle))
        plan(.send(response, persistence))
        if burst == .over { plan(.flush) } else { burst = .answered }
    }

    /// Answers for the last time on this connection: the client may still be sending.
    mutating func refuse(_ refusal: TransportRefusal) {
        plan(.become(.resting))
        plan(.refuse(refusal, request.take()))
        linger()
    }

    mutating func leaveTurn() {
        guard turn == .taken else { return }
        turn = .none
        plan(.leaveTurn)
    }

    mutating func close() {
        phase = .closing
        waiting.removeAll()
        plan(.expire(in: limits.idle))
        plan(.finish(.all))
    }

    /// Closes our side and then listens without hearing. To close at once, with octets unread, would reset the connection,
    /// and the client might never see why it was refused (RFC 9112 §9.6).
    private mutating func linger() {
        phase = .lingering
        waiting.removeAll()
        plan(.expire(in: limits.linger))
        plan(.finish(.output))
        readHeld()
    }
}

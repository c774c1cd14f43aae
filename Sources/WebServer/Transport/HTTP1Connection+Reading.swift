import NIOCore
import NIOHTTP1

/// What comes in: in its turn, within its bounds, and in time.
extension HTTP1Connection {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInReadBurst = true
        hasTaken = true
        meter.noteProgress()
        take(inTurn: .part(unwrapInboundIn(data)), context)
    }

    func take(inTurn next: Waiting, _ context: ChannelHandlerContext) {
        if phase == .answering || hasAnswered || !waiting.isEmpty {
            waiting.append(next)
        } else {
            take(next, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInReadBurst = false
        hasAnswered = false
        goOn(context)
        if isFlushDue {
            isFlushDue = false
            context.flush()
        }
        timeWhatIsDue(context)
        hasTaken = false
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if phase == .answering || !waiting.isEmpty || !context.channel.isWritable && phase == .idle {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        goOn(context)
        context.fireChannelWritabilityChanged()
    }

    /// Goes on with what came in early, when it is its turn and as long as the client also reads what it is answered; and
    /// reads on when nothing waits.
    func goOn(_ context: ChannelHandlerContext) {
        guard phase != .answering, !isInReadBurst else { return }
        if !waiting.isEmpty {
            guard !isInLine, phase != .idle || context.channel.isWritable else { return }
            isInLine = true
            return Turns.ofThisLoop.wait(on: context.eventLoop) { [self] in beginTurn() }
        }
        if phase == .idle, isInputClosed {
            close(context)
        } else if isReadHeld, phase != .idle || context.channel.isWritable {
            isReadHeld = false
            context.read()
        }
    }

    /// Takes what waits up to the end of one request.
    func beginTurn() {
        hasTurn = true
        guard let context else { return leaveTurn() }
        hasAnswered = false
        isBeginningTurn = true
        while phase != .answering, !hasAnswered, phase != .idle || context.channel.isWritable,
            let next = waiting.popFirst()
        {
            take(next, context)
        }
        isBeginningTurn = false
        hasAnswered = false
        guard phase != .answering else { return }
        leaveTurn()
        timeWhatIsDue(context)
        goOn(context)
    }

    func leaveTurn() {
        guard hasTurn, let loop = eventLoop else { return }
        hasTurn = false
        isInLine = false
        Turns.ofThisLoop.leave(on: loop)
    }

    func take(_ next: Waiting, _ context: ChannelHandlerContext) {
        switch (next, phase) {
        case (.part(.head(let head)), .idle): receive(head, context)
        case (.part(.body(let octets)), .receiving): receive(octets, context)
        case (.part(.end), .receiving): answer(context)
        case (.unreadable(let refusal), .idle), (.unreadable(let refusal), .receiving): refuse(refusal, context)
        default: break  // What follows a refusal is not listened to.
        }
    }

    private func receive(_ next: HTTPRequestHead, _ context: ChannelHandlerContext) {
        phase = .receiving
        isHeadTimed = false
        isBodyTimed = false
        isUnderWay = true
        place.begin()
        if let refusal = request.begin(next, at: meter.octets, within: service.limits) {
            return refuse(refusal, context)
        }
        if request.head?.expectsContinue == true {
            awaitBody()
            context.writeAndFlush(wrapOutboundOut(.http1Continue), promise: nil)
        }
    }

    private func receive(_ octets: ByteBuffer, _ context: ChannelHandlerContext) {
        if let refusal = request.append(octets, within: service.limits) { refuse(refusal, context) }
    }

    /// Sets the deadline of what is here by half. Not at a head: nearly every body comes with it, and then no clock was
    /// asked.
    private func timeWhatIsDue(_ context: ChannelHandlerContext) {
        let hasNews = meter.takeNews()
        switch phase {
        case .idle where hasNews && !hasTaken && !isHeadTimed && waiting.isEmpty:
            isHeadTimed = true
            timer?.expire(in: service.limits.body)
        case .receiving:
            if let refusal = request.objection(at: meter.octets, within: service.limits) {
                refuse(refusal, context)
            } else {
                awaitBody()
            }
        default: break
        }
    }

    private func awaitBody() {
        guard !isBodyTimed else { return }
        isBodyTimed = true
        timer?.expire(in: service.limits.body)
        service.connections.awaitRest(on: place)
    }
}

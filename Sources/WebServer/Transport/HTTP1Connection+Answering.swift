import NIOCore

/// What goes out: answers, refusals, and the end.
extension HTTP1Connection {
    func answer(_ context: ChannelHandlerContext) {
        guard let executor, let request = takeRequest() else { return context.close(promise: nil) }
        phase = .answering
        endWaiting()
        timer?.rest()
        service.table.answer(request, on: executor, to: NIOLoopBound(self, eventLoop: context.eventLoop))
    }

    /// The request that was received, its body handed over.
    private func takeRequest() -> WebRequest? {
        guard let head = request.head, let facts else { return nil }
        let body = request.takeBody()
        return service.request(head.method, head.target, head.headers, body: body, over: facts)
    }

    func receive(_ response: WebResponse) {
        // Not answering any more: the client went away, and nobody is there to read this.
        guard phase == .answering, let context, let head = request.head else { return }
        request = IncomingRequest()
        leavePlace()
        // Now, and not when the client has read it: it may take as long as it likes.
        if !isBeginningTurn { leaveTurn() }
        let isLast =
            !head.keepsAlive || isQuiescing || isInputClosed && waiting.isEmpty || service.connections.areFull
        let persistence: HTTP1Persistence = isLast ? .closed : head.isOld ? .keptAlive : .unsaid
        let buffer = encode(response, persistence, context)
        if !isLast {
            phase = .idle
            timer?.expire(in: service.limits.idle)
            write(buffer, context)
            hasAnswered = true
            // In its turn, whoever began it goes on.
            guard !isBeginningTurn else { return }
            hasAnswered = isInReadBurst
            goOn(context)
        } else if waiting.isEmpty {
            context.write(wrapOutboundOut(buffer), promise: nil)
            close(context)
        } else {
            linger(behind: buffer, context)
        }
    }

    /// Answers in the endpoint's place, for the last time on this connection: the client may still be sending.
    func refuse(_ refusal: TransportRefusal, _ context: ChannelHandlerContext) {
        guard let facts else { return context.close(promise: nil) }
        let refused = takeRequest() ?? service.unreadableRequest(over: facts)
        request = IncomingRequest()
        leavePlace()
        let response = refusal.response(to: refused, from: service)
        linger(behind: encode(response, .closed, context), context)
    }

    private func encode(
        _ response: WebResponse, _ persistence: HTTP1Persistence, _ context: ChannelHandlerContext
    ) -> ByteBuffer {
        ByteBuffer(
            http1: response, date: date.at(service.now()), persistence: persistence,
            allocator: context.channel.allocator)
    }

    private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        if isInReadBurst {
            isFlushDue = true
            context.write(wrapOutboundOut(buffer), promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    // MARK: - The place among the open connections

    private func endWaiting() {
        guard isBodyTimed else { return }
        isBodyTimed = false
        place.endWaiting()
    }

    /// The request is answered or given up, and whether the client reads that is its own affair: the connection rests.
    func leavePlace() {
        endWaiting()
        guard isUnderWay else { return }
        isUnderWay = false
        place.finish()
    }

    // MARK: - Closing

    /// Closes once everything written has gone out.
    func close(_ context: ChannelHandlerContext) {
        phase = .closing
        endWithClient(context)
        timer?.expire(in: service.limits.idle)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in bound.value.close(promise: nil) }
    }

    /// From now on the connection is over as soon as the client says so, even if TLS still waits for its farewell.
    private func endWithClient(_ context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
    }

    /// Closes our side behind `buffer` and then listens without hearing. To close at once, with octets unread, would
    /// reset the connection, and the client might never see why it was refused (RFC 9112 §9.6).
    private func linger(behind buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        phase = .lingering
        endWithClient(context)
        waiting.removeAll()
        timer?.expire(in: service.limits.linger)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in
            bound.value.close(mode: .output, promise: nil)
        }
        guard isReadHeld else { return }
        isReadHeld = false
        context.read()
    }
}

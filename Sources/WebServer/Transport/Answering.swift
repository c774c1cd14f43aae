import NIOCore

/// What a request's answer goes back to: a connection, or a stream of one.
protocol Answering: AnyObject, SendableMetatype {
    func receive(_ response: WebResponse)
}

extension RouteTable {
    /// Answers on the event loop that this is called on. An endpoint that never suspends has answered when this
    /// returns: nothing was queued, and no thread was changed. A client that goes away does not cancel it, since what
    /// it has begun, such as the commit of a rotated token, must come to its end.
    func answer<Receiver: Answering>(
        _ request: WebRequest, on executor: EventLoopExecutor, to receiver: NIOLoopBound<Receiver>
    ) {
        // Unstructured: a channel handler is no task, so there is nothing that this could be a child of.
        if #available(macOS 26.0, *) {
            Task.immediate(executorPreference: executor) { await self.respond(to: request, receiver) }
        } else {
            Task(executorPreference: executor) { await self.respond(to: request, receiver) }
        }
    }

    private func respond<Receiver: Answering>(to request: WebRequest, _ receiver: NIOLoopBound<Receiver>) async {
        let response = await respond(to: request)
        if receiver.eventLoop.inEventLoop {
            receiver.value.receive(response)
        } else {
            receiver.eventLoop.execute { receiver.value.receive(response) }
        }
    }
}

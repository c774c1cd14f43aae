import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2

extension WebService {
    /// Lays the pipeline that answers what comes over a channel in HTTP/2.
    ///
    /// - Throws: if the channel is closed.
    func layHTTP2(on channel: any Channel, _ place: OpenConnection) throws {
        let pipeline = channel.pipeline.syncOperations
        let manager = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(maxIdleTime: limits.idle, maxAge: nil, maxGraceTime: limits.drain, keepalive: nil))
        let requests = HTTP2Requests(self, on: place, channel.eventLoop)
        let meter = HTTP2FrameMeter(
            headTime: limits.body, onReading: { requests.receive() },
            onExcess: { [connections] in connections.count(.http2Frames) })
        try pipeline.addHandler(meter)
        let executor = EventLoopExecutor(channel.eventLoop)
        let bound = NIOLoopBound(requests, eventLoop: channel.eventLoop)
        _ = try pipeline.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connectionConfiguration(for: place),
            streamConfiguration: streamConfiguration(for: place), streamDelegate: manager.http2StreamDelegate
        ) { stream in
            let laid = stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandlers(
                    HTTP2FramePayloadToHTTPServerCodec(), HTTP2Stream(self, place, bound.value, executor))
            }
            // A stream is told what came on it as soon as it is laid, and until then the connection does not know that it is open:
            // were it closed at once, it would be closed before it is opened, which the manager holds to be impossible.
            return laid.flatMap { stream.eventLoop.submit {} }
        }
        try pipeline.addHandlers(HTTP2Farewell(grace: limits.drain), manager, ClosesOnError(connections))
        // It waits for the connection to begin, which was before the protocol was known.
        manager.channelActive(context: try pipeline.context(handler: manager))
    }

    private func connectionConfiguration(for place: OpenConnection) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        // A trusted proxy speaks for many.
        let streams = place.networks.isEmpty ? limits.streamsOfProxies : limits.streams
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerOctets),
        ]
        if place.networks.isEmpty { configuration.maximumConnectionGlitches = .max }
        return configuration
    }

    /// Whoever sends requests and gives them up is told to go; a trusted proxy does as those do for whom it speaks, and of its
    /// frames no more are taken than ``HTTP2FrameMeter`` has it.
    private func streamConfiguration(for place: OpenConnection) -> NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        if place.networks.isEmpty {
            configuration.streamResetFrameRateLimit.maximumCount = 2_000
            configuration.streamResetFrameRateLimit.windowLength = .seconds(1)
            configuration.streamErrorRateLimit.maximumCount = 2_000
            configuration.streamErrorRateLimit.windowLength = .seconds(1)
        }
        return configuration
    }
}

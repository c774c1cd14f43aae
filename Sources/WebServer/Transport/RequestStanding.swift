/// What a request, or a connection by one request after the other, means for who gives way to newcomers.
struct RequestStanding {
    enum Stage {
        /// Nothing is asked: the request is answered or given up, and whether the client reads that is its own affair.
        case resting
        case underWay
        /// A request is under way, and its rest is waited for.
        case unfinished
    }

    private let place: OpenConnection
    private let connections: OpenConnections
    private var stage = Stage.resting

    init(on place: OpenConnection, among connections: OpenConnections) {
        self.place = place
        self.connections = connections
    }

    /// Tells the place, if it is another stage than before.
    mutating func become(_ next: Stage) {
        guard next != stage else { return }
        if stage == .resting { place.begin() }
        if stage == .unfinished { place.endWaiting() }
        if next == .resting { place.finish() }
        if next == .unfinished { connections.awaitRest(on: place) }
        stage = next
    }
}

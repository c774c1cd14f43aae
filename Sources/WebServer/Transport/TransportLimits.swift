import NIOCore

/// How much a client may send, and how long it may take.
package struct TransportLimits: Sendable {
    /// The longest body, in octets; a longer one is answered with 413.
    package var bodyOctets = 64 * 1024
    /// The request line and all header fields together, in octets; more is answered with 431.
    package var headerOctets = 64 * 1024
    /// How many header fields a request may have.
    package var headerFields = 100
    /// Octets that are read for one body: in chunks, what frames them is no part of it, and could go on without end.
    var bodyWireOctets: Int { 2 * bodyOctets }
    /// How long a connection may stand between two requests.
    /// Load balancers close theirs after 60 seconds, as a rule, and have to be the first: otherwise a request of theirs meets
    /// a connection that is closed already.
    package var idle = TimeAmount.seconds(75)
    /// How long a request's head may take to come in, counted from its first octet, and then its body, counted from the head.
    /// After a body that is late the answer is 408; after half a head there is none.
    package var body = TimeAmount.seconds(15)
    /// How long a TLS handshake may take.
    package var handshake = TimeAmount.seconds(10)
    /// How long a client that was refused in mid-request is still listened to, so that it gets to read why.
    package var linger = TimeAmount.seconds(2)
    /// How long requests in flight may take to finish once the server shuts down.
    package var drain = TimeAmount.seconds(10)
    /// How many connections may be open. From then on the oldest idle one gives way to each new one, or else one that waits
    /// for the rest of a request.
    package var connections = 8192
    /// The same for one network, unless a trusted proxy is there; sixteen times as many for an IPv6 /48.
    package var connectionsPerNetwork = 512
    /// How many requests an HTTP/2 connection may have under way, and how many that of a trusted proxy.
    package var streams = 32
    package var streamsOfProxies = 100
    /// How many octets of requests that are not answered yet one connection may have, on all of its streams.
    package var requestOctets = 1 << 20
    /// With how many octets of answers that its client has not read an HTTP/2 connection begins no more requests.
    package var unreadOctets = 1 << 18
    /// How many octets of both there may be, and how many of one network, unless a trusted proxy is there; sixteen times as many
    /// for an IPv6 /48.
    package var heldOctets = 1 << 28
    package var heldOctetsPerNetwork = 1 << 25
    /// What a network may have of them whatever others have: one request of the longest.
    var leastHeldOctets: Int { bodyOctets + headerOctets }

    package init() {}
}

import NIOCore

/// The octets that a connection makes the server keep: of requests that are not answered yet, and of answers that the client
/// has not read. Is used on the connection's event loop alone.
///
/// Little is kept without asking anybody, so that an ordinary request costs no lock; more is taken from the budget of all
/// connections, in blocks.
final class HeldOctets {
    private static let free = 4_096
    private static let block = 16_384
    /// What a connection of HTTP/1.1 has not sent counts from here on, until next to nothing of it is left.
    static let unreadAnswers = ChannelOptions.Types.WriteBufferWaterMark(low: free / 2, high: free)

    private let place: OpenConnection
    private let connections: OpenConnections
    private(set) var requests = 0
    private(set) var answers = 0
    /// What is taken from the budget.
    private var taken = 0

    init(of place: OpenConnection, among connections: OpenConnections) {
        self.place = place
        self.connections = connections
    }

    /// Keeps so much of requests, in place of what was kept of them until now.
    ///
    /// - Returns: false if that is too much; then what was kept before still counts.
    func hold(requests octets: Int) -> Bool {
        let most = max(requests, connections.limits.requestOctets)
        guard octets <= most, settle(octets + answers) else { return false }
        requests = octets
        return true
    }

    /// Keeps so much of answers, in place of what was kept of them until now.
    ///
    /// - Returns: false if that is too much; then what was kept before still counts.
    func hold(answers octets: Int) -> Bool {
        guard settle(requests + octets) else { return false }
        answers = octets
        return true
    }

    private func settle(_ octets: Int) -> Bool {
        let needed = octets <= Self.free ? 0 : (octets + Self.block - 1) / Self.block * Self.block
        guard needed != taken else { return true }
        guard connections.take(needed, for: place) else { return false }
        taken = needed
        return true
    }
}

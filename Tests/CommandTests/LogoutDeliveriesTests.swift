import JOSE
import Logging
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Synchronization
import Testing
import WebServer

@testable import cardea

/// The service that tells clients of sessions that ended.
struct LogoutDeliveriesTests {
    private let database: TemporaryDatabase
    private let rows: StorageFixture
    private let metrics = ServerMetrics(registry: MetricsRegistry())
    private let now = Timestamp(1_700_000_000)

    init() throws {
        database = try TemporaryDatabase()
        rows = StorageFixture(in: database.store)
    }

    /// Ends as many sessions of a new user, each of which every client of `names` must be told of.
    ///
    /// - `host`: of all clients; `nil` gives each its own.
    /// - `username`: of the new user.
    private func endSessions(
        _ count: Int, of names: [String], at host: String? = nil, origin: ClientRecord.Origin = .command,
        as username: String = "ada"
    ) async throws {
        let pending = try await database.store.findPendingLogoutNotices()
        let user = try await rows.add(rows.user(username))
        var clients: [ClientRecord] = []
        for name in names {
            var client = rows.client(name, logoutURI: "https://\(host ?? "\(name).example")/logout", origin: origin)
            client.metadata.idTokenAlgorithm = .es256
            if let known = try await database.store.findClient(client.id) {
                client = known
            } else {
                client = try await rows.add(client)
            }
            clients.append(client)
        }
        for _ in 0..<count {
            let session = try await rows.begin(rows.session(of: user))
            for client in clients { _ = try await rows.redeem(rows.delegation(of: user, to: client, in: session)) }
        }
        #expect(try await database.store.commitDisabled(true, of: user.id, at: now) == .done)
        #expect(try await database.store.findPendingLogoutNotices() == pending + count * names.count)
    }

    private func deliveries(
        to door: Door, after seconds: Seconds, clock: @escaping @Sendable () -> Timestamp
    ) throws -> LogoutDeliveries {
        let ring = KeyRing(KeySet(current: [try SigningKey.generate(.es256)]))
        let issuer = try #require(Issuer("https://auth.example"))
        let tokens = LogoutTokenIssuer(
            issuer: issuer, keys: TokenKeys(ring: ring, master: MasterKey(from: .live)),
            clientKeys: ClientKeys(documents: NoDocuments()), entropy: .live)
        let delivery = LogoutDelivery(
            notices: database.store, clients: ClientDirectory(store: database.store), tokens: tokens, poster: door)
        return LogoutDeliveries(
            delivery: delivery, notices: database.store, metrics: metrics.logouts, logger: .quiet, now: clock,
            second: seconds.pass)
    }

    /// Runs the service until `body` ends.
    private func running(_ deliveries: LogoutDeliveries, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await deliveries.deliver() }
            try await body()
            group.cancelAll()
        }
    }

    private var numbers: String {
        String(decoding: metrics.registry.render(), as: UTF8.self)
    }

    @Test func `whoever must be told is told within the second, one session after the other`() async throws {
        try await endSessions(3, of: ["a", "b"])
        let door = Door()
        let seconds = Seconds()
        let start = now
        try await running(try deliveries(to: door, after: seconds, clock: { start })) {
            seconds.let(1)
            await door.wait(until: 6)
            while try await database.store.findPendingLogoutNotices() > 0 { await Task.yield() }
            seconds.let(1)
            await seconds.wait(until: 2)
        }
        #expect(door.most(of: "a") == 1)
        #expect(door.most(of: "b") == 1)
        #expect(numbers.contains("cardea_backchannel_logout_total{outcome=\"delivered\"} 6\n"))
        #expect(numbers.contains("cardea_backchannel_logout_pending 0\n"))
    }

    @Test func `a client that does not answer keeps nobody else waiting, nor is it asked twice at once`() async throws {
        try await endSessions(5, of: ["dead", "a", "b"])
        let door = Door(shutFor: ["dead.example"])
        let seconds = Seconds()
        let start = now
        try await running(try deliveries(to: door, after: seconds, clock: { start })) {
            seconds.let(1)
            await door.wait(until: 11)
            #expect(door.posts.filter { $0 == "a.example" }.count == 5)
            #expect(door.posts.filter { $0 == "b.example" }.count == 5)
            #expect(door.posts.filter { $0 == "dead.example" }.count == 1)
        }
        // What was under way when the service ended is due again at once.
        #expect(try await database.store.findPendingLogoutNotices() == 5)
        let due = try await database.store.findDueLogoutNotices(sparing: [], limit: 10, at: now)
        #expect(due.count == 5)
    }

    @Test func `no more clients are spoken to at once than there is room for`() async throws {
        let names = (0..<20).map { "client-\($0)" }
        try await endSessions(1, of: names)
        let door = Door(shutFor: Set(names.map { "\($0).example" }))
        let seconds = Seconds()
        let start = now
        try await running(try deliveries(to: door, after: seconds, clock: { start })) {
            seconds.let(3)
            await seconds.wait(until: 3)
            await door.wait(until: LogoutDeliveries.atOnce)
            #expect(door.posts.count == LogoutDeliveries.atOnce)
            door.open()
            await door.wait(until: 20)
        }
        #expect(Set(door.posts).count == 20)
    }

    @Test func `strangers with slow hosts hold up strangers and nobody else`() async throws {
        let strangers = (0..<48).map { "stranger-\($0)" }
        try await endSessions(1, of: strangers, origin: .registration, as: "eve")
        let known = (0..<20).map { "known-\($0)" }
        try await endSessions(1, of: known)
        let door = Door(shutFor: Set(strangers.map { "\($0).example" }))
        let seconds = Seconds()
        let start = now
        try await running(try deliveries(to: door, after: seconds, clock: { start })) {
            seconds.let(1)
            await door.wait(until: known.count + LogoutDeliveries.atOnce)
            #expect(Set(door.posts.filter { $0.hasPrefix("known") }).count == known.count)
            #expect(door.posts.filter { $0.hasPrefix("stranger") }.count == LogoutDeliveries.atOnce)
        }
    }

    @Test(arguments: [ClientRecord.Origin.command, .document])
    func `two clients of one host are spoken to at once, and others do not wait for them`(
        origin: ClientRecord.Origin
    ) async throws {
        let slow = (0..<100).map { "slow-\($0)" }
        try await endSessions(1, of: slow, at: "slow.example", origin: origin, as: "eve")
        try await endSessions(1, of: ["a", "b"], origin: origin)
        let door = Door(shutFor: ["slow.example"])
        let seconds = Seconds()
        let start = now
        try await running(try deliveries(to: door, after: seconds, clock: { start })) {
            seconds.let(1)
            await door.wait(until: 4)
            seconds.let(1)
            await seconds.wait(until: 2)
            #expect(door.posts.filter { $0 == "slow.example" }.count == LogoutDeliveries.perHost)
            #expect(door.posts.contains("a.example") && door.posts.contains("b.example"))
            door.open()
            await door.wait(until: 102)
        }
        #expect(door.most(of: "slow") == LogoutDeliveries.perHost)
    }

    @Test func `a failure is counted, and what still waits can be seen`() async throws {
        try await endSessions(1, of: ["a"])
        let door = Door(answer: 503)
        let seconds = Seconds()
        let start = now
        try await running(try deliveries(to: door, after: seconds, clock: { start })) {
            seconds.let(1)
            await door.wait(until: 1)
            while try await database.store.findDueLogoutNotices(sparing: [], limit: 1, at: start + 1).isEmpty {
                await Task.yield()
            }
            seconds.let(1)
            await seconds.wait(until: 2)
        }
        #expect(numbers.contains("cardea_backchannel_logout_total{outcome=\"retried\"} 1\n"))
        #expect(numbers.contains("cardea_backchannel_logout_total{outcome=\"abandoned\"} 0\n"))
        #expect(numbers.contains("cardea_backchannel_logout_pending 1\n"))
        #expect(door.posts.count == 1)
    }
}

/// Clients' logout endpoints: each answers, or hangs until the door is opened.
private final class Door: LogoutTokenPosting {
    private struct State {
        var posts: [String] = []
        var now: [String: Int] = [:]
        var most: [String: Int] = [:]
        var shut: Set<String>
    }

    private let state: Mutex<State>
    private let answer: Int

    init(shutFor shut: Set<String> = [], answer: Int = 200) {
        state = Mutex(State(shut: shut))
        self.answer = answer
    }

    /// The hosts that were posted to, in order.
    var posts: [String] { state.withLock { $0.posts } }

    /// How many posts a client had to answer at once at most.
    func most(of name: String) -> Int { state.withLock { $0.most["\(name).example"] ?? 0 } }

    func open() {
        state.withLock { $0.shut = [] }
    }

    /// Returns when so many posts have come.
    func wait(until count: Int) async {
        while posts.count < count { await Task.yield() }
    }

    func post(_ token: [UInt8], to uri: WebURI) async throws(OAuthError) -> Int {
        state.withLock { state in
            state.posts.append(uri.host)
            state.now[uri.host, default: 0] += 1
            state.most[uri.host] = max(state.most[uri.host] ?? 0, state.now[uri.host] ?? 0)
        }
        defer { state.withLock { $0.now[uri.host, default: 1] -= 1 } }
        while state.withLock({ $0.shut.contains(uri.host) }) {
            guard !Task.isCancelled else { throw OAuthError(.temporarilyUnavailable, "broken off") }
            await Task.yield()
        }
        return answer
    }
}

/// Nothing can be fetched.
private struct NoDocuments: DocumentFetching {
    func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
        throw OAuthError(.temporarilyUnavailable, "there are no documents")
    }
}

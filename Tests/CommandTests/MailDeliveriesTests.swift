import Identity
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

/// The service that hands messages over.
struct MailDeliveriesTests {
    private let database: TemporaryDatabase
    private let metrics = ServerMetrics(registry: MetricsRegistry())
    private let outbox = Outbox(master: MasterKey(from: .live), entropy: .live)
    private let now = Timestamp(1_700_000_000)

    init() throws {
        database = try TemporaryDatabase()
    }

    /// Puts messages there.
    private func put(_ kind: MailRecord.Kind, _ count: Int = 1, at host: String, of name: String = "ada") async throws {
        for number in 0..<count {
            let user = UserRecord.make("\(name)\(number)", email: "\(name)\(number)@\(host)", emailVerified: true)
            let mail = try #require(outbox.notice(kind, to: user, Circumstances(), at: now))
            #expect(try await database.store.commitRequested(mail))
        }
    }

    /// Runs the service until `body` ends, a second after it began.
    private func running(
        _ office: PostOffice, at moment: Timestamp? = nil, _ body: (Seconds) async throws -> Void
    ) async throws {
        let (seconds, clock) = (Seconds(), moment ?? now)
        let links = OneTimeLinks(
            store: database.store, hasher: database.hasher, entropy: .live, mac: { Array($0.prefix(32)) },
            outbox: outbox)
        let deliveries = MailDeliveries(
            delivery: MailDelivery(mails: database.store, outbox: outbox, links: links, handler: office),
            mails: database.store, metrics: metrics.mails, logger: .quiet, now: { clock }, second: seconds.pass)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await deliveries.deliver() }
            seconds.let(1)
            try await body(seconds)
            group.cancelAll()
        }
    }

    private func pending() async throws -> Int {
        try await database.store.findPendingMails(of: MailRecord.Kind.allCases)
    }

    private func counted(_ outcome: String) -> Bool {
        String(decoding: metrics.registry.render(), as: UTF8.self)
            .contains("cardea_mail_total{outcome=\"\(outcome)\"} 1\n")
    }

    @Test func `slow recipients of one host hold up nobody else, and two of them are sent to at once`() async throws {
        try await put(.passwordChanged, 40, at: "slow.example")
        try await put(.passwordChanged, at: "quick.example", of: "bob")
        let office = PostOffice(shutFor: ["slow.example"])
        try await running(office) { _ in
            await office.wait(until: 3)
            while try await pending() > 40 { await Task.yield() }
            #expect(office.recipients.sorted().last == "bob0@quick.example")
            #expect(office.most(at: "slow.example") == 2)
            office.open()
            await office.wait(until: 41)
        }
        #expect(office.most(at: "slow.example") == 2)
    }

    @Test func `messages to addresses that nobody has proved hold up no others`() async throws {
        for number in 0..<9 { try await put(.address, 2, at: "slow\(number).example") }
        try await put(.passwordChanged, at: "quick.example", of: "bob")
        let slow = Set((0..<9).map { "slow\($0).example" })
        let office = PostOffice(shutFor: slow)
        try await running(office) { _ in
            await office.wait(until: 5)
            #expect(office.recipients.contains("bob0@quick.example"))
            #expect(office.recipients.count == 5)
            office.open()
            await office.wait(until: 19)
        }
    }

    @Test func `what the mail server does not take waits, and goes later`() async throws {
        try await put(.passwordChanged, at: "there.example")
        try await running(PostOffice(answering: .failed(reason: "451 later"))) { seconds in
            await seconds.wait(until: 1)
            while !counted("retried") { await Task.yield() }
        }
        #expect(try await pending() == 1)
        #expect(try await database.store.findDueMails(limit: 9, at: now) == [])
        let office = PostOffice()
        try await running(office, at: now + 1) { _ in await office.wait(until: 1) }
        #expect(counted("delivered"))
        #expect(try await pending() == 0)
    }

    @Test func `it is tried for as long as it may arrive, at most each ten minutes, and then given up`() async throws {
        try await put(.passwordChanged, at: "there.example")
        let office = PostOffice(answering: .failed(reason: "451 later"))
        var (moment, attempts) = (now, [Int64]())
        while let mail = try await database.store.findDueMails(limit: 1, at: now + 2 * MailRecord.lifetime).first {
            moment = mail.dueAt
            attempts.append(moment.seconds(since: now))
            let count = office.recipients.count + 1
            try await running(office, at: moment) { seconds in
                await office.wait(until: count)
                await seconds.wait(until: 1)
                while try await database.store.findDueMails(limit: 1, at: moment) == [mail] { await Task.yield() }
            }
        }
        #expect(Array(attempts.prefix(7)) == [0, 1, 6, 36, 156, 756, 1_356])
        #expect(zip(attempts, attempts.dropFirst()).allSatisfy { $1 - $0 <= 600 })
        #expect((MailRecord.lifetime - 600..<MailRecord.lifetime).contains(attempts.last ?? 0))
        #expect(counted("abandoned"))
    }

    @Test func `what is refused for good is not tried again`() async throws {
        try await put(.passwordChanged, at: "there.example")
        try await running(PostOffice(answering: .refused(reason: "550 nobody"))) { _ in
            while try await pending() > 0 { await Task.yield() }
            while !counted("refused") { await Task.yield() }
        }
    }

    @Test func `who stops puts back what is under way`() async throws {
        try await put(.passwordChanged, at: "slow.example")
        let office = PostOffice(shutFor: ["slow.example"])
        try await running(office) { _ in await office.wait(until: 1) }
        #expect(try await database.store.findDueMails(limit: 9, at: now).map(\.attempts) == [1])
    }

    @Test func `that a link for a password is handed over is not counted, since that would tell who has an account`()
        async throws
    {
        try await put(.newPassword, at: "there.example")
        let office = PostOffice()
        try await running(office) { _ in
            await office.wait(until: 1)
            while try await pending() > 0 { await Task.yield() }
        }
        #expect(!counted("delivered"))
    }
}

/// A mail server for tests: it takes what comes, or keeps it waiting until it opens.
private final class PostOffice: MailHandling {
    private struct State {
        var recipients: [String] = []
        var now: [String: Int] = [:]
        var most: [String: Int] = [:]
        var shut: Set<String>
    }

    private let state: Mutex<State>
    private let answer: MailHandover

    init(shutFor shut: Set<String> = [], answering answer: MailHandover = .accepted) {
        state = Mutex(State(shut: shut))
        self.answer = answer
    }

    /// Whom it was handed something for, in order.
    var recipients: [String] { state.withLock { $0.recipients } }

    /// How many a host had to take at once at most.
    func most(at host: String) -> Int { state.withLock { $0.most[host] ?? 0 } }

    func open() { state.withLock { $0.shut = [] } }

    /// Returns when so many have come.
    func wait(until count: Int) async {
        while recipients.count < count { await Task.yield() }
    }

    func hand(_ content: MailContent, at now: Timestamp) async -> MailHandover {
        let host = String(content.recipient.octets.split("@").last ?? "")
        state.withLock { state in
            state.recipients.append(content.recipient)
            state.now[host, default: 0] += 1
            state.most[host] = max(state.most[host] ?? 0, state.now[host] ?? 0)
        }
        defer { state.withLock { $0.now[host, default: 1] -= 1 } }
        while state.withLock({ $0.shut.contains(host) }) {
            guard !Task.isCancelled else { return .failed(reason: "broken off") }
            await Task.yield()
        }
        return answer
    }
}

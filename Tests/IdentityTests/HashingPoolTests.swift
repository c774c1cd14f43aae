import Dispatch
import OAuthProtocol
import Storage
import Synchronization
import Testing

@testable import Identity

/// Who waits where for a thread, and how much of the queue anybody may have.
struct HashingPoolTests {
    /// Four threads that are all at work, and four places to wait, until `release` is called.
    private final class FullHouse {
        let pool = HashingPool(threads: 4, waiting: 4)
        private let gate = DispatchSemaphore(value: 0)
        private var admitted = 0

        /// How many of `times` jobs are admitted.
        func admit(_ cause: HashingCause, times: Int = 20) -> Int {
            let gate = gate
            let count = (0..<times).count { _ in pool.submit(for: cause) { gate.wait() } }
            admitted += count
            return count
        }

        deinit {
            for _ in 0..<admitted { gate.signal() }
            pool.close()
        }
    }

    @Test func `one network has a quarter of the places, and a rented network of many has half`() {
        let fixture = FullHouse()
        #expect(fixture.admit(.signIn(from: "192.0.2.1")) == 2)
        let rented = (0..<20).map { fixture.admit(.signIn(from: "2001:db8:1:\($0)::1"), times: 1) }
        #expect(rented.reduce(0, +) == 4)
        #expect(fixture.admit(.signIn(from: "192.0.2.2")) == 2)
        #expect(fixture.admit(.signIn(from: "192.0.2.3")) == 0)
    }

    @Test func `one network of a rented one has no more than any other`() {
        #expect(FullHouse().admit(.clientSecret(from: "2001:db8:1:2::1")) == 2)
    }

    @Test func `what one kind of caller has taken is no other's`() throws {
        let fixture = FullHouse()
        for number in 0..<20 { _ = fixture.admit(.clientSecret(from: "192.0.2.\(number)")) }
        for number in 0..<20 { _ = fixture.admit(.newAccount(from: "192.0.2.\(number)")) }
        for number in 0..<20 { _ = fixture.admit(.signIn(from: "192.0.2.\(number)")) }
        #expect(fixture.admit(.clientSecret(from: "198.51.100.1")) == 0)
        #expect(fixture.admit(.newAccount(from: "198.51.100.1")) == 0)
        #expect(fixture.admit(.signIn(from: "198.51.100.1")) == 0)
        #expect(fixture.admit(.knownBrowser(of: try #require(UserID(1)), at: "192.0.2.1")) == 1)
        #expect(fixture.admit(.knownBrowser(of: try #require(UserID(2)), at: "198.51.100.1")) == 1)
        #expect(fixture.admit(.command) == 8)
    }

    @Test func `places come back`() async {
        let pool = HashingPool(threads: 1, waiting: 0)
        defer { pool.close() }
        for _ in 0..<100 {
            let answer = await pool.run(for: .signIn(from: "2001:db8::1")) { 1 }
            #expect(answer == 1)
            while pool.depth > 0 { await Task.yield() }
        }
    }

    @Test(arguments: [
        (many: HashingCause.clientSecret, alone: HashingCause.signIn),
        (many: HashingCause.signIn, alone: HashingCause.clientSecret),
    ])
    func `whoever waits alone of its kind is next but one, however many of another wait`(
        many: @escaping @Sendable (String) -> HashingCause, alone: @escaping @Sendable (String) -> HashingCause
    ) async {
        let pool = HashingPool(threads: 1, waiting: 64)
        defer { pool.close() }
        let order = Order()
        let gate = DispatchSemaphore(value: 0)
        #expect(pool.submit(for: .command) { gate.wait() })
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<48 {
                group.addTask {
                    _ = await pool.run(for: many("192.0.2.\(number % 4)")) { order.append("one of many") }
                }
            }
            while pool.depth < 49 { await Task.yield() }
            group.addTask {
                _ = await pool.run(for: alone("192.0.2.1")) { order.append("alone") }
            }
            while pool.depth < 50 { await Task.yield() }
            gate.signal()
        }
        let place = order.names.firstIndex(of: "alone")
        #expect(place.map { $0 <= 1 } ?? false, "\(String(describing: place))")
    }

    @Test func `passwords count for the network that a provider rents out as well`() {
        let ours = SignInCounters(user: nil, login: "ada", address: "2001:db8:1:ff02::9", mac: IdentityFixture.mac)
        let others = SignInCounters(user: nil, login: "bob", address: "2001:db8:1:1::1", mac: IdentityFixture.mac)
        let common = ours.all.filter { others.all.map(\.key).contains($0.key) }
        #expect(common.map(\.limit) == [16_000])
    }
}

/// Who had their turn, in order.
private final class Order: Sendable {
    private let list = Mutex<[String]>([])

    var names: [String] { list.withLock { $0 } }

    func append(_ name: String) {
        list.withLock { $0.append(name) }
    }
}

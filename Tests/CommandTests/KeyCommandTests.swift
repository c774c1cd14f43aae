import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

@testable import cardea

/// What `cardea key` does to the keys.
struct KeyCommandTests {
    private let database: TemporaryDatabase
    private let keys: SigningKeyService
    private let start = Timestamp(1_700_000_000)

    init() throws {
        database = try TemporaryDatabase()
        keys = SigningKeyService(
            store: database.store, masterKey: MasterKey(from: Entropy { [UInt8](repeating: 5, count: $0) }),
            ring: KeyRing(), standing: [.es256, .rs256], longestTokenLifetime: 3600)
    }

    /// Rotates at `now`, and says for how long that waited.
    private func rotate(at now: inout Timestamp) async throws -> [Int64] {
        var (waits, time) = ([] as [Int64], now)
        try await KeyCommand.Rotate.rotate(
            keys, now: { time },
            wait: { seconds in
                waits.append(seconds)
                time = time + seconds
            })
        now = time
        return waits
    }

    @Test func `a successor that a first start left for later is shown before it signs`() async throws {
        try await keys.prepare(at: start)
        let first = try await database.store.findSigningKeys()
        #expect(first.filter { $0.algorithm == .rs256 }.map(\.state) == [.current])
        var now = start + 1
        #expect(try await rotate(at: &now) == [2])
        let signing = try await database.store.findSigningKeys().filter { $0.state == .current }
        #expect(Set(signing.map(\.algorithm)) == [.es256, .rs256])
        #expect(Set(signing.map(\.id)).isDisjoint(with: first.filter { $0.state == .current }.map(\.id)))
        #expect(signing.allSatisfy { $0.activatedAt == now && $0.createdAt < now })
    }

    @Test func `where every successor is shown already, nothing is waited for`() async throws {
        try await keys.prepare(at: start)
        try await keys.rotateIfDue(at: start)
        var now = start + 1
        #expect(try await rotate(at: &now).isEmpty)
    }
}

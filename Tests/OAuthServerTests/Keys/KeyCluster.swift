import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Synchronization

/// One database with one master key, and the services of as many processes as a test wants. RSA keys come from a stock
/// that all tests share, since looking for primes takes long.
struct KeyCluster {
    static let hour: Int64 = 3600
    static let day: Int64 = 86_400
    /// The algorithms that have keys from the start.
    static let standing: [SignatureAlgorithm] = [.es256, .rs256]
    /// When the story of each test begins.
    static let start = Timestamp(1_800_000_000)

    let store = InterruptibleKeyStore()
    private let masterKey: MasterKey
    private let supply = Supply()

    init() {
        masterKey = MasterKey(from: Entropy { count in [UInt8](repeating: 5, count: count) })
    }

    /// How many keys were made, by whichever process.
    var made: [SignatureAlgorithm] { supply.made.withLock { $0 } }

    /// A process: its own ring, the common database.
    func process(masterKey: MasterKey? = nil) -> (service: SigningKeyService, ring: KeyRing) {
        let ring = KeyRing()
        let supply = supply
        let service = SigningKeyService(
            store: store, masterKey: masterKey ?? self.masterKey, ring: ring, standing: Set(Self.standing),
            longestTokenLifetime: Self.hour
        ) { algorithm throws(JOSEError) in try supply.key(algorithm) }
        return (service, ring)
    }

    /// A process whose keys are ready, those for later included.
    func preparedProcess() async throws -> (service: SigningKeyService, ring: KeyRing) {
        let process = process()
        try await process.service.prepare(at: Self.start)
        try await process.service.rotateIfDue(at: Self.start)
        return process
    }

    /// The names of the keys of one algorithm and state, the oldest first.
    func ids(_ algorithm: SignatureAlgorithm, _ state: SigningKeyRecord.State) -> [String] {
        store.records.filter { $0.algorithm == algorithm && $0.state == state }.map(\.id)
    }
}

/// Makes keys, RSA keys from the stock.
private final class Supply: Sendable {
    private static let stock: Result<[SigningKey], JOSEError> = {
        do throws(JOSEError) {
            var keys: [SigningKey] = []
            for _ in 0..<4 { keys.append(try SigningKey.generate(.rs256)) }
            return .success(keys)
        } catch {
            return .failure(error)
        }
    }()

    let made = Mutex<[SignatureAlgorithm]>([])

    func key(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> SigningKey {
        let before = made.withLock { made in
            defer { made.append(algorithm) }
            return made.count { $0 == .rs256 }
        }
        let stock = try Self.stock.get()
        guard algorithm == .rs256, before < stock.count else { return try SigningKey.generate(algorithm) }
        return stock[before]
    }
}

extension KeyRing {
    /// A token signed as any token of this moment is.
    func token(_ algorithm: SignatureAlgorithm = .es256) throws -> CompactJWS {
        guard let key = current.signer(algorithm) else { throw JOSEError.badKey }
        return try CompactJWS(String(decoding: key.sign(Array("{}".utf8), type: "JWT"), as: UTF8.self))
    }

    /// Whether this server takes `token` for its own.
    func recognises(_ token: CompactJWS) -> Bool {
        guard let id = token.keyID, let key = current.verificationKey(id: id) else { return false }
        return token.isSigned(by: key)
    }
}

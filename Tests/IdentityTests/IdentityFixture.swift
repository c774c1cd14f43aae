import Crypto
import Dispatch
import OAuthProtocol
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Identity

/// An Identity with cheap passwords, octets that repeat from run to run, and a store of its own.
struct IdentityFixture {
    let store = MemoryStore()
    let hasher: PasswordHasher
    let entropy = IdentityFixture.countingEntropy()

    init(threads: Int = 2, waiting: Int = 64) throws {
        hasher = try PasswordHasher(memory: 8192, passes: 1, threads: threads, waiting: waiting)
    }

    var accounts: Accounts { Accounts(users: store, hasher: hasher, entropy: entropy) }
    var signIn: SignIn { signIn(with: hasher) }

    func signIn(with hasher: PasswordHasher) -> SignIn {
        SignIn(users: store, attempts: store, hasher: hasher, entropy: entropy, mac: IdentityFixture.mac)
    }

    func sessions(_ configuration: SessionConfiguration = SessionConfiguration()) -> Sessions {
        Sessions(store: store, entropy: entropy, configuration: configuration)
    }

    /// An account with the password "correct horse".
    @discardableResult
    func add(_ username: String, email: String? = nil) async throws -> UserRecord {
        try await accounts.add(username: username, email: email, password: Secret("correct horse"), at: start)
    }

    func attempt(
        _ username: String, _ password: String, from address: String = "192.0.2.1", device: Secret? = nil,
        after seconds: Int64 = 0
    ) async throws -> Answer {
        let outcome = try await signIn.attempt(
            username: username, password: Secret(password), browser: device.map { DeviceCookie($0.exposed) },
            address: address, at: start + seconds)
        // As the session that begins does.
        if case .signedIn(let signedIn) = outcome { try store.commitSettlement(signedIn.settlement) }
        return Answer(outcome)
    }

    /// The new device cookie of a sign-in that must succeed.
    func deviceCookie(of username: String) async throws -> Secret? {
        let outcome = try await signIn.attempt(
            username: username, password: Secret("correct horse"), browser: nil, address: "198.51.100.7", at: start)
        guard case .signedIn(let signedIn) = outcome else { return nil }
        try store.commitSettlement(signedIn.settlement)
        return signedIn.device
    }

    /// `user` as one who has just shown a password.
    func signedIn(_ user: UserRecord, settling settlement: AttemptSettlement = .none) -> SignedIn {
        SignedIn(user: user, device: Secret("device"), settlement: settlement)
    }

    static func mac(_ message: [UInt8]) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: [UInt8](repeating: 7, count: 32))))
    }

    /// Octets that never repeat within one source and always repeat from run to run.
    static func countingEntropy() -> Entropy {
        let calls = Counter()
        return Entropy { count in
            let seed = Array(SHA256.hash(data: Array("call \(calls.next())".utf8)))
            return (0..<count).map { seed[$0 % seed.count] ^ UInt8(truncatingIfNeeded: $0 / seed.count) }
        }
    }
}

/// The moment at which every test begins.
let start = Timestamp(1_800_000_000)

/// What a browser can tell about an attempt.
enum Answer: Equatable {
    case signedIn(String)
    case wrong
    case throttled(Int64)
    case busy

    init(_ outcome: SignInOutcome) {
        switch outcome {
        case .signedIn(let signedIn): self = .signedIn(signedIn.user.username)
        case .wrong: self = .wrong
        case .throttled(let seconds): self = .throttled(seconds)
        case .busy: self = .busy
        }
    }

    var isThrottled: Bool {
        if case .throttled = self { true } else { false }
    }
}

final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}

extension PasswordHasher {
    /// Keeps `threads` threads at work, or places of their queue, until the returned closure is called.
    func occupy(threads: Int, for kind: HashingCause.Kind = .signIn) -> @Sendable () -> Void {
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<threads {
            #expect(pool.submit(for: HashingCause(kind: kind, holders: [])) { gate.wait() })
        }
        return {
            for _ in 0..<threads { gate.signal() }
        }
    }
}

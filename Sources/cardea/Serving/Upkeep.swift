import Logging
import OAuthProtocol
import OAuthServer
import ServiceLifecycle
import Storage
import UnixSignals

/// What the server does by itself while it runs: it notices what other processes changed, writes down what it
/// remembered, and lets expired rows leave.
struct Upkeep: Service {
    /// Seconds between two removals of expired rows.
    static let removalInterval: Int64 = 10
    /// Rows of each kind that leave in one transaction: few, so that no request waits long behind them.
    static let batch = 500
    /// Batches of one removal at most, so that the other chores have their turn.
    static let batches = 100
    /// Seconds between two looks at the age of the signing keys.
    static let rotationInterval: Int64 = 3600

    let store: any Store
    let keys: SigningKeyService
    let clients: ClientDirectory
    let clock: LiveClock
    let logger: Logger
    private let troubles = Troubles()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var second: Int64 = 0
            while (try? await clock.sleep(seconds: 1)) != nil {
                second += 1
                guard await turn(second, at: clock.now()) else { return }
            }
        }
        await attempt("the last use of clients was not written", at: clock.now()) { try await clients.flush() }
    }

    /// The chores of one second. None of them may keep another from being done, now or later.
    ///
    /// - `second`: counts up from 1.
    /// - Returns: false if the database has moved, so that a server must end which goes by what it held then.
    @discardableResult
    func turn(_ second: Int64, at now: Timestamp) async -> Bool {
        var isInTrouble = false
        do throws(StorageError) {
            try await store.ping()
        } catch {
            guard error.code != .moved else {
                logger.error("the server ends: its database has moved", metadata: ["error": "\(error)"])
                return false
            }
            isInTrouble = true
        }
        await attempt("the signing keys were not read", at: now) { try await keys.reload() }
        await attempt("the last use of clients was not written", at: now) { try await clients.flush() }
        // What is removed makes room; and where writes failed, one that succeeds says that they no longer do.
        if isInTrouble || second % Self.removalInterval == 0 {
            await attempt("expired rows were not removed", at: now) { try await removeExpired(at: now) }
        }
        // Soon after the start too: a first start leaves keys to be made.
        if second % Self.rotationInterval == 1 {
            await attempt("the signing keys were not rotated", at: now) { try await keys.rotateIfDue(at: now) }
        }
        return true
    }

    private func removeExpired(at now: Timestamp) async throws {
        for _ in 0..<Self.batches {
            guard try await store.commitRemovalOfExpired(at: now, limit: Self.batch) >= Self.batch else { return }
        }
    }

    private func attempt(_ failure: Logger.Message, at now: Timestamp, _ chore: () async throws -> Void) async {
        do {
            try await chore()
            troubles.end(failure)
        } catch {
            troubles.say(failure, "\(error)", at: now, to: logger)
        }
    }
}

/// Reads the clients of the configuration file anew at each SIGHUP. A file that is wrong changes nothing.
struct Reload: Service {
    /// Trapped before the server says that it is ready, since an untrapped SIGHUP would end the process.
    let hangups: UnixSignalsSequence
    let logger: Logger
    let reload: @Sendable () async throws -> Void

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() {
            do {
                try await reload()
                logger.notice("clients read anew from the configuration")
            } catch {
                logger.error("the configuration was not read anew", metadata: ["error": "\(error)"])
            }
        }
    }
}

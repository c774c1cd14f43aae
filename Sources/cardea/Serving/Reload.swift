import Logging
import ServiceLifecycle
import UnixSignals

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

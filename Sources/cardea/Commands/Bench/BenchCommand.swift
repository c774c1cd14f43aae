import ArgumentParser
import Foundation
import OAuthProtocol
import UnixSignals

/// `cardea bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine's disk, signatures and Argon2id, and propose what sign-ins should cost on it.",
        discussion: """
            Takes some five seconds, and all cores for that time. The database is not touched: commits are measured in a folder beside it, \
            which is gone at the end. Give it the configuration and the data directory of the server, and run it where the server runs.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration()
        let report = try await Self.untilInterrupted { try await BenchReport.measure(configuration) }
        common.output.write(.object(report.json), text: report.text)
    }

    /// Lets SIGINT and SIGTERM cancel `body`, so that it leaves nothing behind.
    ///
    /// - Throws: what `body` throws; `CommandError` where it was interrupted.
    private static func untilInterrupted<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask {
                for await _ in signals { throw CommandError("interrupted: nothing is left behind") }
                throw CancellationError()
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}

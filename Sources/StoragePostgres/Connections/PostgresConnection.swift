import CLibPQ
import Foundation
import Storage
import Synchronization

/// One connection, on which one caller at a time has statements done. Whoever asks sends by itself, as far as the system takes
/// it without waiting; the loop receives, and sends what is left.
final class PostgresConnection: Sendable {
    /// What the server is to answer next.
    private enum Expected: Equatable {
        case preparation(of: String)
        case answer
    }

    /// Statements that are on their way.
    private struct Exchange {
        var expected: [Expected]
        var next = 0
        var results: [PostgresResult] = []
        var failure: PostgresFailure?
        /// The loop's tick at which nobody waits for an answer any more.
        let deadline: Int
        let continuation: CheckedContinuation<Result<[PostgresResult], PostgresFailure>, Never>
    }

    private struct State {
        var exchange: Exchange?
        /// The names of the statements that the server knows.
        var prepared: Set<String> = []
        var hasMoreToSend = false
        /// Why it cannot be used any more.
        var failure: PostgresFailure?
    }

    /// Ticks of the loop that an answer may take: longer than the server itself lets a statement run.
    private static let patience = 30

    let descriptor: CInt
    private let loop: ConnectionLoop
    private let made: MadeConnection
    private let onNews: @Sendable () -> Void
    private let state = Mutex(State())
    private let library = LibPQ.functions

    /// - `made`: belongs to this from now on.
    /// - `onNews`: told, on the loop's thread, that something was announced.
    /// - Throws: `PostgresFailure` if it cannot be used so.
    init(
        _ made: MadeConnection, in loop: ConnectionLoop, onNews: @escaping @Sendable () -> Void
    ) throws(PostgresFailure) {
        self.made = made
        self.loop = loop
        self.onNews = onNews
        let pointer = made.pointer
        descriptor = library.PQsocket(pointer)
        guard library.PQsetnonblocking(pointer, 1) == 0, library.PQenterPipelineMode(pointer) == 1 else {
            let failure = Self.failure(of: pointer)
            library.PQfinish(pointer)
            throw failure
        }
    }

    /// Why it cannot be used any more; `nil` if it can.
    var failure: PostgresFailure? { state.withLock(\.failure) }

    /// Has statements done one after the other, in one transaction if none of them says otherwise, and waits until it is
    /// durable.
    ///
    /// - Returns: what came of each.
    /// - Throws: what the first failed with that did; those behind it were not done.
    func perform(_ calls: [StatementCall]) async throws(PostgresFailure) -> [PostgresResult] {
        let result = await withCheckedContinuation { continuation in
            let (refusal, mustWake) = state.withLock { state -> (PostgresFailure?, Bool) in
                if let failure = state.failure { return (failure, false) }
                var exchange = Exchange(
                    expected: [], deadline: loop.tick + Self.patience, continuation: continuation)
                let isSent =
                    calls.allSatisfy { send($0, &exchange, known: state.prepared) }
                    && library.PQpipelineSync(made.pointer) == 1
                guard isSent else {
                    state.failure = Self.failure(of: made.pointer)
                    return (state.failure, true)
                }
                state.exchange = exchange
                flush(&state)
                return (nil, state.hasMoreToSend)
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
            if mustWake { loop.wake() }
        }
        return try result.get()
    }

    /// What the loop waits for, as `poll` has it.
    var events: Int16 {
        Int16(POLLIN) | (state.withLock(\.hasMoreToSend) ? Int16(POLLOUT) : 0)
    }

    /// Takes what has come in and sends what is left. Called by the loop alone.
    ///
    /// - Returns: why the connection is at its end; `nil` if it is not.
    func serve() -> PostgresFailure? {
        var hasNews = false
        let (failure, done) = state.withLock { state -> (PostgresFailure?, Exchange?) in
            if state.failure == nil {
                if library.PQconsumeInput(made.pointer) == 0 {
                    state.failure = Self.failure(of: made.pointer)
                } else {
                    flush(&state)
                }
            }
            hasNews = takeNews()
            if state.failure == nil, receive(&state) { return (nil, state.exchange.take()) }
            if state.failure == nil, state.exchange == nil { noteEnd(&state) }
            return (state.failure, state.failure == nil ? nil : state.exchange.take())
        }
        if hasNews { onNews() }
        if let done {
            let broken = failure ?? done.failure
            done.continuation.resume(returning: broken.map { .failure($0) } ?? .success(done.results))
        }
        return failure
    }

    /// Gives up what has not been answered for too long.
    func check(at tick: Int) {
        state.withLock { state in
            guard let deadline = state.exchange?.deadline, deadline < tick else { return }
            state.failure = PostgresFailure(state: "08006", message: "the server does not answer")
        }
    }

    /// Has no further use made of it; the loop closes it at its next turn.
    func giveUp() {
        state.withLock { state in
            state.failure = state.failure ?? PostgresFailure(state: "08003", message: "the connection is given up")
        }
        loop.wake()
    }

    /// Called once, by the loop, when nobody uses it any more.
    func close() {
        state.withLock { _ in library.PQfinish(made.pointer) }
    }

    /// - Returns: whether libpq took it.
    private func send(_ call: StatementCall, _ exchange: inout Exchange, known: Set<String>) -> Bool {
        let name = call.text.name
        let isKnown = known.contains(name) || exchange.expected.contains(.preparation(of: name))
        return call.arguments.withPointers { arguments in
            if !isKnown {
                exchange.expected.append(.preparation(of: name))
                guard library.PQsendPrepare(made.pointer, name, call.text.sql, arguments.count, arguments.types) == 1
                else { return false }
            }
            exchange.expected.append(.answer)
            return library.PQsendQueryPrepared(
                made.pointer, name, arguments.count, arguments.values, arguments.lengths, arguments.formats, 1) == 1
        }
    }

    private func flush(_ state: inout State) {
        let left = library.PQflush(made.pointer)
        state.hasMoreToSend = left == 1
        if left < 0 { state.failure = Self.failure(of: made.pointer) }
    }

    /// - Returns: whether everything that was asked is answered.
    private func receive(_ state: inout State) -> Bool {
        while state.exchange != nil, library.PQisBusy(made.pointer) == 0 {
            // Between the answers to two statements there is nothing.
            guard let pointer = library.PQgetResult(made.pointer) else { continue }
            let result = PostgresResult(pointer)
            switch result.status {
            case PGRES_PIPELINE_SYNC:
                return true
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                guard let next = state.exchange?.next, let expected = state.exchange?.expected.dropFirst(next).first
                else { break }
                switch expected {
                case .preparation(let name): state.prepared.insert(name)
                case .answer: state.exchange?.results.append(result)
                }
                state.exchange?.next = next + 1
            case PGRES_PIPELINE_ABORTED:
                break
            default:
                let failure = result.failure
                if state.exchange?.failure == nil { state.exchange?.failure = failure }
                if failure.isOfOtherServer { state.failure = failure }
                if library.PQstatus(made.pointer) == CONNECTION_BAD {
                    state.failure = failure
                    return false
                }
            }
        }
        return false
    }

    /// - Returns: whether something was announced that has come in.
    private func takeNews() -> Bool {
        var hasSome = false
        while let news = library.PQnotifies(made.pointer) {
            library.PQfreemem(news)
            hasSome = true
        }
        return hasSome
    }

    /// Nobody asked anything: what comes is news of the server's, or its farewell.
    private func noteEnd(_ state: inout State) {
        guard library.PQisBusy(made.pointer) == 0, library.PQstatus(made.pointer) == CONNECTION_BAD else { return }
        state.failure = Self.failure(of: made.pointer)
    }

    static func failure(of pointer: OpaquePointer) -> PostgresFailure {
        let message = LibPQ.functions.PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
        let line = message.utf8.split(separator: UInt8(ascii: "\n")).map { String($0) ?? "" }.joined(separator: " ")
        return PostgresFailure(state: "08006", message: line.isEmpty ? "the connection was lost" : line)
    }
}

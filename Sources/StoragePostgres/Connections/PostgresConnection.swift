import CLibPQ
import Foundation
import Storage
import Synchronization

/// One connection, on which one caller at a time has statements done. Whoever asks sends by itself, as far as the system takes
/// it without waiting; the loop receives, and sends what is left.
final class PostgresConnection: Sendable {
    /// What the server is to answer next.
    private enum Expected {
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
    private let handle: Handle
    private let loop: ConnectionLoop
    private let state = Mutex(State())
    private let library = LibPQ.functions

    /// libpq's own, used by whoever holds the lock.
    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// - `pointer`: a connection that is made. It belongs to this from now on.
    /// - Throws: `PostgresFailure` if it cannot be used so.
    init(_ pointer: OpaquePointer, in loop: ConnectionLoop) throws(PostgresFailure) {
        handle = Handle(pointer: pointer)
        self.loop = loop
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
                for call in calls {
                    guard send(call, &exchange, known: state.prepared) else {
                        let failure = Self.failure(of: handle.pointer)
                        state.failure = failure
                        return (failure, true)
                    }
                }
                guard library.PQpipelineSync(handle.pointer) == 1 else {
                    let failure = Self.failure(of: handle.pointer)
                    state.failure = failure
                    return (failure, true)
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
        let (failure, done) = state.withLock { state -> (PostgresFailure?, Exchange?) in
            if state.failure == nil {
                if library.PQconsumeInput(handle.pointer) == 0 {
                    state.failure = Self.failure(of: handle.pointer)
                } else {
                    flush(&state)
                }
            }
            if state.failure == nil, receive(&state) { return (nil, state.exchange.take()) }
            if state.failure == nil, state.exchange == nil { noteEnd(&state) }
            return (state.failure, state.failure == nil ? nil : state.exchange.take())
        }
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
        state.withLock { _ in library.PQfinish(handle.pointer) }
    }

    private func send(_ call: StatementCall, _ exchange: inout Exchange, known: Set<String>) -> Bool {
        let (text, arguments) = (call.text, call.arguments)
        let count = CInt(clamping: arguments.places.count)
        let isKnown =
            known.contains(text.name)
            || exchange.expected.contains {
                if case .preparation(of: text.name) = $0 { true } else { false }
            }
        if !isKnown {
            guard library.PQsendPrepare(handle.pointer, text.name, text.sql, count, arguments.types) == 1 else {
                return false
            }
            exchange.expected.append(.preparation(of: text.name))
        }
        let lengths = arguments.places.map { CInt(clamping: $0?.count ?? 0) }
        let formats = [CInt](repeating: 1, count: lengths.count)
        let isSent = arguments.octets.withUnsafeBufferPointer { octets in
            octets.withMemoryRebound(to: CChar.self) { octets in
                let values = arguments.places.map { place in
                    place.flatMap { octets.baseAddress?.advanced(by: $0.start) }
                }
                return library.PQsendQueryPrepared(handle.pointer, text.name, count, values, lengths, formats, 1) == 1
            }
        }
        exchange.expected.append(.answer)
        return isSent
    }

    private func flush(_ state: inout State) {
        let left = library.PQflush(handle.pointer)
        state.hasMoreToSend = left == 1
        if left < 0 { state.failure = Self.failure(of: handle.pointer) }
    }

    /// - Returns: whether everything that was asked is answered.
    private func receive(_ state: inout State) -> Bool {
        while state.exchange != nil, library.PQisBusy(handle.pointer) == 0 {
            // Between the answers to two statements there is nothing.
            guard let pointer = library.PQgetResult(handle.pointer) else { continue }
            let result = PostgresResult(pointer)
            switch result.status {
            case PGRES_PIPELINE_SYNC:
                return true
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                guard let next = state.exchange?.next, let expected = state.exchange?.expected[next] else { break }
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
                if library.PQstatus(handle.pointer) == CONNECTION_BAD {
                    state.failure = failure
                    return false
                }
            }
        }
        return false
    }

    /// Nobody asked anything: what comes is news of the server's, or its farewell.
    private func noteEnd(_ state: inout State) {
        guard library.PQisBusy(handle.pointer) == 0, library.PQstatus(handle.pointer) == CONNECTION_BAD else { return }
        state.failure = Self.failure(of: handle.pointer)
    }

    static func failure(of pointer: OpaquePointer) -> PostgresFailure {
        let message = LibPQ.functions.PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
        let line = message.utf8.split(separator: UInt8(ascii: "\n")).map { String($0) ?? "" }.joined(separator: " ")
        return PostgresFailure(state: "08006", message: line.isEmpty ? "the connection was lost" : line)
    }
}

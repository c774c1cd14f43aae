import HTTPTypes
import Synchronization
import Testing

@testable import WebServer

/// Whoever sends ahead does not keep others from being heard.
@Suite struct TurnsTests {
    /// Counts how often it was asked, and takes its time.
    private final class Busy: Endpoint {
        let asked = Atomic(0)

        func respond(to request: WebRequest) async -> WebResponse {
            var sum = 0
            for number in 0..<20_000 { sum &+= number }
            asked.add(sum == 1 ? 0 : 1, ordering: .relaxed)
            return .json(Array("{}".utf8), outcome: "ok")
        }
    }

    @Test func `a request is answered before all that others have sent ahead`() async throws {
        let busy = Busy()
        let (connections, each) = (6, 500)
        let request = "GET /busy HTTP/1.1\r\nHost: a\r\n\r\n"
        try await RunningServer.with([Route(["/busy"], methods: [.get: busy], family: .plain, name: "busy")]) {
            server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<connections {
                    group.addTask {
                        try await RawConnection.with(server.port) { connection in
                            try await connection.send(String(repeating: request, count: each))
                            for _ in 0..<each { #expect(try await connection.answer().status == 200) }
                        }
                    }
                }
                while busy.asked.load(ordering: .relaxed) < connections { await Task.yield() }
                try await RawConnection.with(server.port) { connection in
                    try await connection.send(request)
                    #expect(try await connection.answer().status == 200)
                }
                #expect(busy.asked.load(ordering: .relaxed) < connections * each)
                try await group.waitForAll()
            }
        }
        #expect(busy.asked.load(ordering: .relaxed) == connections * each + 1)
    }
}

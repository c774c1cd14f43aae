import CardeaTesting
import HTTPTypes
import OAuthProtocol
import OAuthServer
import Testing

@testable import Documentation

/// Whoever asks for long texts and does not read them fills memory, and must not do so without end.
@Suite struct SendingLimitTests {
    private let limit = SendingLimit()

    private func sends(_ octets: Int, to address: String, at now: Int64 = 0) -> Bool {
        (try? limit.count(octets, to: address, at: Timestamp(now))) != nil
    }

    private let long = 5 * SendingLimit.piece - 1

    @Test func `one network is sent 64 MiB in a minute at most, and no more than a part of what is free`() {
        let sent = (0..<300).count { _ in sends(long, to: "192.0.2.1") }
        #expect(sent == 164)
        #expect(sends(long, to: "192.0.2.2"))
        #expect(sends(long, to: "192.0.2.1", at: 61))
    }

    @Test func `a rented network leaves the others their part`() {
        let sent = (0..<2_000).count { sends(long, to: "2001:db8:1:\($0)::1") }
        #expect(sent * 5 < SendingLimit.most.everybody / 2)
        #expect((0..<100).count { _ in sends(long, to: "192.0.2.1") } == 100)
    }

    @Test func `all networks together are sent 256 MiB at most`() {
        for index in 0..<250 {
            for _ in 0..<10 { _ = sends(long, to: "192.0.2.\(index)") }
        }
        for index in 0..<250 { _ = sends(0, to: "203.0.113.\(index)") }
        #expect(!sends(0, to: "198.51.100.1"))
        do throws(OAuthError) {
            try limit.count(0, to: "198.51.100.2", at: Timestamp(30))
            Issue.record("more was sent")
        } catch {
            // Nobody's address is at fault, and it is over when the minute is.
            #expect(!error.description.contains("your address") && error.retryAfter == 30)
        }
        #expect(sends(0, to: "198.51.100.1", at: 61))
    }

    @Test func `an answer that nothing changed counts as one piece`() async throws {
        let site = try TestDocumentation()
        let first = await site.send(.get, "/llms-full.txt")
        let known: HTTPFields = [.ifNoneMatch: first.header("ETag") ?? ""]
        var statuses: [Int] = []
        while statuses.last != 429 {
            statuses.append(await site.send(.get, "/llms-full.txt", headers: known).status)
        }
        #expect(statuses.count { $0 == 304 } > SendingLimit.most.network / 2)
        #expect(Set(statuses) == [304, 429])
    }

    @Test func `pages and the MCP server count together`() async throws {
        let site = try TestDocumentation()
        let first = await site.send(.get, "/llms-full.txt")
        let pieces = first.body.count / SendingLimit.piece + 1
        var refused: Reply?
        for _ in 0...SendingLimit.most.network / pieces where refused == nil {
            let reply = await site.send(.get, "/llms-full.txt")
            if reply.status != 200 { refused = reply }
        }
        #expect(refused?.status == 429 && refused?.header("Retry-After") == "60")
        let message =
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fetch","arguments":{"id":"limits"}}}"#
        let headers: HTTPFields = [.contentType: "application/json"]
        var fetched = 200
        for _ in 0...pieces { fetched = await site.send(.post, "/_mcp/server", headers: headers, body: message).status }
        #expect(fetched == 429)
        #expect(await site.send(.get, "/docs", from: "198.51.100.1").status == 200)
    }
}

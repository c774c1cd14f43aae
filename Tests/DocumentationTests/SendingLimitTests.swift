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

    @Test func `one network is sent 64 MiB in a minute at most`() {
        let text = 5 * SendingLimit.piece - 1
        #expect((0..<300).count { _ in sends(text, to: "192.0.2.1") } == SendingLimit.most.network / 5)
        #expect(sends(text, to: "192.0.2.2"))
        #expect(sends(text, to: "192.0.2.1", at: 61))
    }

    @Test func `all networks together are sent 256 MiB at most`() {
        let text = 64 * SendingLimit.piece - 1
        let sent = (0..<100).count { index in sends(text, to: "192.0.2.\(index)") }
        #expect(sent == SendingLimit.most.everybody / 64)
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
        let pieces = first.body.count / SendingLimit.piece + 1
        let known: HTTPFields = [.ifNoneMatch: first.header("ETag") ?? ""]
        for _ in 0..<SendingLimit.most.network - pieces {
            #expect(await site.send(.get, "/llms-full.txt", headers: known).status == 304)
        }
        #expect(await site.send(.get, "/llms-full.txt", headers: known).status == 429)
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

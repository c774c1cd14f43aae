import OAuthProtocol
import Synchronization
import Testing

@testable import cardea

/// `cardea sign-in` against a server that says what it is told to say.
@Suite struct DeviceSignInTests {
    /// Answers from a script, and remembers what was asked and how long was waited.
    final class Script: Sendable {
        struct State {
            var answers: [WebReply?]
            var asked: [WebQuestion] = []
            var waits: [Int64] = []
            var shown: [DevicePrompt] = []
            var now = Timestamp(1_800_000_000)
        }

        let state: Mutex<State>

        /// - Parameter answers: in the order in which they are given; `nil` for none at all.
        init(_ answers: [WebReply?]) {
            state = Mutex(State(answers: answers))
        }

        func flow(
            issuer: String = "https://auth.example", secret: String? = nil, scope: String? = nil,
            resources: [String] = []
        ) throws -> DeviceSignIn {
            DeviceSignIn(
                server: try ServerAddress(issuer), clientID: "tv set", clientSecret: secret.map { Secret($0) },
                scope: scope, resources: resources,
                send: { [self] question throws(Unreachable) in
                    let answer = state.withLock { state -> WebReply? in
                        state.asked.append(question)
                        return state.answers.isEmpty ? nil : state.answers.removeFirst()
                    }
                    guard let answer else { throw Unreachable(description: "no route to host") }
                    return answer
                },
                now: { [self] in state.withLock { $0.now } },
                wait: { [self] seconds in
                    state.withLock { state in
                        state.waits.append(seconds)
                        state.now = state.now + seconds
                    }
                },
                show: { [self] prompt in state.withLock { $0.shown.append(prompt) } })
        }

        var asked: [WebQuestion] { state.withLock { $0.asked } }
        var waits: [Int64] { state.withLock { $0.waits } }
        var shown: [DevicePrompt] { state.withLock { $0.shown } }
    }

    private static func reply(_ json: String, _ status: Int = 200) -> WebReply {
        WebReply(status: status, body: Array(json.utf8))
    }

    private static func refusal(_ error: String) -> WebReply { reply(#"{"error":"\#(error)"}"#, 400) }

    private static let metadata = reply(
        """
        {"issuer": "https://auth.example", "device_authorization_endpoint": "https://auth.example/device",
        "token_endpoint": "https://auth.example/token"}
        """)
    private static let codes = reply(
        """
        {"device_code": "dc", "user_code": "WDJB-MJHT", "verification_uri": "https://auth.example/device",
        "verification_uri_complete": "https://auth.example/device?user_code=WDJB-MJHT", "expires_in": 600, "interval": 5}
        """)
    private static let tokens = reply(#"{"access_token":"at","token_type":"Bearer","expires_in":3600}"#)

    private func reason(_ answers: [WebReply?], issuer: String = "https://auth.example") async -> String? {
        do {
            _ = try await Script(answers).flow(issuer: issuer).run()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `a byte order mark before an answer is passed over`() async throws {
        let marked = [Self.metadata, Self.codes, Self.tokens].map { reply in
            WebReply(status: reply.status, body: [0xef, 0xbb, 0xbf] + reply.body)
        }
        #expect(try await Script(marked).flow().run()["access_token"]?.string == "at")
    }

    @Test func `it shows the code, waits as long as it is told, and brings the tokens`() async throws {
        let script = Script([
            Self.metadata, Self.codes, Self.refusal("authorization_pending"), Self.refusal("slow_down"),
            Self.refusal("authorization_pending"), Self.tokens,
        ])
        let tokens = try await script.flow(scope: "openid films", resources: ["https://films.example"]).run()
        #expect(tokens["access_token"]?.string == "at")
        #expect(script.waits == [5, 5, 10, 10])
        #expect(
            script.shown == [
                DevicePrompt(
                    address: "https://auth.example/device", userCode: "WDJB-MJHT",
                    completeAddress: "https://auth.example/device?user_code=WDJB-MJHT")
            ])
        #expect(script.asked[0].url == "https://auth.example/.well-known/oauth-authorization-server")
        #expect(script.asked[1].url == "https://auth.example/device")
        #expect(
            script.asked[1].form
                == "scope=openid%20films&resource=https%3A%2F%2Ffilms.example&client_id=tv%20set")
        #expect(script.asked[2].url == "https://auth.example/token")
        #expect(
            script.asked[2].form
                == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=dc&client_id=tv%20set"
        )
        #expect(script.asked.allSatisfy { $0.authorization == nil })
    }

    @Test func `a secret goes where the server takes it`() async throws {
        for (methods, isInHeader) in [
            ("", true), (#","token_endpoint_auth_methods_supported":["client_secret_basic"]"#, true),
            (#","token_endpoint_auth_methods_supported":["client_secret_post"]"#, false),
        ] {
            let metadata = Self.reply(
                String(decoding: Self.metadata.body, as: UTF8.self).dropLast() + methods + "}")
            let script = Script([metadata, Self.codes, Self.tokens])
            _ = try await script.flow(secret: "a:b").run()
            for question in script.asked.dropFirst() {
                #expect(
                    (question.authorization == "Basic \(Base64.encode(Array("tv%20set:a%3Ab".utf8)))") == isInHeader)
                #expect((question.form?.contains("client_secret=a%3Ab") == true) != isInHeader)
            }
        }
    }

    @Test func `where the first document is not, the older one is read`() async throws {
        let script = Script([Self.reply("{}", 404), Self.metadata, Self.codes, Self.tokens])
        _ = try await script.flow(issuer: "https://auth.example/").run()
        #expect(script.asked[1].url == "https://auth.example/.well-known/openid-configuration")
        let nested = try ServerAddress("https://auth.example/a/b")
        #expect(
            nested.documents == [
                "https://auth.example/.well-known/oauth-authorization-server/a/b",
                "https://auth.example/.well-known/openid-configuration/a/b",
                "https://auth.example/a/b/.well-known/openid-configuration",
            ])
    }

    @Test func `a server that stays away for a while is asked again, less and less often`() async throws {
        let script = Script([Self.metadata, Self.codes, nil, Self.reply("oops", 503), nil, Self.tokens])
        _ = try await script.flow().run()
        #expect(script.waits == [5, 10, 20, 40])
    }

    @Test func `it does not wait longer than the code lives`() async throws {
        let pending = [WebReply?](repeating: Self.refusal("authorization_pending"), count: 200)
        let script = Script([Self.metadata, Self.codes] + pending)
        await #expect(throws: CommandError.self) { try await script.flow().run() }
        #expect(script.waits.count == 120)
    }

    @Test(arguments: [
        ("access_denied", "it was denied in the browser"), ("expired_token", "nobody allowed it in time"),
        ("invalid_client", "https://auth.example/token refused with invalid_client"),
    ])
    func `a refusal is told in words`(error: String, words: String) async {
        #expect(await reason([Self.metadata, Self.codes, Self.refusal(error)])?.contains(words) == true)
    }

    @Test func `what a server says is shown without what a terminal would obey`() async throws {
        let hostile = Self.reply(##"{"error":"x\u001b[2J","error_description":"a\nb\u202e"}"##, 400)
        let text = try #require(await reason([Self.metadata, hostile]))
        #expect(text.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) })
        let prompt = DevicePrompt(address: "https://a\u{1b}]0;x\u{7}", userCode: "A\r\nB", completeAddress: nil)
        #expect(!prompt.text(inColour: true).contains("\u{1b}") && !prompt.text(inColour: true).contains("\r"))
    }

    @Test func `a server without the flow, of another name or out of reach is told apart`() async {
        let other = Self.reply(#"{"issuer":"https://evil.example"}"#)
        let without = Self.reply(#"{"issuer":"https://auth.example","token_endpoint":"https://auth.example/t"}"#)
        let plain = Self.reply(
            #"""
            {"issuer":"https://auth.example","token_endpoint":"http://auth.example/t",
            "device_authorization_endpoint":"https://auth.example/d"}
            """#)
        #expect(await reason([other, other])?.contains("another issuer") == true)
        #expect(await reason([without, without])?.contains("no device flow") == true)
        #expect(await reason([plain, plain])?.contains("not https") == true)
        #expect(await reason([nil, nil])?.contains("cannot be reached: no route to host") == true)
        #expect(await reason([Self.reply("<html>"), Self.reply("{}", 500)])?.contains("status 500") == true)
        #expect(await reason([Self.metadata, Self.reply("{}")])?.contains("without device_code") == true)
        #expect(await reason([Self.metadata, nil])?.contains("cannot be reached") == true)
    }

    @Test(arguments: ["http://auth.example", "auth.example", "ftp://x", "https://", "https://a?b", "https://a#b", ""])
    func `secrets go to https, or stay on this machine`(issuer: String) {
        #expect(throws: CommandError.self) { try ServerAddress(issuer) }
        #expect(throws: Never.self) { try ServerAddress("http://localhost:8080") }
    }

    @Test func `the terminal shows the QR code two modules to a character`() throws {
        let prompt = DevicePrompt(
            address: "https://auth.example/device", userCode: "WDJB-MJHT",
            completeAddress: "https://auth.example/device?user_code=WDJB-MJHT")
        let lines = prompt.text(inColour: false).split(separator: "\n", omittingEmptySubsequences: false)
        let blocks = lines.filter { $0.contains("\u{2588}") }
        // 33 modules and four light ones on each side, in pairs.
        #expect(blocks.count == 21)
        #expect(blocks.allSatisfy { $0.count == 41 })
        #expect(blocks.prefix(2).allSatisfy { $0.allSatisfy { $0 == "\u{2588}" } })
        let inColour = prompt.text(inColour: true).split(separator: "\n").filter { $0.contains("\u{2588}") }
        #expect(inColour.allSatisfy { $0.hasPrefix("\u{1b}[97;40m") && $0.hasSuffix("\u{1b}[0m") })
    }
}

import OAuthProtocol
import StorageTesting
import Testing

/// Whatever comes in, a parser answers or refuses: a trap would take the whole process with it (threat 25).
@Suite struct ParserFuzzTests {
    private static let rounds = 3000

    /// Octets that parsers trip over, and some that they live on.
    private static let seeds = [
        "{\"a\":1,\"b\":[true,null,\"\\u00e9\\ud83d\\ude00\"],\"c\":-1.5e+3}",
        "a=1&b=%20+%zz&c=%e9&resource=x&resource=y",
        "https://user@host.example:8443/p/a?q=1#f", "http://[::1]:80/cb", "com.example.app:/cb", "openid profile \"x\\",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "\\u0000%00\u{0}",
    ]

    /// A seed with octets changed, doubled, cut and put in.
    private static func input(_ chance: inout SeededGenerator) -> [UInt8] {
        var octets = Array((chance.choice(seeds) ?? "").utf8)
        for _ in 0...chance.number(below: 6) {
            let place = chance.number(below: octets.count + 1)
            switch chance.number(below: 5) {
            case 0: octets.insert(contentsOf: chance.octets(1 + chance.number(below: 4)), at: place)
            case 1 where place < octets.count: octets[place] ^= 1 << UInt8(chance.number(below: 8))
            case 2 where place < octets.count: octets.removeSubrange(place...)
            case 3: octets += octets.prefix(chance.number(below: 200))
            default:
                octets.insert(contentsOf: Array("{[\"\\%&=:/?#@]".utf8).suffix(chance.number(below: 13)), at: place)
            }
        }
        return octets
    }

    @Test func `JSON is read or refused, and what was read can be written and read again`() throws {
        var chance = SeededGenerator(seed: 1)
        for _ in 0..<Self.rounds {
            let octets = Self.input(&chance)
            guard let value = try? JSONParser.parse(octets) else { continue }
            #expect(try JSONParser.parse(value.octets) == value)
        }
    }

    @Test func `no form makes more, or longer, parameters than the limits allow`() {
        var chance = SeededGenerator(seed: 2)
        for _ in 0..<Self.rounds {
            let octets = Self.input(&chance)
            let survey = Parameters.survey(form: octets)
            #expect(survey.parameters.names.count <= Limits.parameters)
            if let parameters = try? Parameters(form: octets) {
                let names = parameters.names.map(\.description)
                #expect(names.allSatisfy { $0.utf8.count <= Limits.nameLength })
                #expect(names.allSatisfy { (parameters[$0] ?? "").utf8.count <= Limits.valueLength })
            }
            _ = try? Parameters(json: octets, known: ["a", "b", "resource"])
        }
    }

    @Test func `a URI that is read is the one that was written`() {
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<Self.rounds {
            let text = String(decoding: Self.input(&chance), as: UTF8.self)
            if let parts = URIParts(text) {
                let authority = parts.authority.map { "//\($0)" } ?? ""
                let query = parts.query.map { "?\($0)" } ?? ""
                let fragment = parts.fragment.map { "#\($0)" } ?? ""
                #expect("\(parts.scheme):\(authority)\(parts.path)\(query)\(fragment)" == text)
                _ = (parts.host, parts.port, parts.origin)
            }
            if let uri = RedirectURI(text) {
                #expect(uri.value == text && uri.matches(uri))
                #expect(!text.contains("\\") && !text.contains("#") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
            }
            _ = ResourceIndicator(text)
        }
    }

    @Test func `everything else reads or refuses`() {
        var chance = SeededGenerator(seed: 4)
        for _ in 0..<Self.rounds {
            let octets = Self.input(&chance)
            let text = String(decoding: octets, as: UTF8.self)
            _ = PercentEncoding.decode(octets, form: true)
            _ = (Base64URL.decode(text), Base64.decode(text), Scope(text), CodeChallenge(text), CodeVerifier(text))
            _ = (UserID(decimal: text), DelegationID(text: text), JSONValue.number(text).integer)
            #expect(OAuthError(.invalidRequest, text).description.utf8.allSatisfy { (0x20...0x7e).contains($0) })
            if let object = try? JSONParser.parse(octets).object { _ = try? ClientMetadata(json: object) }
        }
    }
}

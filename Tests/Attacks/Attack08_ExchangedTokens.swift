import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Token exchange as somebody would misuse it who holds tokens that were not meant for it.
@Suite struct Attack08_ExchangedTokens {
    private static let chain: [ExchangePolicy] = [
        .make(scopes: "orders.read", delegation: true),
        .make(client: "orders", audience: ["https://orders.example"], resources: ["https://stock.example"]),
    ]

    @Test func `a token for another API is of no use to a client that got hold of it`() async throws {
        let server = try await TestServer.exchanging(Self.chain)
        for resource in ["https://stock.example", "https://cardea.example"] {
            let stolen = try await server.tokens(["resource": resource, "scope": "openid orders.read"])["access_token"]
            #expect(await server.exchange(stolen).error == "invalid_request", "\(resource)")
        }
        // Nor one for the gateway to the API behind, which is only its policy's second step.
        let forGateway = try await server.gatewayTokens()["access_token"]
        #expect(await server.exchange(forGateway, client: "orders").error == "invalid_request")
        #expect(
            await server.exchange(forGateway, ["resource": "https://stock.example"], client: "orders").error
                == "invalid_request")
    }

    @Test func `exchanging again brings back no scope, no audience and no second of lifetime`() async throws {
        let server = try await TestServer.exchanging(
            Self.chain + [
                .make(client: "orders", audience: ["https://orders.example"], resources: ["https://gateway.example"])
            ])
        let subject = try await server.gatewayTokens()["access_token"]
        server.clock.advance(1800)
        let narrow = await server.exchange(subject)["access_token"]
        let wide: Fields = [
            "scope": "openid orders.read orders.write stock.read", "resource": "https://gateway.example",
        ]
        server.clock.advance(600)
        let regained = await server.exchange(narrow, wide, client: "orders")
        #expect(regained["scope"] == "orders.read")
        #expect(regained.integer("expires_in") == 1200)
        // Round and round it goes, and ends.
        var token = regained["access_token"]
        for client in ["gateway", "orders", "gateway"] {
            let reply = await server.exchange(token, client == "orders" ? wide : [:], client: client)
            #expect(reply["scope"] == "orders.read" && reply.integer("expires_in") == 1200)
            token = reply["access_token"]
        }
        #expect(await server.isActive(token))
        #expect(await server.exchange(token, wide, client: "orders").error == "invalid_request")
    }

    @Test func `no other kind of token is taken for an access token`() async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let authorization = try await server.authorize([
            "resource": "https://gateway.example", "scope": "openid orders.read",
        ])
        let tokens = await server.token(server.redemption(of: authorization.code))
        let others = [tokens["refresh_token"], tokens["id_token"], authorization.code, "", "a.b.c", "x"]
        for other in others {
            for type in TokenTypeIdentifier.allCases {
                let fields: Fields = ["subject_token_type": type.rawValue]
                #expect(await server.exchange(other, fields).error == "invalid_request", "\(other ?? "none")")
            }
        }
    }

    @Test func `claims that we would sign, signed by somebody else, are worth nothing`() async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let token = try await server.gatewayTokens()["access_token"]
        let genuine = try DecodedToken(token)
        let kid = genuine.header["kid"]?.string ?? ""
        for (id, algorithm) in [("key-1", "ES256"), (kid, "ES256"), (kid, "none")] {
            let header: JSONObject = ["typ": "at+jwt", "alg": .string(algorithm)]
            let forged = try TestSigner(id: id).sign(genuine.claims, header: header)
            #expect(await server.exchange(forged).error == "invalid_request")
        }
        var claims = genuine.claims
        claims["act"] = .object(["sub": "root", "client_id": "root"])
        let parts = (token ?? "").split(separator: ".")
        let spliced = "\(parts[0]).\(Base64URL.encode(claims.octets)).\(parts[2])"
        #expect(await server.exchange(spliced).error == "invalid_request")
    }

    @Test(arguments: [
        #"{"sub":"gateway"}"#, #"{"client_id":"gateway"}"#, #"{"sub":"a","client_id":"b"}"#, #""gateway""#, "[]", "7",
        #"{"sub":"a","client_id":"a","act":"b"}"#, #"{"sub":"a","client_id":"a","act":{}}"#,
    ])
    func `a chain of actors that we do not write is not read either`(act: String) async throws {
        // Our own key signs it, as if a hole somewhere let others choose claims.
        let server = try await TestServer.exchanging(Self.chain)
        var claims = try DecodedToken(try await server.gatewayTokens()["access_token"]).claims
        claims["act"] = try JSONParser.parse(Array(act.utf8))
        let signed = try await server.oauth.keys.sign(claims.octets, by: .es256, type: "at+jwt")
        #expect(await server.exchange(String(decoding: signed, as: UTF8.self)).error == "invalid_request")
        #expect(await !server.isActive(String(decoding: signed, as: UTF8.self)))
    }

    @Test func `nobody learns of a resource by asking for it`() async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let subject = try await server.gatewayTokens()["access_token"]
        let known = await server.exchange(subject, ["resource": "https://stock.example"])
        let unknown = await server.exchange(subject, ["resource": "https://nowhere.example"])
        // Each text repeats what was asked, and says nothing else of it.
        #expect(known.text.replacing("stock.example", with: "nowhere.example") == unknown.text)
        #expect(known.text.contains("resource https://stock.example is not among"))
    }

    @Test(arguments: [
        (SubjectType.public, "https://gateway.example/callback"), (.public, "https://app.example/callback"),
        (.pairwise, "https://gateway.example/callback"),
    ])
    func `a client of another sector does not learn whom a pairwise subject hides`(
        type: SubjectType, uri: String
    ) async throws {
        let server = try await TestServer.exchanging(
            Self.chain + [.make(resources: ["https://cardea.example"])],
            gateway: {
                $0.subjectType = type
                $0.redirectURIs = [RedirectURI(uri)].compactMap(\.self)
            })
        let subject = try await Self.tokenOfPairwiseClient(on: server)
        for resource in ["https://orders.example", "https://cardea.example"] {
            let reply = await server.exchange(subject, ["resource": resource])
            #expect(reply.error == "invalid_request", "\(resource)")
            #expect(reply["error_description"]?.contains("sector") == true)
            #expect(!reply.text.contains(UserRecord.make().id.description))
        }
        // A client's own token hides nobody.
        let own = try await server.clientToken(["resource": "https://gateway.example", "scope": "orders.read"])
        #expect(await server.exchange(own["access_token"], ["resource": "https://orders.example"]).status == 200)
    }

    @Test func `within its sector a pairwise subject stays what it is, and nobody takes it out`() async throws {
        let server = try await TestServer.exchanging(
            Self.chain,
            gateway: {
                $0.subjectType = .pairwise
                $0.redirectURIs = [RedirectURI("https://app.example/gateway")].compactMap(\.self)
            })
        let subject = try await Self.tokenOfPairwiseClient(on: server)
        let first = await server.exchange(subject)["access_token"]
        #expect(try DecodedToken(first)["sub"] == DecodedToken(subject)["sub"])
        #expect(await server.audit(first)["username"] == nil)
        #expect(await server.exchange(first, client: "orders").error == "invalid_request")
    }

    /// A token for the gateway of an `app` that knows `ada` by a pairwise subject.
    private static func tokenOfPairwiseClient(on server: TestServer) async throws -> String? {
        _ = try await server.store.commitClient(.make(scope: "openid orders.read") { $0.subjectType = .pairwise })
        server.clock.advance(1)
        let token = try await server.gatewayTokens(["scope": "openid orders.read"])["access_token"]
        #expect(try DecodedToken(token)["sub"]?.utf8.count == 43)
        return token
    }
}

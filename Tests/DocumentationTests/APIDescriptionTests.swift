import CardeaTesting
import HTTPTypes
import OAuthProtocol
import OAuthServer
import Testing
import WebServer

@testable import Documentation

/// The OpenAPI document is held to the routes, and to the page that this server implements.
@Suite struct APIDescriptionTests {
    /// Paths beside the advertised ones: they stand in the description of the operation.
    private static let aliases = [
        "/token": "/v1/auth/oauthtoken", "/register": "/v1/auth/register", "/oauth/authorize": "/oauth",
        "/authorize": "/oauth",
    ]
    /// The same documents at further places, which the specifications have (RFC 8414 §3.1, RFC 9728 §3.1).
    private static let furtherPlaces = [
        "/.well-known/openid-configuration/auth", "/.well-known/oauth-authorization-server/auth",
        "/docs/", "/.well-known/oauth-protected-resource/", "/.well-known/oauth-protected-resource/*",
    ]

    private func schema(_ name: String, of document: JSONObject) throws -> JSONObject {
        try #require(document["components"]?.object?["schemas"]?.object?[name]?.object)
    }

    @Test(arguments: ["https://cardea.example", "https://cardea.example/auth"])
    func `every route is described, and nothing else`(issuer: String) async throws {
        let server = try await TestServer(issuer: issuer) { $0 = TestDocumentation.everything($0.issuer) }
        let site = try TestDocumentation(issuer: issuer)
        let document = await site.documentation.description
        #expect(document["servers"] == [["url": .string(issuer)]])
        let described = Set(
            (document["paths"]?.object?.members ?? []).flatMap { path, item in
                (item.object?.members ?? []).map { "\($0.name) \(path)" }
            })
        var routed = Set<String>()
        for route in server.routes + site.documentation.routes {
            for path in route.paths where Self.aliases[path] == nil && !Self.furtherPlaces.contains(path) {
                let open = path == "/docs/*" ? "/docs/{page}" : path
                for method in route.methods.keys { routed.insert("\(method.rawValue.lowercased()) \(open)") }
            }
        }
        #expect(routed.count > 40)
        #expect(described.subtracting(routed) == [])
        #expect(routed.subtracting(described) == [])
        for (alias, path) in Self.aliases {
            let operation = document["paths"]?.object?[path]?.object?.members.first?.value.object
            #expect(operation?["description"]?.string?.contains("`\(alias)`") == true, "\(alias)")
        }
    }

    @Test func `what is off is not described`() throws {
        let issuer = try #require(Issuer("https://cardea.example"))
        var configuration = ServerConfiguration(issuer: issuer)
        configuration.compatibility.renew = false
        let paths = try #require(APIDescription(configuration).document["paths"]?.object)
        for path in [
            "/v1/auth/register", "/v1/auth/register/{client_id}", "/create-account", "/v1/auth/renewaccesstoken",
        ] {
            #expect(paths[path] == nil, "\(path)")
        }
    }

    @Test func `the token endpoint has the ten and eight fields of the page it stands in for`() async throws {
        let document = try await TestDocumentation().documentation.description
        let operation = try #require(document["paths"]?.object?["/v1/auth/oauthtoken"]?.object?["post"]?.object)
        #expect(operation["operationId"] == "o-auth-token" && operation["summary"] == "O Auth Token")
        let content = try #require(operation["requestBody"]?.object?["content"]?.object)
        let request: JSONValue = ["schema": ["$ref": "#/components/schemas/OAuthToken"]]
        #expect(content["application/json"] == request && content["application/x-www-form-urlencoded"] == request)
        #expect(
            operation["responses"]?.object?["200"]?.object?["content"]
                == ["application/json": ["schema": ["$ref": "#/components/schemas/OAuthTokenResponse"]]])
        let token = try schema("OAuthToken", of: document)
        #expect(token["type"] == "object" && token["title"] == "OAuthToken" && token["required"] == ["grant_type"])
        #expect(
            try types(of: token) == [
                "grant_type: string", "code: string", "redirect_uri: string", "client_id: string",
                "client_secret: string", "httpAuth: string", "refresh_token: string", "code_verifier: string",
                "resource: string", "assertion: string",
            ])
        let response = try schema("OAuthTokenResponse", of: document)
        #expect(
            response["type"] == "object" && response["title"] == "OAuthTokenResponse" && response["required"] == nil)
        #expect(
            try types(of: response) == [
                "access_token: string", "refresh_token: string", "token_type: string", "expires_in: integer",
                "refresh_token_expires_in: integer", "error: string", "error_description: string", "id_token: string",
            ])
    }

    private func types(of schema: JSONObject) throws -> [String] {
        try #require(schema["properties"]?.object).members.map { name, property in
            "\(name): \(property.object?["type"]?.string ?? "?")"
        }
    }

    @Test func `operations have names of their own, and every reference leads somewhere`() async throws {
        let document = try await TestDocumentation().documentation.description
        let operations = (document["paths"]?.object?.members ?? []).flatMap { $0.value.object?.members ?? [] }
        let names = operations.compactMap { $0.value.object?["operationId"]?.string }
        #expect(names.count == operations.count && Set(names).count == names.count)
        let tags = Set(APIOperations.tags.map(\.name))
        for operation in operations {
            let own = operation.value.object?["tags"]?.strings ?? []
            #expect(own.count == 1 && tags.isSuperset(of: own))
        }
        var references: [String] = []
        collect(.object(document), into: &references)
        #expect(references.count > 50)
        for reference in Set(references) {
            let place = reference.split(separator: "/").dropFirst().reduce(JSONValue.object(document) as JSONValue?) {
                $0?.object?[String($1)]
            }
            #expect(reference.hasPrefix("#/components/") && place != nil, "\(reference)")
        }
    }

    private func collect(_ value: JSONValue, into references: inout [String]) {
        for (name, member) in value.object?.members ?? [] {
            if name == "$ref", let reference = member.string { references.append(reference) }
            collect(member, into: &references)
        }
        for element in value.array ?? [] { collect(element, into: &references) }
    }

    @Test func `the page on the interface has every operation and every schema`() async throws {
        let site = try TestDocumentation()
        let text = await site.send(.get, "/docs/reference/api.md").text
        let document = await site.documentation.description
        for (path, item) in document["paths"]?.object?.members ?? [] {
            for (method, _) in item.object?.members ?? [] {
                #expect(text.contains("### `\(method.uppercased()) \(path)`"), "\(method) \(path)")
            }
        }
        for (name, _) in document["components"]?.object?["schemas"]?.object?.members ?? [] {
            #expect(text.contains("### \(name)\n"), "\(name)")
        }
    }
}

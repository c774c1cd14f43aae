import CardeaTesting
import JOSE
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Documents, health and what is nowhere.
@Suite struct DocumentEndpointTests {
    @Test(arguments: ["/v1/auth/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
    func `documents are JSON that anybody may read and keep for a while`(path: String) async throws {
        let server = try await TestServer()
        let reply = await server.get(path)
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "application/json")
        #expect(reply.header("Cache-Control") == "public, max-age=300")
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
        let head = await server.send("HEAD", path)
        #expect(head.status == 200)
        #expect(head.body.isEmpty && head.header("Content-Length") == String(reply.body.count))
    }

    @Test func `the keys are those of the moment, also when they were asked for just before`() async throws {
        let server = try await TestServer()
        let before = await server.get("/v1/auth/jwks").body
        #expect(await server.get("/v1/auth/jwks").body == before)
        server.ring.replace(KeySet(current: [try SigningKey.generate(.es256)]))
        #expect(await server.get("/v1/auth/jwks").body != before)
        server.clock.advance(30 * 86_400)
        let later = await server.get("/v1/auth/jwks").json["keys"]?.array ?? []
        #expect(
            later.count == 2
                && !later.contains {
                    String(decoding: before, as: UTF8.self).contains($0.object?["kid"]?.string ?? "none")
                })
    }

    @Test func `the keys are public and nothing more`() async throws {
        let server = try await TestServer()
        let keys = try #require(await server.get("/v1/auth/jwks").json["keys"]?.array).compactMap(\.object)
        let signing = keys.filter { $0["use"] == "sig" }
        #expect(Set(signing.map { $0["alg"]?.string }) == ["ES256", "RS256"])
        // What request objects are encrypted to serves several algorithms, and names none.
        let encrypting = keys.filter { $0["use"] == "enc" }
        #expect(encrypting.map { $0["crv"]?.string } == ["P-256"] && encrypting.allSatisfy { $0["alg"] == nil })
        #expect(signing.count + encrypting.count == keys.count)
        for key in keys {
            #expect(key["kid"]?.string?.isEmpty == false)
            for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(key[secret] == nil) }
        }
    }

    @Test(arguments: [
        "/tenant/.well-known/openid-configuration", "/.well-known/openid-configuration/tenant",
        "/.well-known/oauth-authorization-server/tenant", "/tenant/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
    ])
    func `an issuer with a path has its metadata inserted and appended`(path: String) async throws {
        let server = try await TestServer(issuer: "https://cardea.example/tenant")
        let reply = await server.get(path)
        #expect(reply["issuer"] == "https://cardea.example/tenant")
        #expect(reply["token_endpoint"] == "https://cardea.example/tenant/v1/auth/oauthtoken")
    }

    @Test func `alive and ready are two things`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        #expect(await server.get("/healthz").status == 200)
        #expect(await server.get("/readyz").status == 200)
        store.fail(.ping)
        #expect(await server.get("/healthz").status == 200)
        let unready = await server.get("/readyz")
        #expect(unready.status == 503)
        #expect(!unready.text.contains("holiday"))
    }

    @Test func `without keys the server is not ready`() async throws {
        let server = try await TestServer()
        server.ring.replace(KeySet())
        #expect(await server.get("/readyz").status == 503)
    }

    @Test(arguments: [
        "/nothing", "/v1/auth/nothing", "/v1/auth/par", "/v1/auth/register", "/devices", "/device/x",
    ])
    func `what is not there is told in JSON to programs and on a page to people`(path: String) async throws {
        let server = try await TestServer()
        let program = await server.get(path)
        #expect(program.status == 404)
        #expect(program.header("Content-Type") == "application/json")
        #expect(program.error == "not_found")
        let person = await server.get(path, headers: ["Accept": "text/html,application/xhtml+xml"])
        #expect(person.status == 404)
        #expect(person.header("Content-Type") == "text/html; charset=utf-8")
    }

    @Test(arguments: ["/v1/auth/revoke", "/v1/auth/introspect"])
    func `endpoints of clients answer in the token family's manner`(path: String) async throws {
        let server = try await TestServer()
        let good = await server.post(path, form: ["token": "x", "client_id": "app", "client_secret": "app-secret"])
        let bad = await server.post(
            path, form: ["token": "x"], headers: ["Authorization": TestServer.basic("app", "x")])
        for reply in [good, bad] {
            #expect(reply.header("Content-Type") == "application/json")
            #expect(reply.header("Cache-Control") == "no-store")
            #expect((reply.header("Access-Control-Allow-Origin") == "*") == path.hasSuffix("revoke"))
        }
        #expect(good.status == 200)
        #expect(bad.status == 401)
        #expect(bad.header("WWW-Authenticate")?.hasPrefix("Basic") == true)
        #expect(await server.get(path).header("Allow")?.contains("POST") == true)
    }

    @Test(arguments: ["/v1/auth/revoke", "/v1/auth/introspect"])
    func `endpoints of clients take one token, from the body`(path: String) async throws {
        let server = try await TestServer()
        let client: Fields = ["client_id": "app", "client_secret": "app-secret"]
        for fields in [client, client.adding("token", ""), client.adding("token", "a").adding("token", "b")] {
            #expect(await server.post(path, form: fields).error == "invalid_request")
            #expect(await server.post(path, json: fields).error == "invalid_request")
        }
        #expect(await server.post("\(path)?token=x", form: client).error == "invalid_request")
        #expect(await server.post(path, "token=x", type: "text/plain").error == "invalid_request")
    }
}

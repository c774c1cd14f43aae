import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing
import WebPages

@testable import WebServer

@Suite struct RenewalEndpointTests {
    @Test func `the answer has the seed's members`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens()["access_token"]
        for reply in [
            await server.get("/v1/auth/renewaccesstoken", bearer: token),
            await server.post("/auth/renewAccessToken", form: ["access_token": token]),
        ] {
            #expect(reply.status == 200)
            let names = ["accessToken", "expirationTime", "userId", "name", "userStatus"]
            #expect(reply.json.members.map(\.name) == names)
            #expect(reply["expirationTime"] == "2027-01-15T09:00:00.000Z")
            #expect(reply["userStatus"] == "Active" && reply["name"] == "ada")
            #expect(reply.integer("userId") == UserRecord.make().id.number)
            #expect(reply.header("Cache-Control") == "no-store")
        }
    }

    @Test func `it can be switched off`() async throws {
        let server = try await TestServer { $0.compatibility.renew = false }
        let token = try await server.tokens()["access_token"]
        #expect(await server.get("/v1/auth/renewaccesstoken", bearer: token).status == 404)
    }

    /// Second of the epoch and the same moment in RFC 3339.
}

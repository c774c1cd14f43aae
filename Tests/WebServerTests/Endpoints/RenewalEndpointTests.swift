import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
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
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
        (951_868_799, "2000-02-29T23:59:59.000Z"),
        (951_868_800, "2000-03-01T00:00:00.000Z"), (1_709_164_800, "2024-02-29T00:00:00.000Z"),
        (1_709_251_200, "2024-03-01T00:00:00.000Z"), (1_735_689_599, "2024-12-31T23:59:59.000Z"),
        (1_769_851_800, "2026-01-31T09:30:00.000Z"), (4_107_542_399, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000Z"), (13_574_563_200, "2400-02-29T00:00:00.000Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
    ])
    func `a moment is written in the civil calendar, leap years and all`(seconds: Int64, text: String) {
        #expect(CalendarTime(Timestamp(seconds)).milliseconds == text)
    }

    @Test func `no moment is beyond writing`() {
        for seconds in [Int64.min, .max] { #expect(CalendarTime(Timestamp(seconds)).milliseconds.hasSuffix("Z")) }
        #expect(
            CalendarTime(Timestamp(1_769_851_800)).civil
                == CivilTime(year: 2026, month: 1, day: 31, hour: 9, minute: 30))
    }

    @Test func `days follow each other through four hundred years`() {
        var previous = ""
        for day in Int64(0)..<146_097 {
            let text = String(CalendarTime(Timestamp(day * 86_400)).milliseconds.prefix(10))
            #expect(text > previous)
            previous = text
        }
        #expect(previous == "2369-12-31")
    }
}

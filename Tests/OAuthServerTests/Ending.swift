import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting

/// The ways in which what was delegated to `app` by `ada` ends before its time.
enum Ending: CaseIterable {
    case userDisabled
    case userRemoved
    case passwordChanged
    case consentWithdrawn
    case sessionEnded
    case clientRemoved

    func happen(on server: TestServer, in browser: TestBrowser) async throws {
        guard let user = try await server.store.findUser(login: "ada") else { throw UnexpectedResult("ada is gone") }
        switch self {
        case .userDisabled: _ = try await server.store.commitDisabled(true, of: user.id, at: server.now)
        case .userRemoved: _ = try await server.store.commitRemovalOfUser(user.id, at: server.now)
        case .passwordChanged: _ = try await server.store.commitPassword("x", of: user.id, at: server.now)
        case .consentWithdrawn:
            _ = try await server.store.commitWithdrawal(of: user.id, from: ClientID("app"), at: server.now)
        case .sessionEnded:
            var browser = browser
            let page = await browser.get("/v1/auth/logout")
            _ = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        case .clientRemoved: _ = try await server.store.commitRemovalOfClient(ClientID("app"))
        }
    }
}

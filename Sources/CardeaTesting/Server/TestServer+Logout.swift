import OAuthProtocol
import OAuthServer
import Storage

extension TestServer {
    /// What tells clients that sessions have ended, as the server's service does it.
    package func delivery(to listener: LogoutListener) -> LogoutDelivery {
        LogoutDelivery(notices: store, clients: oauth.clients, tokens: oauth.logoutTokens, poster: listener)
    }

    /// Makes one attempt at each notice that is due.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func deliver(to listener: LogoutListener) async throws -> [LogoutReport] {
        var reports: [LogoutReport] = []
        for notice in try await store.findDueLogoutNotices(sparing: [], limit: 100, at: now) {
            if let report = try await delivery(to: listener).attempt(notice, at: now) { reports.append(report) }
        }
        return reports
    }

    /// Signs the person out who is signed in there.
    ///
    /// - `query`: the request for logout; by default the person comes by themselves.
    /// - Returns: what the browser shows in the end.
    /// - Throws: `UnexpectedResult` if nobody is asked whether to sign out.
    @discardableResult
    package func signOut(_ browser: inout TestBrowser, _ query: Fields = [:]) async throws -> Page {
        let page = await browser.get("/v1/auth/logout?\(query.encoded)")
        return try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
    }
}

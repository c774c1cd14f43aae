import OAuthProtocol
import Storage
import StorageTesting

extension ClientRecord {
    /// A client of devices: public, without redirect URIs, by default `tv`.
    ///
    /// - `secret`: makes a confidential client.
    package static func device(
        id: String = "tv", secret: String? = nil, grants: [GrantType] = [.deviceCode, .refreshToken],
        scope: String = "openid profile email offline_access", instance: Int64 = 1,
        change: (inout ClientMetadata) -> Void = { _ in }
    ) -> ClientRecord {
        make(id: id, secret: secret, uris: [], grants: grants, scope: scope, instance: instance, change: change)
    }
}

extension TestServer {
    /// A device's request, with nothing wrong (RFC 8628 §3.1).
    package func ask(_ changes: Fields = [:], client: String = "tv", secret: String? = nil) async -> Reply {
        let fields: Fields = ["client_id": client, "client_secret": secret]
        return await post("/v1/auth/device", form: fields.replacing(with: changes))
    }

    /// A token request with a device code, with nothing wrong.
    package func polling(_ device: Reply, client: String = "tv", secret: String? = nil) -> Fields {
        [
            "grant_type": GrantType.deviceCode.rawValue, "device_code": device["device_code"], "client_id": client,
            "client_secret": secret,
        ]
    }

    /// One poll.
    package func poll(_ device: Reply, client: String = "tv", secret: String? = nil) async -> Reply {
        await token(polling(device, client: client, secret: secret))
    }

    /// A browser in which somebody is signed in, at the page that asks whether to let the device in.
    ///
    /// - Throws: `UnexpectedResult` if the browser shows another page.
    package func confirmation(
        of device: Reply, user: String = "ada", in browser: TestBrowser? = nil
    ) async throws -> (browser: TestBrowser, page: Page) {
        var browser = browser ?? TestBrowser(on: self)
        if browser.session == nil { try await browser.signIn(as: user) }
        let page = try await browser.enter(device["user_code"] ?? "")
        guard page.isConsent else { throw UnexpectedResult(instead: "confirmation", page.reply) }
        return (browser, page)
    }

    /// Lets the device in, or turns it away.
    ///
    /// - Returns: the browser in which that was done.
    /// - Throws: `UnexpectedResult` if the decision is not taken.
    @discardableResult
    package func decide(
        _ decision: String = "allow", on device: Reply, user: String = "ada", in browser: TestBrowser? = nil
    ) async throws -> TestBrowser {
        var (browser, page) = try await confirmation(of: device, user: user, in: browser)
        page = try await browser.submit("/device", on: page, ["decision": decision])
        guard page.reply.status == 200 else { throw UnexpectedResult(instead: "decision", page.reply) }
        return browser
    }
}

extension TestBrowser {
    /// Opens the page for devices and enters a code.
    ///
    /// - Throws: `UnexpectedResult` if the page has no such form.
    package mutating func enter(_ userCode: String) async throws -> Page {
        try await submit("/device", on: await get("/device"), ["user_code": userCode])
    }
}

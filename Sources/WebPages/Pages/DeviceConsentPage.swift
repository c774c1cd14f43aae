import OAuthProtocol

/// Asks whether a device may have what it asks for, and whether it is the person's own (RFC 8628 §3.3, §5.4). It posts
/// `decision` (`allow` or `deny`), `user_code` and `csrf` to `/device`.
package struct DeviceConsentPage: ConsentAsking {
    /// As the client registered it: text from strangers.
    package var clientName: String
    package var introduction: ConsentPage.Introduction
    package var pages: ClientPages
    /// The user name of whoever is signed in.
    package var username: String
    /// The code, to be compared with the one on the device.
    package var userCode: String
    /// The scope values asked for, in order.
    package var scopes: [String]
    /// Names or URIs of the protected resources asked for (RFC 8707); often none.
    package var resources: [String]
    /// The handle under which the code waits, for signing in as somebody else.
    package var request: String
    /// The form's token against cross-site posts.
    package var csrf: String

    package init(
        clientName: String, introduction: ConsentPage.Introduction = .registered, pages: ClientPages = ClientPages(),
        username: String, userCode: String, scopes: [String], resources: [String] = [], request: String, csrf: String
    ) {
        self.clientName = clientName
        self.introduction = introduction
        self.pages = pages
        self.username = username
        self.userCode = userCode
        self.scopes = scopes
        self.resources = resources
        self.request = request
        self.csrf = csrf
    }

    package var template: String { "device-consent" }
    /// A device cannot ask for claims one by one.
    package var claims: [String] { [] }

    package func values(in words: Words, base: String) -> [String: Any] {
        let values: [String: Any] = ["userCode": DisplayText.line(userCode, limit: 32)]
        return values.merging(asked(in: words, base: base)) { own, _ in own }
    }
}

import OAuthProtocol

/// A way in which the authorization endpoint's answer reaches the client (OAuth 2.0 Multiple Response Types §2.1).
///
/// To add one: a file in this folder and a line in `ResponseModes`.
package protocol ResponseMode: Sendable {
    /// The value of `response_mode`.
    var name: String { get }

    /// The answer that carries `fields` to `redirectURI`.
    func answer(_ fields: [ResponseField], to redirectURI: RedirectURI) -> AuthorizationAnswer
}

/// One parameter of the authorization endpoint's answer.
package typealias ResponseField = (name: String, value: String)

/// How a browser brings an answer to the client.
package enum AuthorizationAnswer: Sendable {
    /// It is redirected there.
    case location(String)
    /// It posts a form there.
    case form(action: RedirectURI, fields: [ResponseField])
}

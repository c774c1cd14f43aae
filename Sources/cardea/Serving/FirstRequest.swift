import OAuthProtocol

/// What `--dev` prints below the line that says where it listens.
enum FirstRequest {
    /// - `url`: where the server listens.
    /// - `issuer`: where a browser finds the playground, whose redirect URI names it.
    static func text(url: String, issuer: String) -> String {
        """

        A first token, to copy and paste:

          curl -s \(url)/v1/auth/oauthtoken \\
            -d grant_type=client_credentials \\
            -d client_id=\(DemoData.clientID) -d client_secret=\(DemoData.clientSecret.exposed)

        The whole flow in a browser, as \(DemoData.username) with the password \(DemoData.password.exposed):

          \(issuer)/
        """
    }
}

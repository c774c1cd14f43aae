import OAuthProtocol

/// The resource that tokens are wanted for, as a client asks for them.
struct WantedResource: Sendable {
    let url: WebURI
    /// What it calls itself, which is what clients name (RFC 8707 §2).
    let name: String
    /// What the challenge asks for, else everything that the resource has (MCP 2025-11-25, Scope Selection Strategy);
    /// `nil` if neither is said, and no scope is asked for.
    let scope: String?

    init(_ approach: ResourceApproach) {
        let document = approach.found?.document
        url = approach.url
        name = document?["resource"]?.string ?? approach.url.value
        let scopes = document?["scopes_supported"]?.strings?.joined(separator: " ") ?? ""
        scope = approach.challenge?.parameters["scope"] ?? (scopes.isEmpty ? nil : scopes)
    }
}

/// Where the forms of a page go, which its policy allows and nothing else (CSP Level 3 §6.4.1 `form-action`).
package enum FormPolicy: Sendable {
    /// To this server, whose answers may redirect to these: absolute URIs, origins, or schemes with their colon.
    case here(endingAt: [String])
    /// One form, sent by the page's own script to this proved URI and not to this server.
    case sent(to: String)
}

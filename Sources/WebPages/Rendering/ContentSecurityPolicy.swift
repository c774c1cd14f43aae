/// The policy of a page (Content Security Policy Level 3): its own inline stylesheets, images of its own, no script but
/// the one line that sends a form post or, where a page says so, files of its own, and nothing else.
enum ContentSecurityPolicy {
    /// The header's value. Nothing in it comes from a request or from a client.
    static func header(styles: [InlineText], forms: FormPolicy, scripts: ScriptPolicy = .none) -> String {
        var directives = ["default-src 'none'", "style-src \(styles.map(\.source).joined(separator: " "))"]
        if case .sentByScript = forms { directives.append("script-src \(FormPostPage.script.source)") }
        if case .own = scripts { directives += ["script-src 'self'", "connect-src 'self'"] }
        directives += ["img-src 'self' data:", "base-uri 'none'", "frame-ancestors 'none'"]
        if case .here = forms { directives.append("form-action 'self'") }
        return directives.joined(separator: "; ")
    }
}

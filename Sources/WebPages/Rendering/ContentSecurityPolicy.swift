/// The policy of a page (Content Security Policy Level 3): its own inline stylesheets, images of its own, no script but
/// the one line that sends a form post, and nothing else.
enum ContentSecurityPolicy {
    /// The header's value. Nothing in it comes from a request or from a client.
    static func header(styles: [InlineText], forms: FormPolicy) -> String {
        var directives = ["default-src 'none'", "style-src \(styles.map(\.source).joined(separator: " "))"]
        if case .sentByScript = forms { directives.append("script-src \(FormPostPage.script.source)") }
        directives += ["img-src 'self' data:", "base-uri 'none'", "frame-ancestors 'none'"]
        if case .here = forms { directives.append("form-action 'self'") }
        return directives.joined(separator: "; ")
    }
}

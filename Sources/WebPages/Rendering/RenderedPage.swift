/// A finished page: the HTML and what must be sent with it.
package struct RenderedPage: Sendable {
    /// A whole HTML document; send it as `text/html; charset=utf-8`.
    package let html: String
    /// The value of the `Content-Security-Policy` header. It names the page's own stylesheets by hash, and no script but
    /// the one line that sends a form post.
    package let contentSecurityPolicy: String
    /// The value of the `Content-Language` header.
    package let language: LanguageTag
}

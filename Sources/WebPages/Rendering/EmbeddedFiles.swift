/// The files of `Templates`, compiled into the executable by the build.
enum EmbeddedFiles {
    /// Concatenated in this order into the one inline stylesheet.
    static let stylesheet = [
        PackageResources.foundation_css, PackageResources.door_css, PackageResources.house_css,
        PackageResources.playground_css,
    ].map(text).joined()

    /// Template texts by the name that pages and other templates use.
    static let templates = [
        "account": PackageResources.account_mustache,
        "applications": PackageResources.applications_mustache,
        "claim": PackageResources.claim_mustache,
        "code": PackageResources.code_mustache,
        "consent": PackageResources.consent_mustache,
        "create-account": PackageResources.create_account_mustache,
        "door": PackageResources.door_mustache,
        "error": PackageResources.error_mustache,
        "form-post": PackageResources.form_post_mustache,
        "head": PackageResources.head_mustache,
        "house": PackageResources.house_mustache,
        "login": PackageResources.login_mustache,
        "logout": PackageResources.logout_mustache,
        "mark": PackageResources.mark_mustache,
        "mark-shut": PackageResources.mark_shut_mustache,
        "playground": PackageResources.playground_mustache,
        "playground-start": PackageResources.playground_start_mustache,
        "scope": PackageResources.scope_mustache,
        "sessions": PackageResources.sessions_mustache,
        "signed-out": PackageResources.signed_out_mustache,
    ].mapValues(text)

    private static func text(_ octets: [UInt8]) -> String {
        String(decoding: octets, as: UTF8.self)
    }
}

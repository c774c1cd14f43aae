/// The files of `Templates` and `Languages`, compiled into the executable by the build.
enum EmbeddedFiles {
    /// Put one after the other in this order, they are the one inline stylesheet.
    static let stylesheets = [
        (name: "foundation", text: text(PackageResources.foundation_css)),
        (name: "door", text: text(PackageResources.door_css)),
        (name: "house", text: text(PackageResources.house_css)),
        (name: "playground", text: text(PackageResources.playground_css)),
    ]

    /// Template texts by the name that pages and other templates use.
    static let templates = [
        "account": PackageResources.account_mustache,
        "applications": PackageResources.applications_mustache,
        "claim": PackageResources.claim_mustache,
        "code": PackageResources.code_mustache,
        "consent": PackageResources.consent_mustache,
        "create-account": PackageResources.create_account_mustache,
        "device": PackageResources.device_mustache,
        "device-consent": PackageResources.device_consent_mustache,
        "device-done": PackageResources.device_done_mustache,
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

    /// The languages' files by their tags.
    static let languages = [
        "ar": PackageResources.ar_json,
        "de": PackageResources.de_json,
        "en": PackageResources.en_json,
        "es": PackageResources.es_json,
        "fr": PackageResources.fr_json,
        "ja": PackageResources.ja_json,
        "zh-Hans": PackageResources.zh_Hans_json,
    ]

    private static func text(_ octets: [UInt8]) -> String {
        String(decoding: octets, as: UTF8.self)
    }
}

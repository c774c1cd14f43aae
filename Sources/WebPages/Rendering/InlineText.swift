import Crypto
import OAuthProtocol

/// A text that stands between `<style>` and `</style>` or `<script>` and `</script>`, and the source expression that
/// allows exactly it (CSP Level 3 §2.3.1).
struct InlineText: Hashable, Sendable {
    let text: String
    let source: String

    init(_ text: String) {
        self.text = text
        source = "'sha256-\(Base64.encode(Array(SHA256.hash(data: Array(text.utf8)))))'"
    }
}

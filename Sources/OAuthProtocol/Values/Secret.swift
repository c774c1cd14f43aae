import Crypto

/// Text that must not be seen: a password, a token, a client secret. It has no useful description, so that no log line,
/// error text or debugger string can carry it; whoever needs the text asks for `exposed` by name.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself. Every use of this property is a place to review.
    package let exposed: String

    package init(_ text: String) {
        exposed = text
    }

    /// SHA-256 of the text's UTF-8 octets: the form in which generated secrets are stored and looked up.
    package var digest: TokenDigest {
        TokenDigest(of: exposed)
    }

    package var description: String { "(secret)" }
    package var debugDescription: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

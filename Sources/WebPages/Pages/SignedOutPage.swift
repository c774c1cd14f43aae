/// Says that the person is signed out, and offers a way on.
package struct SignedOutPage: PageContent {
    /// The application that asked for it; `nil` when the person did.
    package var clientName: String?
    /// Where the person may go on to: a path of this server or a proved web address of the client. `nil` offers to sign
    /// in again.
    package var continueLink: String?

    package init(clientName: String? = nil, continueLink: String? = nil) {
        self.clientName = clientName
        self.continueLink = continueLink
    }

    package var template: String { "signed-out" }
    package func title(in words: Words) -> String { words.text(.signedOutTitle) }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [:]
        values["clientName"] = clientName.map(words.clientName)
        values["continueLink"] = continueLink.flatMap(SafeLink.checked)
        return values
    }
}

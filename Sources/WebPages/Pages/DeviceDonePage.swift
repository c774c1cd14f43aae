/// Says what was decided, and that the person may go back to the device (RFC 8628 §3.3).
package struct DeviceDonePage: PageContent {
    /// What was let in or turned away, as the client registered it: text from strangers.
    package var clientName: String
    /// Whether it was let in.
    package var isAllowed: Bool

    package init(clientName: String, isAllowed: Bool) {
        self.clientName = clientName
        self.isAllowed = isAllowed
    }

    package var template: String { "device-done" }
    package func title(in words: Words) -> String {
        words.text(isAllowed ? .deviceAllowedTitle : .deviceDeniedTitle)
    }

    package func values(in words: Words, base: String) -> [String: Any] {
        ["clientName": words.clientName(clientName), "isAllowed": isAllowed]
    }
}

/// Something went otherwise than a helper takes for granted. Tests that expect trouble ask the server directly.
package struct UnexpectedResult: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// An answer that is not the one that was needed.
    package init(instead of: String, _ reply: Reply) {
        description = "no \(of), but \(reply.status) \(reply.location ?? "") \(reply.text.prefix(400))"
    }
}

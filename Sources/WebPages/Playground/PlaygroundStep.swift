/// One step of the delegation flow as it happened.
package struct PlaygroundStep: Hashable, Sendable {
    /// What happened, in a few words.
    package var title: String
    /// One sentence.
    package var explanation: String
    /// What was sent or received, in order.
    package var blocks: [CodeBlock]
    /// Why the flow ended here; `nil` for a step that succeeded.
    package var failure: String?

    package init(title: String, explanation: String, blocks: [CodeBlock], failure: String? = nil) {
        self.title = title
        self.explanation = explanation
        self.blocks = blocks
        self.failure = failure
    }

    func values(number: Int) -> [String: Any] {
        var values: [String: Any] = [
            "number": String(number),
            "stepTitle": DisplayText.line(title, limit: 120),
            "explanation": DisplayText.line(explanation, limit: 600),
            "blocks": blocks.map(\.values),
        ]
        values["failure"] = failure.map { DisplayText.line($0, limit: 600) }
        return values
    }
}

import OAuthServer
import WebPages

/// Something for a developer to read or copy.
struct CodeBlock: Sendable {
    /// What stands above it, such as "The token request".
    let label: String
    /// Shown as it is, line breaks included.
    let text: String

    var values: [String: Any] { ["label": DisplayText.line(label), "code": DisplayText.code(text)] }
}

/// One step of the delegation flow as it happened.
struct PlaygroundStep: Sendable {
    /// What happened, in a few words.
    let title: String
    /// One sentence.
    let explanation: String
    /// What was sent or received, in order.
    var blocks: [CodeBlock] = []
    /// Why the flow ended here; `nil` for a step that succeeded.
    var failure: String?

    /// The only one of a flow that this browser has not begun.
    static let lost = PlaygroundStep(
        title: "The flow is not known", explanation: "This browser has not begun one, or too long ago.",
        failure: "The cookie with state, nonce and verifier is missing. Press the button to begin again.")
}

/// Something to try next: a link, a command, or neither.
struct PlaygroundSuggestion: Sendable {
    /// What it shows; the link's text where there is one.
    let title: String
    var link: String?
    /// A command to copy.
    var command: String?
}

extension PageContent {
    /// The front page: a button that starts the flow, and first requests to copy.
    static func playground(_ commands: PlaygroundCommands) -> PageContent {
        PageContent(forDevelopers: "playground-start", title: "Playground") {
            common(commands).merging(["blocks": commands.first.map(\.values)]) { $1 }
        }
    }

    /// The flow that came back, well or with a failed last step, and what to try next.
    static func playground(_ commands: PlaygroundCommands, after steps: [PlaygroundStep]) -> PageContent {
        PageContent(forDevelopers: "playground", title: "Playground") {
            let values: [String: Any?] = [
                "steps": steps.enumerated().map { index, step in
                    shown([
                        "number": String(index + 1), "stepTitle": DisplayText.line(step.title, limit: 120),
                        "explanation": DisplayText.line(step.explanation, limit: 600),
                        "blocks": step.blocks.map(\.values),
                        "failure": step.failure.map { DisplayText.line($0, limit: 600) },
                    ])
                },
                "succeeded": steps.allSatisfy { $0.failure == nil },
                "suggestions": commands.next.map { suggestion in
                    shown([
                        "suggestionTitle": suggestion.title, "link": suggestion.link,
                        "blocks": suggestion.command.map { [CodeBlock(label: "In a terminal", text: $0).values] } ?? [],
                    ])
                },
            ]
            return common(commands).merging(values) { $1 }
        }
    }

    private static func common(_ commands: PlaygroundCommands) -> [String: Any?] {
        [
            "isPlayground": true, "issuer": commands.issuer.value, "startLink": commands.startLink,
            "documentation": commands.documentation,
        ]
    }
}

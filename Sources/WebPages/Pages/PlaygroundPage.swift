/// The front page of `cardea serve --dev`: a button that starts the delegation flow, and then each step of it as it
/// happened.
package struct PlaygroundPage: PageContent {
    /// Before the flow, or after it.
    package enum State: Sendable {
        /// Nothing; `commands` are first requests to copy.
        case start(commands: [CodeBlock])
        /// The flow came back, well or with a failed last step.
        case finished(steps: [PlaygroundStep], next: [PlaygroundSuggestion])
    }

    /// The issuer, as clients are configured with it.
    package var issuer: String
    /// Where the button leads: a path of this server or a web address.
    package var startLink: String
    /// What has happened so far.
    package var state: State

    /// Where the documentation is; `nil` where it is not served.
    package var documentation: String?

    package init(issuer: String, startLink: String, documentation: String? = nil, state: State) {
        self.issuer = issuer
        self.documentation = documentation
        self.startLink = startLink
        self.state = state
    }

    package var template: String {
        switch state {
        case .start: "playground-start"
        case .finished: "playground"
        }
    }

    package var isForDevelopers: Bool { true }
    package func title(in words: Words) -> String { "Playground" }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "isPlayground": true,
            "issuer": DisplayText.line(issuer, limit: 200),
            "startLink": SafeLink.checked(startLink) ?? "#main",
        ]
        values["documentation"] = documentation
        switch state {
        case .start(let commands):
            values["blocks"] = commands.map(\.values)
        case .finished(let steps, let next):
            values["steps"] = steps.enumerated().map { $1.values(number: $0 + 1) }
            values["succeeded"] = steps.allSatisfy { $0.failure == nil }
            values["hasSuggestions"] = !next.isEmpty
            values["suggestions"] = next.map(\.values)
        }
        return values
    }
}

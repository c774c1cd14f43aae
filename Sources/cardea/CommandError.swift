/// Why a command did not do what it was told: a sentence for standard error, exit status 1.
struct CommandError: Error, CustomStringConvertible {
    let problems: [Problem]

    init(_ description: String) {
        self.init([Problem(nil, description)])
    }

    init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// A line for each problem.
    var description: String { problems.map(\.description).joined(separator: "\n") }
}

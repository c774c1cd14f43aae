import OAuthProtocol

/// Where a setting was found: what an error text names so that the reader knows what to mend.
enum Place: Sendable, CustomStringConvertible {
    case file(path: String, line: Int)
    case environment(variable: String)
    case flag(String)

    var description: String {
        switch self {
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let variable): variable
        case .flag(let name): name
        }
    }
}

/// One thing that is wrong, or should be known, and where it stands.
struct Problem: Sendable, CustomStringConvertible {
    /// `nil` if it stands nowhere.
    let place: Place?
    let message: String

    init(_ place: Place?, _ message: String) {
        self.place = place
        self.message = message
    }

    /// As people read it, on one line.
    var description: String { place.map { "\($0): \(message)" } ?? message }

    /// As programs do.
    var json: JSONObject {
        var object: JSONObject = ["message": .string(message)]
        object["place"] = place.map { .string($0.description) }
        return object
    }
}

extension [Problem] {
    /// By file and line, then what no file says; what stands in the same place keeps its order.
    var inOrder: [Problem] {
        func key(_ problem: Problem) -> (rank: Int, name: String, line: Int) {
            switch problem.place {
            case .file(let path, let line): (0, path, line)
            case .environment(let variable): (1, variable, 0)
            case .flag(let name): (2, name, 0)
            case nil: (3, "", 0)
            }
        }
        let keyed = enumerated().map { (key: key($1), index: $0, problem: $1) }
        return keyed.sorted { left, right in
            left.key == right.key ? left.index < right.index : left.key < right.key
        }.map { $0.problem }
    }
}

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

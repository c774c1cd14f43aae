import ArgumentParser
import OAuthProtocol

/// What a command that failed says to programs: with `--json` one object on standard output, beside the sentence for people on
/// standard error.
struct FailureReport {
    /// `errors`, each with its `message` and, where it stands in a file, a variable or a flag, its `place`; beside them what
    /// the command found out all the same.
    let json: JSONValue

    /// - `arguments`: those of the command line, without the program's name.
    /// - Returns: `nil` if nobody asked for JSON, or if the command has said what it found and this is only its exit status.
    init?(of error: any Error, arguments: [String]) {
        let flags = arguments.prefix { $0 != "--" }
        guard flags.contains("--json"), !(error is ExitCode), !Cardea.exitCode(for: error).isSuccess else { return nil }
        json = .object(Self.object(of: error))
    }

    private static func object(of error: any Error) -> JSONObject {
        switch error {
        case let refusal as Refusal: refusal.findings.with(errors: refusal.problems)
        case let error as ConfigurationError: JSONObject().with(errors: error.problems)
        default: JSONObject().with(errors: [Problem(nil, Cardea.message(for: error))])
        }
    }
}

extension JSONObject {
    fileprivate func with(errors: [Problem]) -> JSONObject {
        var object = self
        object["errors"] = .array(errors.map { .object($0.json) })
        return object
    }
}

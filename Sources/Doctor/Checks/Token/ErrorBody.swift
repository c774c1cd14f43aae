import OAuthProtocol

/// The error that a program can read in an answer (RFC 6749 §5.2).
struct ErrorBody {
    /// `invalid_client` and the like; `nil` if there is none.
    let code: String?
    /// What is wrong with the answer's form; `nil` if nothing is.
    let trouble: String?

    init(_ answer: Answer) {
        do {
            let object = try answer.object()
            code = object["error"]?.string
            trouble = Self.trouble(in: object, of: answer)
        } catch {
            code = nil
            trouble = "the body \(error.explanation)"
        }
        seen = answer.summary + (code == nil ? ", no error code" : "")
    }

    /// The answer as a finding's detail has it; that there is no code for programs is worth a word.
    let seen: String

    /// The code, quoted, or what is there in its place.
    var shown: String {
        code.map { VisibleText.quoted($0) } ?? "no error code"
    }

    private static func trouble(in object: JSONObject, of answer: Answer) -> String? {
        guard answer.mediaType == "application/json" else {
            return "Content-Type is \(answer.quoted("Content-Type"))"
        }
        guard let error = object["error"] else { return "the member error is missing" }
        guard let code = error.string, !code.isEmpty else { return "the member error is not a string" }
        guard code.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }) else {
            return "the error code has characters that it must not have"
        }
        let nulls = object.members.filter { $0.value == .null }.map { VisibleText.line($0.name, limit: 60) }
        if !nulls.isEmpty { return "\(nulls.joined(separator: ", ")) is null" }
        if let description = object["error_description"], description.string == nil {
            return "error_description is not a string"
        }
        return nil
    }
}

import OAuthProtocol

/// What was found where a metadata document may be.
struct MetadataLookup: Sendable {
    enum Outcome: Sendable {
        case document(JSONObject, Answer)
        /// The answer is no document, and says so: any 4xx, which lets clients try the next place.
        case absent(Answer)
        case redirect(Answer)
        /// A success that is not the document.
        case unreadable(Answer, DocumentTrouble)
        /// Anything else, at which clients give up.
        case failed(Answer)
        case unanswered(ExchangeFailure)
    }

    let place: WellKnownPlace
    let outcome: Outcome

    init(_ place: WellKnownPlace, _ context: CheckContext) async {
        self.place = place
        switch await context.exchange.answer(to: .document(place.url)) {
        case .failure(let failure): outcome = .unanswered(failure)
        case .success(let answer): outcome = Self.outcome(of: answer)
        }
    }

    private static func outcome(of answer: Answer) -> Outcome {
        if answer.isRedirect { return .redirect(answer) }
        if answer.isRefusal { return .absent(answer) }
        guard answer.status == 200 else { return .failed(answer) }
        do {
            return .document(try answer.object(), answer)
        } catch {
            return .unreadable(answer, error)
        }
    }

    /// The document, if there is one.
    var document: JSONObject? {
        if case .document(let document, _) = outcome { document } else { nil }
    }

    /// Says what is wrong where the answer is neither the document nor an honest "not here".
    ///
    /// - `name`: the first part of the finding's name.
    func report(to findings: inout Findings, named name: String) {
        let what = "The place of the \(place.document.name)"
        let url = place.url.value
        let clause = "RFC 8414 §3.2; RFC 9728 §3.2"
        switch outcome {
        case .document, .absent: break
        case .redirect(let answer):
            findings.check("\(name).redirect", clause: clause) {
                .problem(
                    "\(what) redirects",
                    "\(url) answers \(answer.status) to \(answer.quotedLocation)."
                        + " Many clients do not follow redirects there, and those that do may trust the wrong server.",
                    mend: "answer with the document itself, or with 404")
            }
        case .unreadable(let answer, let trouble):
            findings.check("\(name).unreadable", clause: clause) {
                .problem(
                    "\(what) answers with something else",
                    "\(url): \(answer.summary); the body \(trouble.explanation)."
                        + " Clients take a 200 for the document and fail; a 404 would let them look elsewhere.",
                    mend: trouble == .page
                        ? "exempt /.well-known/ from the rule that answers every path with the application's page"
                        : "answer with one JSON object, or with 404")
            }
        case .failed(let answer):
            findings.check("\(name).failed", clause: clause) {
                .problem(
                    "\(what) fails", "\(url): \(answer.summary). Clients go on to the next place only after a 4xx.",
                    mend: "answer with the document, or with 404")
            }
        case .unanswered(let failure):
            findings.check("\(name).unanswered") {
                .problem(
                    "\(what) gave no answer", "\(url): the server \(failure.explanation).",
                    mend: "let the server answer there, if only with 404")
            }
        }
    }
}

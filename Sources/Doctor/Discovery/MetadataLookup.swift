import OAuthProtocol
import Outbound

/// What was found where a metadata document may be.
struct MetadataLookup: Sendable {
    let place: WellKnownPlace
    let result: Result<Answer, ExchangeFailure>
    /// The document, if there is one: a 200 alone may be. A 4xx says that there is none, which lets clients try the
    /// next place.
    let document: JSONObject?

    init(_ place: WellKnownPlace, _ context: CheckContext) async {
        self.place = place
        result = await context.exchange.answer(to: .document(place.url))
        document = (try? result.get()).flatMap { $0.status == 200 ? $0.object : nil }
    }

    /// Looks at one place after the other.
    static func all(_ places: [WellKnownPlace], _ context: CheckContext) async -> [MetadataLookup] {
        var lookups: [MetadataLookup] = []
        for place in places { lookups.append(await MetadataLookup(place, context)) }
        return lookups
    }

    /// Says what is wrong where the answer is neither the document nor an honest "not here".
    ///
    /// - `name`: the first part of the finding's name.
    func checkPlace(_ examiner: Examiner, named name: String) {
        let what = "The place of the \(place.document.name)"
        let url = place.url.value
        if case .failure(let failure) = result {
            examiner.check(
                "\(name).unanswered",
                .problem(
                    "\(what) gave no answer", "\(url): the server \(failure.explanation).",
                    mend: "let the server answer there, if only with 404"))
        }
        guard let answer = try? result.get() else { return }
        let clause = "RFC 8414 §3.2; RFC 9728 §3.2"
        examiner.check(
            "\(name).redirect", clause: clause,
            .problem(
                if: answer.isRedirect, "\(what) redirects",
                "\(url) answers \(answer.redirection). Many clients do not follow redirects there, and those that do"
                    + " may trust the wrong server.", mend: "answer with the document itself, or with 404"))
        let trouble = answer.status == 200 ? answer.trouble : nil
        examiner.check(
            "\(name).unreadable", clause: clause,
            .problem(
                if: trouble != nil, "\(what) answers with something else",
                "\(url): \(answer.summary); the body \(trouble ?? "")."
                    + " Clients take a 200 for the document and fail; a 404 would let them look elsewhere.",
                mend: trouble == Answer.pageTrouble
                    ? "exempt /.well-known/ from the rule that answers every path with the application's page"
                    : "answer with one JSON object, or with 404"))
        examiner.check(
            "\(name).failed", clause: clause,
            .problem(
                if: !answer.isRedirect && !answer.isRefusal && answer.status != 200, "\(what) fails",
                "\(url): \(answer.summary). Clients go on to the next place only after a 4xx.",
                mend: "answer with the document, or with 404"))
    }

    /// What is to be said of any metadata document: how it is sent, and that its members have values.
    ///
    /// - `name`: the first part of the findings' names.
    func checkDocument(_ examiner: Examiner, named name: String) {
        guard let document, let answer = try? result.get() else { return }
        let (what, clause) = (place.document.name, "RFC 8414 §3.2; RFC 9728 §3.2")
        let isJSON = answer.mediaType == MediaType.json
        let nulls = document.names(.null)
        let empty = document.names(.array([]), .string(""))
        examiner.check(
            "\(name).content_type", clause: clause,
            .warning(
                if: !isJSON, "The \(what) is not sent as JSON", "Content-Type is \(answer.quoted("Content-Type")).",
                mend: "send Content-Type: application/json"))
        examiner.check(
            "\(name).null", clause: clause,
            .problem(
                if: !nulls.isEmpty, "Members of the \(what) are null",
                "\(VisibleText.list(nulls)). Clients that check types, the MCP TypeScript SDK among them, refuse the"
                    + " whole document.", mend: "leave out what has no value"))
        examiner.check(
            "\(name).empty", clause: clause,
            .warning(
                if: !empty.isEmpty, "Members of the \(what) are empty",
                "\(VisibleText.list(empty)). What has no element must be left out.",
                mend: "leave out what has no value"))
        examiner.check(
            "\(name).form",
            .ok(
                if: isJSON && nulls.isEmpty && empty.isEmpty,
                "The \(what) is sent as JSON, and nothing in it is null or empty"))
    }
}

extension WellKnownPlace.Document {
    /// As people call it.
    var name: String {
        switch self {
        case .oauth: "OAuth metadata"
        case .openID: "OpenID configuration"
        case .resource: "resource metadata"
        }
    }
}

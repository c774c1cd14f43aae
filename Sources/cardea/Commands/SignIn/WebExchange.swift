import OAuthProtocol
import Outbound

/// A request that a command makes of a server.
struct WebQuestion: Sendable {
    let url: String
    /// The form to post; `nil` makes it a GET.
    var form: String?
    /// The value of the `Authorization` header; `nil` sends none.
    var authorization: String?
}

/// What the server said.
struct WebReply: Sendable {
    let status: Int
    let body: [UInt8]

    /// The body as a JSON object; `nil` if it is something else.
    var json: JSONObject? { (try? JSONParser.parse(document: body))?.object }
}

/// Why a server did not answer: it may another time.
struct Unreachable: Error, CustomStringConvertible {
    let description: String
}

extension OutboundClient {
    /// Asks a server that the operator named.
    ///
    /// - Throws: `Unreachable` if there is no whole answer in time.
    func send(_ question: WebQuestion) async throws(Unreachable) -> WebReply {
        guard let uri = WebURI(question.url) else { throw Unreachable(description: "it is not a URL") }
        var request = OutboundRequest(uri, reading: .everything(limit: 256 * 1024))
        request.headers = [("Accept", MediaType.json)]
        if let authorization = question.authorization { request.headers.append(("Authorization", authorization)) }
        if let form = question.form {
            request.method = "POST"
            request.headers.append(("Content-Type", MediaType.form))
            request.body = Array(form.utf8)
        }
        do throws(OutboundFailure) {
            let answer = try await answer(to: request)
            return WebReply(status: answer.status, body: answer.body)
        } catch {
            switch error {
            case .unvisited(_, let objection): throw Unreachable(description: "it \(objection.rule)")
            case .failed(let cause): throw Unreachable(description: cause)
            }
        }
    }
}

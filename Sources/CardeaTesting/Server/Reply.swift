import HTTPTypes
import OAuthProtocol
import WebServer

/// An answer of the server, with short names for what tests ask of it.
package struct Reply: Sendable {
    /// The answer as the route table gave it.
    package let response: WebResponse

    package init(_ response: WebResponse) {
        self.response = response
    }

    /// The status code.
    package var status: Int { response.status.code }

    /// The body as octets.
    package var body: [UInt8] { response.body }

    /// The body as text.
    package var text: String { String(decoding: response.body, as: UTF8.self) }

    /// The body as a JSON object; an empty one if it is something else.
    package var json: JSONObject {
        (try? JSONParser.parse(response.body))?.object ?? JSONObject()
    }

    /// A member of the JSON body that is text; `nil` if there is none.
    package subscript(member: String) -> String? { json[member]?.string }

    /// A member of the JSON body that is an integer; `nil` if there is none.
    package func integer(_ member: String) -> Int64? { json[member]?.integer }

    /// The `error` of a refusal; `nil` for a success.
    package var error: String? { self["error"] }

    /// The one value of a header; `nil` if it is not there.
    package func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { response.headers[$0] }
    }

    /// Everything that was sent: status, headers, body.
    package var whole: String {
        let lines = response.headers.map { "\($0.name): \($0.value)" }
        return "\(status)\n\(lines.joined(separator: "\n"))\n\n\(text)"
    }

    /// Each `Set-Cookie` as it was sent.
    package var setCookies: [String] { response.headers[values: .setCookie] }

    /// Where the answer redirects to; `nil` if it does not.
    package var location: String? {
        response.status.kind == .redirection ? response.headers[.location] : nil
    }

    /// The parameters in the fragment of `location` or, without one, in its query; none if there is no redirect.
    package var answer: Fields {
        guard let location, let mark = location.firstIndex(of: "#") ?? location.firstIndex(of: "?") else { return [:] }
        return Fields(query: String(location[location.index(after: mark)...]))
    }
}

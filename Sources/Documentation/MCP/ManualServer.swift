import OAuthProtocol
import OAuthServer

/// An MCP server (Model Context Protocol, revision 2025-06-18) with two tools that read the documentation: `search` and
/// `fetch`, as clients that do research expect them.
struct ManualServer: Sendable {
    /// Revisions that are spoken, the newest first.
    static let revisions = ["2025-06-18", "2025-03-26", "2024-11-05"]

    private let manual: Manual
    private let origin: String
    private let search: MadeOnce<ManualSearch>

    init(manual: Manual, origin: String) {
        self.manual = manual
        self.origin = origin
        search = MadeOnce { ManualSearch(manual) }
    }

    static func speaks(_ revision: String) -> Bool {
        revisions.contains { $0.octets == revision.octets }
    }

    /// Whether this is a request or a notification (JSON-RPC 2.0 §4); MCP has identifiers that are texts or numbers, and
    /// parameters by name.
    static func isMessage(_ value: JSONValue) -> Bool {
        guard let message = value.object, message["jsonrpc"]?.string == "2.0", message["method"]?.string != nil
        else { return false }
        let hasParameters = message["params"].map { $0.object != nil } ?? true
        switch message["id"] {
        case nil, .string, .number: return hasParameters
        default: return false
        }
    }

    /// Whether a message asks which revision is spoken.
    static func begins(_ message: JSONValue) -> Bool {
        message.object?["method"]?.string.map { $0.octets == "initialize" } ?? false
    }

    /// What a message is answered with; `nil` for a notification, which is not answered.
    func answer(_ message: JSONValue) async -> JSONValue? {
        guard let request = message.object, let method = request["method"]?.string, let id = request["id"] else {
            return nil
        }
        let parameters = request["params"]?.object ?? [:]
        switch method {
        case "initialize": return Self.success(id, initialize(parameters))
        case "ping": return Self.success(id, [:])
        case "tools/list": return Self.success(id, ["tools": .array(Self.tools)])
        case "tools/call": return await call(parameters, id)
        default:
            return Self.failure(id, -32601, "There is no method of this name; tools/list and tools/call are there.")
        }
    }

    private func initialize(_ parameters: JSONObject) -> JSONObject {
        let wanted = parameters["protocolVersion"]?.string
        let revision = wanted.flatMap { Self.speaks($0) ? $0 : nil } ?? Self.revisions[0]
        return [
            "protocolVersion": .string(revision),
            "capabilities": .object(["tools": .object([:])]),
            "serverInfo": .object(["name": "cardea-documentation", "title": "Cardea's documentation", "version": "1"]),
            "instructions": .string(
                "Search the documentation of the Cardea authorization server, then fetch what fits."),
        ]
    }

    private func call(_ parameters: JSONObject, _ id: JSONValue) async -> JSONValue {
        let arguments = parameters["arguments"]?.object ?? [:]
        switch parameters["name"]?.string {
        case "search":
            guard let query = arguments["query"]?.string else {
                return Self.failure(id, -32602, "The tool search needs the argument query, a text.")
            }
            return Self.success(id, Self.result(of: await found(query)))
        case "fetch":
            guard let name = arguments["id"]?.string else {
                return Self.failure(id, -32602, "The tool fetch needs the argument id, as search gives it.")
            }
            guard let text = text(of: String(name.octets.before("#"))) else {
                var result = Self.result(of: [
                    "error": "There is no page of this id; search gives those that there are."
                ])
                result["isError"] = .bool(true)
                return Self.success(id, result)
            }
            return Self.success(
                id,
                Self.result(
                    of: [
                        "id": .string(text.path), "title": .string(text.title), "text": .string(text.text),
                        "url": .string("\(origin)/docs/\(text.path)"),
                    ]))
        default:
            return Self.failure(id, -32602, "There is no tool of this name; search and fetch are there.")
        }
    }

    /// A page, or a file that one leads to; `nil` if there is none.
    private func text(of name: String) -> (path: String, title: String, text: String)? {
        if let page = manual.page(at: name) { return (page.path, page.title, manual.markdown(of: page)) }
        return manual.text(at: name).map { (name, name, String(decoding: $0, as: UTF8.self)) }
    }

    private func found(_ query: String) async -> JSONObject {
        let hits = await search.value.find(query, most: 10)
        return [
            "results": .array(
                hits.map { hit in
                    let anchor = hit.anchor.isEmpty ? "" : "#\(hit.anchor)"
                    return .object([
                        "id": .string(hit.page.path + anchor), "title": .string(hit.title),
                        "text": .string(hit.excerpt), "url": .string("\(origin)/docs/\(hit.page.path)\(anchor)"),
                    ])
                })
        ]
    }

    /// A tool's result, as a value and as its text for clients that know no values.
    private static func result(of value: JSONObject) -> JSONObject {
        [
            "content": .array([
                .object(["type": "text", "text": .string(String(decoding: value.octets, as: UTF8.self))])
            ]),
            "structuredContent": .object(value),
        ]
    }

    private static let tools: [JSONValue] = [
        tool(
            "search", "Search the documentation",
            "Finds sections of Cardea's documentation by words, the best first. Give what you would type into a search field.",
            argument: "query", "Words to look for."),
        tool(
            "fetch", "Fetch a page",
            "Gives a whole page of Cardea's documentation as Markdown, or a file that one leads to.", argument: "id",
            "The id of a page, as search gives it, or what stands behind /docs/ in the address of a file."),
    ]

    private static func tool(
        _ name: String, _ title: String, _ description: String, argument: String, _ meaning: String
    ) -> JSONValue {
        .object([
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": .object([
                "type": "object",
                "properties": [argument: ["type": "string", "description": .string(meaning)]],
                "required": [.string(argument)],
            ]),
            "annotations": ["readOnlyHint": true, "openWorldHint": false],
        ])
    }

    private static func success(_ id: JSONValue, _ result: JSONObject) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "result": .object(result)]
    }

    static func failure(_ id: JSONValue, _ code: Int, _ message: String) -> JSONValue {
        [
            "jsonrpc": "2.0", "id": id,
            "error": ["code": .integer(code), "message": .string(message)],
        ]
    }
}

import OAuthProtocol

/// One operation of the HTTP interface, as an OpenAPI document describes it (OpenAPI 3.1 §4.8.10).
struct APIOperation: Sendable {
    /// What kind of answer an operation gives beside its good one.
    enum Errors: Sendable {
        /// Errors of OAuth in JSON (RFC 6749 §5.2), with these statuses.
        case protocolErrors([Int])
        /// A page that says what is wrong.
        case pages([Int])
        case none
    }

    /// A parameter in the query, the path or the header.
    struct Parameter: Sendable {
        let name: String
        let place: String
        let description: String
        var isRequired = false
    }

    /// A good answer.
    struct Answer: Sendable {
        let status: Int
        let meaning: String
        /// Media types; none means no body.
        let types: [String]
        /// The schema's name; `nil` for a text.
        let schema: String?

        /// JSON of a schema.
        init(_ status: Int, _ meaning: String, _ schema: String) {
            self.init(status, meaning, types: [MediaType.json], schema: schema)
        }

        init(_ status: Int, _ meaning: String, types: [String] = [], schema: String? = nil) {
            self.status = status
            self.meaning = meaning
            self.types = types
            self.schema = schema
        }
    }

    let path: String
    /// In lower case.
    let method: String
    /// `operationId`: unique in the document.
    let id: String
    let summary: String
    var description: String
    let tag: String
    var parameters: [Parameter] = []
    /// The schema's name; the body may be a form or JSON, or what `bodyTypes` says.
    var body: String?
    /// Fields of a page's form, which has no schema of its own.
    var fields: [String] = []
    var bodyTypes = [MediaType.json, MediaType.form]
    var answers: [Answer]
    var errors = Errors.none
    /// The ways to authenticate, any of which will do; empty where nobody has to.
    var security: [String] = []

    var value: JSONValue {
        var value: JSONObject = ["operationId": .string(id), "summary": .string(summary)]
        value["description"] = .string(description)
        value["tags"] = [.string(tag)]
        if !parameters.isEmpty { value["parameters"] = .array(parameters.map(Self.value)) }
        if let body {
            value["requestBody"] = [
                "required": true, "content": Self.content(bodyTypes, schema: body),
            ]
        }
        if !fields.isEmpty { value["requestBody"] = form }
        var responses = JSONObject()
        for answer in answers {
            var response: JSONObject = ["description": .string(answer.meaning)]
            if !answer.types.isEmpty { response["content"] = Self.content(answer.types, schema: answer.schema) }
            responses[String(answer.status)] = .object(response)
        }
        switch errors {
        case .protocolErrors(let statuses):
            for status in statuses { responses[String(status)] = Self.reference("responses", "Error\(status)") }
        case .pages(let statuses):
            for status in statuses {
                responses[String(status)] = [
                    "description": .string(Self.meaning(of: status)),
                    "content": ["text/html": ["schema": ["type": "string"]]],
                ]
            }
        case .none: break
        }
        value["responses"] = .object(responses)
        if !security.isEmpty { value["security"] = .array(security.map { .object([$0: []]) }) }
        return .object(value)
    }

    /// What a status of an error means.
    static func meaning(of status: Int) -> String {
        switch status {
        case 400: "The request is wrong; `error_description` says what to fix."
        case 401: "The client, or the token, is not accepted."
        case 403: "The token does not allow this, or the form was open too long."
        case 404: "There is nothing here."
        case 405: "The path answers to other methods; `Allow` names them."
        case 413: "The body is larger than 64 KiB."
        case 415: "The body is of another type than the operation takes."
        case 429: "Too many of these requests come from this address; `Retry-After` says when to come again."
        case 500: "Something failed here that waiting does not mend."
        default: "The server cannot answer just now; `Retry-After` says when to come again."
        }
    }

    static func reference(_ kind: String, _ name: String) -> JSONValue {
        ["$ref": .string("#/components/\(kind)/\(name)")]
    }

    /// A form is sent as the page has it; of whoever is not signed in nothing is asked.
    private var form: JSONValue {
        var properties = JSONObject()
        for field in fields { properties[field] = ["type": "string"] }
        return [
            "content": [MediaType.form: ["schema": ["type": "object", "properties": .object(properties)]]]
        ]
    }

    private static func content(_ types: [String], schema: String?) -> JSONValue {
        var content = JSONObject()
        for type in types {
            let text: JSONValue = type == MediaType.json ? [:] : ["type": "string"]
            content[type] = ["schema": schema.map { reference("schemas", $0) } ?? text]
        }
        return .object(content)
    }

    private static func value(_ parameter: Parameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": .string(parameter.place),
            "description": .string(parameter.description), "required": .bool(parameter.isRequired),
            "schema": ["type": "string"],
        ]
    }
}

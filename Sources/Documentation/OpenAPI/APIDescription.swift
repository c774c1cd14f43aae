import OAuthProtocol
import OAuthServer

/// The HTTP interface as an OpenAPI 3.1 document, made of the values that the routes and the operations are made of.
package struct APIDescription: Sendable {
    /// The document (OpenAPI 3.1.1 §4.8.1).
    package let document: JSONObject
    private let operations: [APIOperation]

    package init(_ configuration: ServerConfiguration) {
        let operations = APIOperations(configuration).all
        self.operations = operations
        var paths: [(path: String, methods: JSONObject)] = []
        for operation in operations {
            if paths.last?.path != operation.path { paths.append((operation.path, [:])) }
            paths[paths.count - 1].methods[operation.method] = operation.value
        }
        var table = JSONObject()
        for (path, methods) in paths { table[path] = .object(methods) }
        document = [
            "openapi": "3.1.0",
            "info": [
                "title": "Cardea", "version": "1",
                "summary": "An OAuth 2.1 and OpenID Connect authorization server.",
                "description": """
                Tokens, and the pages by which people sign in for them. Errors are JSON with `error` and `error_description`, \
                the latter saying what to fix. Paths that begin with `/v1/auth/` answer also without `/v1`.
                """,
                "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(configuration.issuer.value)]],
            "tags": .array(
                APIOperations.tags.map { ["name": .string($0.name), "description": .string($0.description)] }),
            "paths": .object(table),
            "components": .object(APISchemas(configuration).components),
        ]
    }

    /// The same as a page of the documentation.
    var page: ManualPage {
        var text = """
            # The HTTP interface

            Every path of the server, made from the same values as its routes. For programs it is an OpenAPI 3.1 document at \
            `/openapi.json`.

            """
        for (tag, description) in APIOperations.tags {
            let found = operations.filter { $0.tag == tag }
            if found.isEmpty { continue }
            text += "\n## \(description)\n"
            for operation in found { text += Self.markdown(of: operation) }
        }
        text += "\n## Schemas\n"
        for (name, schema) in document["components"]?.object?["schemas"]?.object?.members ?? [] {
            text += "\n### \(name)\n\n" + Self.table(of: schema)
        }
        return ManualPage(path: "reference/api", source: "README.md", part: .reference, markdown: text)
    }

    private static func markdown(of operation: APIOperation) -> String {
        var text = "\n### `\(operation.method.octets.uppercased) \(operation.path)`\n\n\(operation.description)\n"
        if !operation.parameters.isEmpty {
            text += "\n| parameter | in | meaning |\n|---|---|---|\n"
            for parameter in operation.parameters {
                text += "| `\(parameter.name)` | \(parameter.place) | \(parameter.description) |\n"
            }
        }
        if let body = operation.body {
            text += "\nBody: \(body), as \(operation.bodyTypes.map { "`\($0)`" }.joined(separator: " or ")).\n"
        }
        if !operation.fields.isEmpty {
            text += "\nFields of the form: \(operation.fields.map { "`\($0)`" }.joined(separator: ", ")).\n"
        }
        text += "\n| status | meaning |\n|---|---|\n"
        for answer in operation.answers {
            text += "| \(answer.status) | \(answer.meaning)\(answer.schema.map { " (\($0))" } ?? "") |\n"
        }
        switch operation.errors {
        case .protocolErrors(let statuses), .pages(let statuses):
            for status in statuses { text += "| \(status) | \(APIOperation.meaning(of: status)) |\n" }
        case .none: break
        }
        return text
    }

    private static func table(of schema: JSONValue) -> String {
        let properties = schema.object?["properties"]?.object?.members ?? []
        let required = Set((schema.object?["required"]?.strings ?? []).map(\.octets))
        let intro = schema.object?["description"]?.string.map { "\($0)\n\n" } ?? ""
        if properties.isEmpty { return intro }
        return intro + "| member | type | meaning |\n|---|---|---|\n"
            + properties.map { name, property in
                let type =
                    property.object?["type"]?.string ?? property.object?["type"]?.strings?.joined(separator: ", ") ?? ""
                let meaning = property.object?["description"]?.string ?? ""
                return "| `\(name)` | \(type) | \(required.contains(name.octets) ? "Required. " : "")\(meaning) |\n"
            }.joined()
    }
}

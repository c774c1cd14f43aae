import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebServer

extension TestServer {
    /// Sends a request as it is.
    ///
    /// - `target`: path and query, percent-encoded.
    /// - `address`: the caller's.
    package func send(
        _ method: String, _ target: String, headers: Fields = [:], body: [UInt8] = [],
        from address: String = "192.0.2.1"
    ) async -> Reply {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var fields = HTTPFields()
        for (name, value) in headers.pairs {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return Reply(
            await table.respond(
                to: WebRequest(
                    method: HTTPRequest.Method(method) ?? .get, path: parts.first ?? "",
                    query: parts.count > 1 ? parts[1] : nil, headers: fields, body: body, address: address,
                    isSecure: issuer.isSecure, id: "request-1", now: now)))
    }

    /// GET, with an access token if one is given.
    package func get(_ target: String, bearer token: String? = nil, headers: Fields = [:]) async -> Reply {
        let authorization: Fields = ["Authorization": token.map { "Bearer \($0)" }]
        return await send("GET", target, headers: authorization.replacing(with: headers))
    }

    /// POST of a form.
    package func post(_ target: String, form: Fields, headers: Fields = [:]) async -> Reply {
        await post(target, form.encoded, type: "application/x-www-form-urlencoded", headers: headers)
    }

    /// POST of a flat JSON object.
    package func post(_ target: String, json: Fields, headers: Fields = [:]) async -> Reply {
        await post(target, json.json, type: "application/json", headers: headers)
    }

    /// POST of any body.
    ///
    /// - `type`: the media type; `nil` sends none.
    package func post(_ target: String, _ body: String, type: String?, headers: Fields = [:]) async -> Reply {
        let contentType: Fields = ["Content-Type": type]
        return await send("POST", target, headers: contentType.replacing(with: headers), body: Array(body.utf8))
    }

    /// A request to the token endpoint, as a form.
    package func token(_ form: Fields, headers: Fields = [:]) async -> Reply {
        await post("/v1/auth/oauthtoken", form: form, headers: headers)
    }

    /// A `Basic` credential (RFC 7617), raw as most libraries send it.
    package static func basic(_ client: String, _ secret: String) -> String {
        "Basic \(Base64.encode(Array("\(client):\(secret)".utf8)))"
    }
}

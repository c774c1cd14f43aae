import HTTPTypes
import OAuthProtocol
import OAuthServer

extension WebRequest {
    /// The parameters of the body, a form or a flat JSON object, never of the query string (RFC 6749 §3.2).
    ///
    /// - `known`: the names that the endpoint reads.
    /// - Throws: `invalid_request` for another content type or a body that is not of its type.
    func parameters(known: Set<String>) throws(OAuthError) -> Parameters {
        switch mediaType {
        case MediaType.form: return try Parameters(form: body)
        case MediaType.json: return try Parameters(json: body, known: known)
        default:
            throw OAuthError(
                .invalidRequest, "Content-Type must be application/x-www-form-urlencoded or application/json")
        }
    }

    /// The fields of a page's form.
    ///
    /// - Throws: `invalid_request` for anything but a well-formed form.
    func form() throws(OAuthError) -> Parameters {
        try mustBeForm()
        return try Parameters(form: body)
    }

    /// The parameters of the query.
    ///
    /// - Throws: `invalid_request` if it is not well-formed.
    func queryParameters() throws(OAuthError) -> Parameters {
        try Parameters(form: Array((query ?? "").utf8))
    }

    /// - Throws: `invalid_request` if the body is not a form.
    func mustBeForm() throws(OAuthError) {
        guard mediaType == MediaType.form else {
            throw OAuthError(.invalidRequest, "the form must be application/x-www-form-urlencoded")
        }
    }

    /// What an operation may know of this request.
    ///
    /// - Throws: `invalid_request` if the `Authorization` header stands more than once.
    func facts(_ parameters: Parameters) throws(OAuthError) -> RequestFacts {
        let authorization = headers[values: .authorization]
        guard authorization.count < 2 else { throw OAuthError(.invalidRequest, "the Authorization header is repeated") }
        return RequestFacts(parameters: parameters, authorization: authorization.first, address: address)
    }

    /// The media type in lower case without its parameters; empty if there is none, or more than one.
    package var mediaType: String { MediaType.named(by: headers[values: .contentType]) }
}

import OAuthProtocol
import Storage

/// Request objects (OpenID Connect Core §6, RFC 9101): the authorization request as a JWT of the client, by value or by
/// reference, taken into the parameters before anything else is judged.
package struct RequestObjects: Sendable {
    private let clients: ClientDirectory
    private let reader: RequestObjectReader
    private let documents: RequestObjectDocuments
    private let dynamicClientDocuments: RequestObjectDocuments

    /// - `issuer`: whom the objects must be made for.
    /// - `own`: what objects may be encrypted to.
    /// - `documents`: fetches what `request_uri` names.
    /// - `dynamicClientDocuments`: does so for clients that nobody here registered; `nil` for the same.
    package init(
        issuer: Issuer, clients: ClientDirectory, own: RequestKeys, keys: ClientKeys, signatures: SignatureVerifier,
        documents: any DocumentFetching, dynamicClientDocuments: (any DocumentFetching)? = nil
    ) {
        self.clients = clients
        reader = RequestObjectReader(issuer: issuer, own: own, keys: keys, signatures: signatures)
        self.documents = RequestObjectDocuments(documents: documents, most: 600)
        self.dynamicClientDocuments = RequestObjectDocuments(documents: dynamicClientDocuments ?? documents, most: 120)
    }

    /// The request with the parameters of its request object in place of its own; as it is if it has none.
    ///
    /// What is wrong with an object becomes the survey's problem, which is redirected like any other, and by the outer
    /// parameters alone: `invalid_request_object`, `invalid_request_uri`, `invalid_request` for both at once or for none
    /// from a client that must send one, `temporarily_unavailable` if the client's keys cannot be had.
    ///
    /// - Throws: storage's trouble.
    package func resolve(
        _ survey: ParameterSurvey, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> ParameterSurvey {
        // A request that is refused or shown anyway must not make this server fetch anything.
        guard survey.problem == nil, let id = survey.parameters["client_id"],
            let client = try await clients.find(ClientID(id), from: address, at: now)
        else { return survey }
        do throws(OAuthError) {
            guard let text = try await text(of: survey.parameters, client, from: address, at: now) else {
                if client.metadata.requiresSignedRequestObject {
                    throw OAuthError(.invalidRequest, "this client must send its request as a signed request object")
                }
                return survey
            }
            let object = try await reader.read(text, of: client, from: address, at: now)
            try Self.compare(object, with: survey.parameters)
            return survey.superseded(by: object, alone: client.metadata.requiresSignedRequestObject)
        } catch {
            return survey.refused(because: Self.redirectable(error))
        }
    }

    /// The error by a name that there is for redirects (RFC 6749 §4.1.2.1, RFC 9101 §7).
    private static func redirectable(_ error: OAuthError) -> OAuthError {
        switch error.code {
        case .tooManyRequests:
            OAuthError(.temporarilyUnavailable, error.description, cause: error.cause, retryAfter: error.retryAfter)
        case .invalidClientMetadata: OAuthError(.invalidRequestObject, error.description, cause: error.cause)
        default: error
        }
    }

    /// The object as it was sent or as it lies where the request says; `nil` if there is none.
    private func text(
        of parameters: Parameters, _ client: ClientRecord, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> String? {
        let documents = client.origin.isDynamic ? dynamicClientDocuments : documents
        switch (parameters["request"], parameters["request_uri"]) {
        case (nil, nil): return nil
        case (let text?, nil): return text
        case (nil, let uri?): return try await documents.fetch(uri, of: client, from: address, at: now)
        case (_?, _?): throw OAuthError(.invalidRequest, "request and request_uri cannot both be given")
        }
    }

    /// What stands inside and outside must be the same (OpenID Connect Core §6.1): only then is it certain that nobody
    /// put somebody else's object into the request.
    private static func compare(_ object: Parameters, with outer: Parameters) throws(OAuthError) {
        for name in ["client_id", "response_type"] {
            guard let inside = object[name], let outside = outer[name] else { continue }
            guard inside.octets == outside.octets else {
                throw OAuthError(.invalidRequestObject, "\(name) is not the same in the request object and outside it")
            }
        }
    }
}

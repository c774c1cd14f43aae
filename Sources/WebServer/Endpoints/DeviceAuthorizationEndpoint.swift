import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/device` (RFC 8628 §3.1): a device asks to be let in.
struct DeviceAuthorizationEndpoint: Endpoint {
    let operation: DeviceAuthorizationOperation

    func respond(to request: WebRequest) async -> WebResponse {
        await request.answering(known: DeviceAuthorizationOperation.parameters) { facts throws(OAuthError) in
            .json(try await operation.perform(facts, at: request.now).octets, outcome: "ok")
        }
    }
}

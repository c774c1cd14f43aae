import OAuthProtocol
import OAuthServer

extension TestServer {
    /// The token operation by itself, below HTTP.
    ///
    /// - Throws: the error that the endpoint would send.
    package func redeem(_ fields: Fields, authorization: String? = nil) async throws(OAuthError) -> TokenResponse {
        let parameters = try Parameters(form: Array(fields.encoded.utf8))
        return try await oauth.token.perform(
            RequestFacts(parameters: parameters, authorization: authorization), at: now)
    }

    /// The code of the error with which the token operation refuses; `nil` if it does not.
    package func refusal(of fields: Fields, authorization: String? = nil) async -> OAuthError.Code? {
        do throws(OAuthError) {
            _ = try await redeem(fields, authorization: authorization)
            return nil
        } catch {
            return error.code
        }
    }
}

/// The one error of the protocol: a registered code, a sentence that says what to fix, and a private cause for the log.
/// Two errors are equal when their codes are, so that tests need not copy message text.
package struct OAuthError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The registered `error` values (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 8707 §2, OpenID Connect Core
    /// §3.1.2.6, its Unmet Authentication Requirements, RFC 9101 §7, RFC 9470 §3, RFC 7591 §3.2.2, RFC 8628 §3.5).
    package enum Code: String, Sendable, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case unsupportedTokenType = "unsupported_token_type"
        case invalidScope = "invalid_scope"
        case invalidTarget = "invalid_target"
        case invalidToken = "invalid_token"
        case insufficientScope = "insufficient_scope"
        case accessDenied = "access_denied"
        case authorizationPending = "authorization_pending"
        case slowDown = "slow_down"
        case expiredToken = "expired_token"
        case loginRequired = "login_required"
        case consentRequired = "consent_required"
        case interactionRequired = "interaction_required"
        case accountSelectionRequired = "account_selection_required"
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"
        case invalidRequestObject = "invalid_request_object"
        case invalidRequestURI = "invalid_request_uri"
        case requestNotSupported = "request_not_supported"
        case requestURINotSupported = "request_uri_not_supported"
        case registrationNotSupported = "registration_not_supported"
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidClientMetadata = "invalid_client_metadata"
        case tooManyRequests = "too_many_requests"
        case temporarilyUnavailable = "temporarily_unavailable"
        case serverError = "server_error"
    }

    /// The most characters of a description.
    package static let longestDescription = 512

    package let code: Code
    /// `error_description`: printable ASCII without quote or backslash (RFC 6749 §5.2), safe to show to anyone.
    package let description: String
    /// What went wrong inside, for the log only; `nil` if the description says it all.
    package let cause: String?
    /// Seconds to wait before trying again (`Retry-After`); `nil` if waiting does not help.
    package let retryAfter: Int64?
    /// For `insufficient_scope`, the scope that suffices (RFC 6750 §3); `nil` where none would.
    package let neededScope: Scope?
    /// Where the error was made, for the log.
    package let file: StaticString
    package let line: UInt

    package init(
        _ code: Code, _ description: String, cause: String? = nil, retryAfter: Int64? = nil, neededScope: Scope? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        self.code = code
        self.description = Self.safe(description)
        self.cause = cause
        self.retryAfter = retryAfter
        self.neededScope = neededScope
        self.file = file
        self.line = line
    }

    package static func == (left: OAuthError, right: OAuthError) -> Bool {
        left.code == right.code
    }

    /// Replaces what RFC 6749 §5.2 does not allow in `error_description`: %x20-21 / %x23-5B / %x5D-7E remain. Cuts what
    /// quotes more of the input than helps anybody.
    private static func safe(_ text: String) -> String {
        let allowed: (UInt8) -> Bool = { (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
        let isTooLong = text.utf8.count > longestDescription
        if !isTooLong, text.utf8.allSatisfy(allowed) { return text }
        let kept = isTooLong ? text.utf8.prefix(longestDescription - 3) : text.utf8[...]
        return String(decoding: kept.map { allowed($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
            + (isTooLong ? "..." : "")
    }
}

import OAuthProtocol

/// `prompt` (OpenID Connect Core §3.1.2.1).
struct PromptCheck: AuthorizationCheck {
    let known: [PromptValue]

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        for word in (request.parameters["prompt"] ?? "").octets.split(" ") {
            guard let value = PromptValue(rawValue: String(word)), known.contains(value) else {
                let names = known.map(\.rawValue).joined(separator: ", ")
                throw OAuthError(.invalidRequest, "prompt must be of: \(names)")
            }
            draft.prompts.insert(value)
        }
        guard !draft.prompts.contains(.none) || draft.prompts.count == 1 else {
            throw OAuthError(.invalidRequest, "prompt none stands alone")
        }
    }
}

import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `/oauth`, the authorization endpoint (RFC 6749 §3.1), by GET and by POST.
struct AuthorizationEndpoint: Endpoint {
    let operation: AuthorizationOperation
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        let frame = BrowserFrame(browsers: browsers, pages: pages)
        return await frame.respond(to: request, wishes: wishes) { context throws(OAuthError) in
            let survey = try survey(of: request)
            if context.isPosted, context.isNew { return try await bounce(request, survey) }
            return pages.carryOut(
                try await operation.begin(survey, in: context.browser, at: request.now), for: request)
        }
    }

    /// A POST from another site comes without our cookie (SameSite=Lax), whoever is signed in. It is turned into a GET,
    /// with which the browser does send it; starting anew here would sign the person out.
    private func bounce(_ request: WebRequest, _ survey: ParameterSurvey) async throws(OAuthError) -> WebResponse {
        if let refusal = try await operation.refusal(of: survey, from: request.address, at: request.now) {
            return pages.carryOut(refusal, for: request)
        }
        // What a form encoder writes is printable; anything else has no place in a Location field.
        guard request.body.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw OAuthError(.invalidRequest, "the form is not valid percent-encoding")
        }
        return pages.redirect(to: "/oauth?\(String(decoding: request.body, as: UTF8.self))")
    }

    private func survey(of request: WebRequest) throws(OAuthError) -> ParameterSurvey {
        guard request.method == .post else { return Parameters.survey(form: Array((request.query ?? "").utf8)) }
        try request.mustBeForm()
        return Parameters.survey(form: request.body)
    }

    private func wishes(of request: WebRequest) -> [String] {
        LanguageTags.read((try? survey(of: request))?.parameters["ui_locales"])
    }
}

import OAuthProtocol
import Outbound

/// The other endpoints that the metadata names: that somebody answers there, and refuses strangers in a form that
/// programs can read.
extension ServerDocument {
    func checkOtherEndpoints(_ examiner: Examiner) async throws(Unanswered) {
        if let url = endpoint("userinfo_endpoint") {
            let answer = try await examiner.send(.document(url))
            let seen = "The answer was \(answer.summary), WWW-Authenticate \(answer.quoted("WWW-Authenticate"))."
            examiner.check(
                "userinfo.challenge", clause: "OpenID Connect Core 1.0 §5.3.3; RFC 6750 §3",
                mend: "answer 401 with WWW-Authenticate: Bearer",
                .ok(
                    if: answer.status == 401 && answer.challenge("bearer") != nil,
                    "userinfo without a token is 401, with a Bearer challenge"),
                .problem(if: answer.isSuccess, "userinfo is answered without a token", seen),
                .warning("userinfo without a token is not answered by the book", seen))
        }
        try await checkAnonymous(
            "introspection_endpoint", "introspection.refusal", "Introspection", examiner,
            [("token", examiner.freshName("no-such-token"))]
        ) { answer in
            .problem(
                if: answer.isSuccess && answer.object?["active"] != nil, "Anybody may ask whether a token is good",
                "Introspection answered somebody who is no client, so stolen tokens can be tried out at leisure.",
                mend: "authenticate whoever asks", clause: "RFC 7662 §2.1, §4")
        }
        try await checkAnonymous(
            "revocation_endpoint", "revocation.refusal", "Revocation", examiner,
            [("token", examiner.freshName("no-such-token")), ("client_id", examiner.freshName())]
        ) { answer in
            .note(
                if: answer.status == 200, "Revocation says yes to a client that it does not know",
                "Nothing is lost by it: nothing was revoked.", mend: "answer 401 invalid_client",
                clause: "RFC 7009 §2.1")
        }
        let request = [("response_type", "code"), ("redirect_uri", Nowhere.redirectURI)]
        try await checkAnonymous(
            "pushed_authorization_request_endpoint", "pushed_request.refusal", "Pushed requests", examiner,
            [("client_id", examiner.freshName())] + request)
        try await checkAnonymous(
            "device_authorization_endpoint", "device.refusal", "The device flow", examiner,
            [("client_id", examiner.freshName())] + request)
    }

    /// Asks as a client that nobody knows.
    ///
    /// - `special`: what of the answer matters more than how it refuses.
    private func checkAnonymous(
        _ endpoint: String, _ id: String, _ what: String, _ examiner: Examiner,
        _ fields: @autoclosure () -> [(name: String, value: String)], special: (Answer) -> Outcome? = { _ in nil }
    ) async throws(Unanswered) {
        guard let url = self.endpoint(endpoint) else { return }
        let answer = try await examiner.send(.form(url, fields()))
        examiner.check(
            id, clause: "RFC 6749 §5.2", mend: "answer 401 invalid_client, as JSON",
            special(answer),
            .problem(
                if: !answer.isRefusal, "\(what): a client that nobody knows is not refused",
                "The answer was \(answer.errorSummary)."),
            .warning(
                if: answer.errorTrouble != nil, "\(what): errors are not in the form that programs read",
                "The answer was \(answer.summary); \(answer.errorTrouble ?? "")."),
            .ok("\(what): a client that nobody knows is \(answer.shownError), \(answer.status)"))
    }
}

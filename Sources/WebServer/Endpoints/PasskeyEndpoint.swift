import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// The requests of the pages' script for passkeys: JSON both ways, as WebAuthn Level 3 §5.1 has it. Another site's page can send
/// none of them, since JSON from there would have to be asked for first.
struct PasskeyEndpoint: Endpoint {
    enum Purpose {
        /// `/login/passkey/options`
        case requestOptions
        /// `/login/passkey`
        case signIn
        /// `/account/security/passkeys/options`
        case creationOptions
        /// `/account/security/passkeys`
        case add
    }

    let purpose: Purpose
    let passkeys: Passkeys
    let notices: Notices
    let entry: EntryForm
    let metrics: ServerMetrics

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            guard request.mediaType == MediaType.json else {
                throw OAuthError(.invalidRequest, "Content-Type must be application/json")
            }
            let context = try await entry.browsers.recognise(request)
            guard !context.isNew else { return Self.refusal(.noCookie) }
            guard !entry.browsers.isFromElsewhere(request) else { return Self.refusal(.wrongOrigin) }
            switch purpose {
            case .requestOptions:
                return .json(passkeys.requestOptions(in: context.browser.id, at: context.now))
            case .signIn: return try await signIn(context)
            case .creationOptions, .add: return try await change(context)
            }
        } catch {
            return .error(error)
        }
    }

    private func signIn(_ context: BrowserContext) async throws(OAuthError) -> WebResponse {
        let outcome = try await storing(
            await passkeys.signIn(
                context.request.body, in: context.browser.id, from: context.request.address, at: context.now))
        switch outcome {
        case .signedIn(let signedIn):
            metrics.count(.signedIn)
            return try await entry.completeForScript(signedIn, context)
        case .wrong(let reason):
            metrics.count(.wrong)
            return Self.refusal(.invalidPasskey, reason)
        case .throttled(let seconds):
            metrics.count(.throttled)
            var response = Self.refusal(.tooManyRequests)
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    /// For whoever is signed in, and may change how they sign in.
    private func change(_ context: BrowserContext) async throws(OAuthError) -> WebResponse {
        let step = try await entry.operation.step(for: .security, in: context.browser, at: context.now)
        guard case .account = step, let user = context.user else {
            let location = entry.pages.carryOut(step, for: context.request).headers[.location]
            return Self.refusal(.loginRequired, location: location)
        }
        let browser = context.browser.id
        guard purpose == .add else {
            let options = try await storing(
                await passkeys.creationOptions(
                    for: user, in: browser, service: entry.pages.brands.own.shownName, at: context.now))
            return .json(options)
        }
        let query = try context.request.queryParameters()
        let name = Passkeys.name(query["name"] ?? "")
        let outcome = try await storing(
            await passkeys.add(
                context.request.body, named: name, for: user, in: browser,
                telling: notices.notice(.passkeyAdded, to: user, detail: name, context.request),
                at: context.now))
        switch outcome {
        case .added:
            let handle = query["request"].map { "?request=\(PercentEncoding.encode($0))" } ?? ""
            return Self.location(entry.pages.basePath + SecurityEndpoint.path + handle)
        case .full: return Self.refusal(.tooManyPasskeys)
        case .wrong(let reason): return Self.refusal(.invalidPasskey, reason)
        }
    }

    /// Where the script goes on.
    static func location(_ path: String) -> WebResponse {
        .json(JSONValue.object(["location": .string(path)]).octets)
    }

    /// Why the script is not answered as it would like, and what to do.
    private enum Refusal: String {
        case noCookie = "no_cookie"
        case wrongOrigin = "wrong_origin"
        case loginRequired = "login_required"
        case invalidPasskey = "invalid_passkey"
        case tooManyPasskeys = "too_many_passkeys"
        case tooManyRequests = "too_many_requests"

        var description: String {
            switch self {
            case .noCookie: "the browser sent no cookie: open the page first, and allow cookies"
            case .wrongOrigin: "the request comes from another site"
            case .loginRequired: "sign in first, at location"
            case .invalidPasskey:
                "the passkey was not accepted: ask for options anew, and answer them within five minutes"
            case .tooManyPasskeys: "the account has as many passkeys as it may: remove one first"
            case .tooManyRequests: "too many wrong answers: try again after Retry-After"
            }
        }

        var status: HTTPResponse.Status {
            switch self {
            case .noCookie, .wrongOrigin, .loginRequired: .forbidden
            case .invalidPasskey, .tooManyPasskeys: .badRequest
            case .tooManyRequests: .tooManyRequests
            }
        }
    }

    /// - `reason`: for the operator's log.
    private static func refusal(
        _ refusal: Refusal, _ reason: String? = nil, location: String? = nil
    ) -> WebResponse {
        var body: JSONObject = [
            "error": .string(refusal.rawValue), "error_description": .string(refusal.description),
        ]
        body["location"] = location.map { .string($0) }
        var response = WebResponse.json(
            JSONValue.object(body).octets, status: refusal.status, outcome: refusal.rawValue)
        response.logDetail = reason
        return response
    }
}

import HTTPTypes
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// An endpoint that is no more than a function.
package struct PlainEndpoint: Endpoint {
    private let answer: @Sendable (WebRequest) async -> WebResponse

    package init(respond answer: @escaping @Sendable (WebRequest) async -> WebResponse) {
        self.answer = answer
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        await answer(request)
    }
}

extension PlainEndpoint {
    /// `/.well-known/oauth-protected-resource[/path]`: metadata of the resources that the configuration describes, and of the
    /// server's own endpoints (RFC 9728).
    static func protectedResource(_ resources: ProtectedResources) -> PlainEndpoint {
        PlainEndpoint { request in
            // Below the issuer's path, where some clients look, the same resource is asked for as with the path inserted.
            let place = request.path.utf8.firstRange(of: ProtectedResources.wellKnownPath.utf8)
            let path = place.map { request.path[..<$0.lowerBound] + request.path[$0.upperBound...] } ?? ""
            guard let document = resources.document(path: String(path), query: request.query) else {
                return .refusal(
                    .notFound, error: "not_found", description: "no resource of this path is described here")
            }
            return .document(document)
        }
    }

    /// `/branding/…`: the operator's logos. A name changes with its content, so an answer may be kept for good.
    static func logos(of brands: Brands) -> PlainEndpoint {
        let logos = brands.logos
        return PlainEndpoint { request in
            let name = request.path.octets.split("/").last.map(String.init) ?? ""
            guard let logo = logos.first(where: { $0.key.octets == name.octets })?.value else {
                return .refusal(.notFound, error: "not_found", description: "there is no such picture")
            }
            return WebResponse(
                status: .ok,
                headers: [
                    .contentType: logo.mediaType, .cacheControl: "public, max-age=31536000, immutable",
                    // A picture that is opened by itself is a document, and an SVG one can hold scripts.
                    .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
                ], body: logo.octets)
        }
    }

    /// `GET /healthz`: the process answers.
    static let health = PlainEndpoint { _ in
        .json(Array(#"{"status":"ok"}"#.utf8), headers: [.cacheControl: "no-store"])
    }

    /// `GET /readyz`: the database answers, what was last to be written could be, and there are keys to sign with, so
    /// requests may be sent here.
    ///
    /// - `algorithms`: those that must have keys; of any other, keys are made when they are wanted.
    static func readiness(of store: any Store, _ ring: KeyRing, algorithms: Set<SignatureAlgorithm>) -> PlainEndpoint {
        let unready = { @Sendable (reason: String, detail: String) in
            var response = WebResponse.refusal(
                .serviceUnavailable, error: "temporarily_unavailable", description: reason)
            response.logDetail = detail
            return response
        }
        return PlainEndpoint { _ in
            do throws(StorageError) {
                try await store.ping()
            } catch {
                let reason =
                    switch error.code {
                    case .full: "the disk is full, make room for the database"
                    case .moved: "the database has moved"
                    default: "the database cannot be reached"
                    }
                return unready(reason, error.description)
            }
            guard algorithms.allSatisfy({ ring.current.signer($0) != nil }) else {
                return unready("no signing keys are loaded", "an algorithm has no current key")
            }
            return .json(Array(#"{"status":"ready"}"#.utf8), headers: [.cacheControl: "no-store"])
        }
    }

    /// `GET /metrics`, for Prometheus.
    static func metrics(_ registry: MetricsRegistry) -> PlainEndpoint {
        PlainEndpoint { _ in
            WebResponse(status: .ok, headers: [.contentType: PrometheusText.contentType], body: registry.render())
        }
    }
}

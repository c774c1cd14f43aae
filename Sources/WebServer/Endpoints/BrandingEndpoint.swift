import HTTPTypes
import OAuthProtocol
import WebPages

/// `/branding/…`: the operator's logos. A name changes with its content, so an answer may be kept for good.
struct BrandingEndpoint: Endpoint {
    static let path = "/branding/"

    private let logos: [String: Logo]

    init(brands: Brands) {
        logos = brands.logos
    }

    func respond(to request: WebRequest) async -> WebResponse {
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
            ], body: logo.octets, outcome: "ok")
    }
}

import HTTPTypes
import JOSE
import OAuthProtocol
import Storage

/// `GET /healthz`: the process answers.
struct HealthEndpoint: Endpoint {
    func respond(to request: WebRequest) async -> WebResponse {
        .json(Array(#"{"status":"ok"}"#.utf8), headers: [.cacheControl: "no-store"], outcome: "ok")
    }
}

/// `GET /readyz`: the database answers, what was last to be written could be, and there are keys to sign with, so requests may be sent here.
struct ReadinessEndpoint: Endpoint {
    let store: any Store
    let ring: KeyRing
    /// The algorithms that must have keys; of any other, keys are made when they are wanted.
    let algorithms: Set<SignatureAlgorithm>

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(StorageError) {
            try await store.ping()
        } catch {
            let reason =
                error.code == .full ? "the disk is full, make room for the database" : "the database cannot be reached"
            return unready(reason, error.description)
        }
        guard algorithms.allSatisfy({ ring.current.signer($0) != nil }) else {
            return unready("no signing keys are loaded", "an algorithm has no current key")
        }
        return .json(Array(#"{"status":"ready"}"#.utf8), headers: [.cacheControl: "no-store"], outcome: "ok")
    }

    private func unready(_ reason: String, _ detail: String) -> WebResponse {
        var response = WebResponse.refusal(.serviceUnavailable, error: "temporarily_unavailable", description: reason)
        response.logDetail = detail
        return response
    }
}

import JOSE
import OAuthProtocol
import Synchronization

/// The server's own keys that clients may encrypt their request objects to (RFC 9101 §4, OpenID Connect Core §6.1). They follow from
/// the master key and the calendar, so that every process has the same ones and none is kept: each is published for 30
/// days, and opens what was encrypted to it for 30 more.
package final class RequestKeys: Sendable {
    /// Seconds that a key is published.
    package static let period: Int64 = 30 * 86_400

    private struct Key {
        let id: String
        let key: DecryptionKey
        let publicJWK: JSONObject
    }

    private let secret: DerivedKey
    private let known = Mutex<[Int64: Key]>([:])
    /// The JWK Set that was made last.
    private let document = Mutex<(keys: Int, period: Int64, octets: [UInt8])?>(nil)

    package init(secret: DerivedKey) {
        self.secret = secret
    }

    /// The public key of this moment as a JWK; `nil` cannot be, but for a fault of the library.
    package func publicJWK(at now: Timestamp) -> JSONObject? {
        key(of: Self.period(of: now))?.publicJWK
    }

    /// The JWK Set document of the keys that sign with the one of this moment (RFC 7517 §5), made once for as long as it
    /// stays the same.
    func jwks(beside ring: KeyRing, at now: Timestamp) -> [UInt8] {
        let (replacements, period) = (ring.replacements, Self.period(of: now))
        let held = document.withLock { held in
            held.flatMap { $0.keys == replacements && $0.period == period ? $0.octets : nil }
        }
        if let held { return held }
        let keys = ring.current
        let made = publicJWK(at: now).map(keys.jwks(beside:)) ?? keys.jwks
        document.withLock { $0 = (replacements, period, made) }
        return made
    }

    /// The keys that a token may be encrypted to which names `id`: the one that is published, the one before, and the one that a
    /// process publishes already whose clock is ahead. `nil` names the first two.
    package func keys(id: String?, at now: Timestamp) -> [DecryptionKey] {
        let period = Self.period(of: now)
        guard let id else { return [period, period - 1].compactMap(key).map(\.key) }
        return [period, period - 1, period + 1].compactMap(key).filter { $0.id.octets == id.octets }.map(\.key)
    }

    private static func period(of now: Timestamp) -> Int64 { now.seconds / period }

    private func key(of period: Int64) -> Key? {
        known.withLock { known in
            if let key = known[period] { return key }
            let key = DecryptionKey(derivedFrom: secret, name: "request objects \(period)")
            guard let jwk = try? key.publicJWK(), let id = jwk["kid"]?.string else { return nil }
            // Those of long ago are not asked for any more.
            if known.count >= 8 { known = [:] }
            known[period] = Key(id: id, key: key, publicJWK: jwk)
            return known[period]
        }
    }
}

import OAuthProtocol
import OAuthServer
import Outbound
import WebServer

extension Configuration {
    /// What is not an error, and should be known to whoever starts the server.
    var startWarnings: [String] {
        let found = [
            unprotectedTransport, unreachableListener, DataDirectory(path: data).warning,
            expiredAuthorities(at: LiveClock().now()),
        ]
        return found.compactMap(\.self) + openFiles + unreachableIssuers
    }

    /// Plain http where others may listen in, and nobody is named who takes TLS off.
    private var unprotectedTransport: String? {
        guard tls.certificate == nil, !listen.isLoopback, trustedProxies.isEmpty else { return nil }
        return """
            the server speaks plain http on \(listen), so passwords and tokens can be read on their way: set tls.certificate \
            and tls.key, or name the proxy in front of it in trusted_proxies
            """
    }

    /// TLS for the world on an address that only this machine reaches.
    private var unreachableListener: String? {
        guard tls.certificate != nil, listen.isLoopback, trustedProxies.isEmpty,
            let host = issuer.flatMap({ WebURI($0) })?.host, !LocalHost.isThisMachine(host)
        else { return nil }
        return """
            the server listens on \(listen), which only this machine reaches, and is \(host) to the world: set listen, such as \
            0.0.0.0:443
            """
    }

    /// Files that are trusted, or secret, and not only the server's.
    private var openFiles: [String] {
        var warnings: [String] = []
        for (name, path) in [("tls.key", tls.key), ("mail.password_file", mail.passwordFile)] {
            guard let path, DataDirectory.mode(of: path) & 0o007 != 0 else { continue }
            warnings.append("anybody may read \(name), \(path): take the right from them with chmod o-rwx")
        }
        let files = places.values.compactMap { place in
            if case .file(let path, _) = place { path } else { nil }
        }
        for path in Set(files).sorted() where DataDirectory.mode(of: path) & 0o002 != 0 {
            warnings.append("anybody may write the configuration file \(path): take the right from them with chmod o-w")
        }
        return warnings
    }

    /// Authorities that are trusted no more, whatever the file says.
    func expiredAuthorities(at now: Timestamp) -> String? {
        guard let path = outboundAuthorities, let (expired, all) = try? trustedAuthorities().expired(at: now),
            expired > 0
        else { return nil }
        let count = expired == all ? "every certificate" : "\(expired) of \(all) certificates"
        return """
            outbound.ca_certificates: \(count) of the file \(path) has expired, and what it signed is not trusted: put the \
            authority's new one there
            """
    }

    /// Trusted issuers whose keys the guard will refuse to fetch.
    private var unreachableIssuers: [String] {
        let policy = OutboundPolicy(allowing: outboundAllow)
        return trustedIssuers.compactMap { trusted in
            guard case .url(let url) = trusted.keys, let uri = WebURI(url), let objection = policy.objection(to: uri)
            else { return nil }
            return "trusted_issuers[].jwks_uri: \(uri) \(objection.advice(on: uri))"
        }
    }
}

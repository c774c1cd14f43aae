import NIOSSL

/// Authorities whose certificates are trusted beside the system's, for servers inside a network of one's own
/// (`outbound.ca_certificates`).
package struct TrustedAuthorities: Sendable {
    /// Why a file of certificates is no good.
    package struct Fault: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    let certificates: [NIOSSLCertificate]

    /// Nobody but the system's.
    package init() {
        certificates = []
    }

    /// - Parameter path: a file of one or more certificates in PEM.
    /// - Throws: `Fault` if it cannot be read, or holds no certificate.
    package init(path: String) throws(Fault) {
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw Fault(description: "the file \(path) cannot be read, or holds no certificate in PEM")
        }
        guard !certificates.isEmpty else { throw Fault(description: "the file \(path) holds no certificate in PEM") }
    }
}

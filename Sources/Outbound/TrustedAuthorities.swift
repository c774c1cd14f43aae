import Foundation
import NIOSSL
import OAuthProtocol

/// Authorities whose certificates are trusted beside the system's, for servers inside a network of one's own
/// (`outbound.ca_certificates`).
package struct TrustedAuthorities: Sendable {
    /// Why a file of certificates is no good.
    package struct Fault: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    package let certificates: [NIOSSLCertificate]

    /// Nobody but the system's.
    package init() {
        certificates = []
    }

    /// - Parameter path: a file of one or more certificates in PEM.
    /// - Throws: `Fault` saying whether it is not there, cannot be read, holds no certificate, or one that is damaged.
    package init(path: String) throws(Fault) {
        let octets = try Self.contents(of: path)
        let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
        guard octets.contains(begin) else {
            throw Fault(
                description:
                    "the file \(path) holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----")
        }
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(octets)
        } catch {
            throw Fault(description: "the file \(path) holds a certificate that is damaged: it cannot be read as PEM")
        }
    }

    /// How many certificates there are, and how many of them are over at `now`: what they signed is trusted no more.
    package func expired(at now: Timestamp) -> (expired: Int, of: Int) {
        (certificates.count { Int64($0.notValidAfter) < now.seconds }, certificates.count)
    }

    private static func contents(of path: String) throws(Fault) -> [UInt8] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = errno
            guard reason != ENOENT else { throw Fault(description: "there is no file \(path)") }
            throw Fault(description: "the file \(path) cannot be read: \(String(cString: strerror(reason)))")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw Fault(description: "\(path) is a directory, and must be a file of certificates in PEM")
        }
        guard let file = fopen(path, "rb") else {
            throw Fault(description: "the file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        fclose(file)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(description: "the file \(path) cannot be read")
        }
        return Array(data)
    }
}

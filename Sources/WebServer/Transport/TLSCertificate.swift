import NIOCore
import NIOSSL
import Synchronization

/// The server's certificate and key as files, read again when told, so that a renewed certificate needs no restart.
final class TLSCertificate: Sendable {
    private let files: TLSFiles
    private let farewell: TimeAmount
    private let current: Mutex<NIOSSLContext>

    /// - `farewell`: how long a connection that is being closed waits for the client to agree.
    /// Throws what swift-nio-ssl says of a file that is missing or is not what it should be.
    init(_ files: TLSFiles, farewell: TimeAmount) throws {
        self.files = files
        self.farewell = farewell
        current = Mutex(try Self.context(files, farewell))
    }

    /// What the next handshake uses.
    var context: NIOSSLContext {
        current.withLock { $0 }
    }

    /// Connections that are open keep what they have. If this throws, everything stays as it was.
    func reload() throws {
        let context = try Self.context(files, farewell)
        current.withLock { $0 = context }
    }

    private static func context(_ files: TLSFiles, _ farewell: TimeAmount) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificatePath)
        let key = try NIOSSLPrivateKey(file: files.keyPath, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = farewell
        configuration.applicationProtocols = ["h2", "http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}

/// Where the server's certificate chain, its own first, and the key are; both PEM.
package struct TLSFiles: Sendable {
    package let certificatePath: String
    package let keyPath: String

    package init(certificatePath: String, keyPath: String) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
    }

    /// Why two files cannot be used.
    package struct Fault: Sendable, CustomStringConvertible {
        /// Whether it is the key's.
        package let isKeys: Bool
        package let description: String
    }

    /// What is wrong with the files; `nil` if nothing is.
    package var fault: Fault? {
        guard let chain = try? NIOSSLCertificate.fromPEMFile(certificatePath), let own = chain.first else {
            return Fault(
                isKeys: false, description: "tls.certificate: the file \(certificatePath) holds no certificate in PEM")
        }
        guard let key = try? NIOSSLPrivateKey(file: keyPath, format: .pem) else {
            return Fault(isKeys: true, description: "tls.key: the file \(keyPath) holds no private key in PEM")
        }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(own)], privateKey: .privateKey(key))
        guard (try? NIOSSLContext(configuration: configuration)) == nil else { return nil }
        return Fault(
            isKeys: true,
            description: "tls.key: the key in \(keyPath) does not belong to the first certificate in \(certificatePath)"
        )
    }
}

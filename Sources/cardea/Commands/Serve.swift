import ArgumentParser
import OAuthProtocol

/// `cardea serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server until SIGTERM or SIGINT; SIGHUP reads clients[] anew.")

    @Option(
        help: ArgumentHelp(
            "Where to listen (default: 127.0.0.1:8080); port 0 picks a free one.", valueName: "host:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "The issuer, https unless it is on loopback (default: http://localhost:PORT).", valueName: "url"))
    var issuer: String?

    @Option(help: ArgumentHelp("Certificate chain for HTTPS, PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "A server to try things on: demo client and user, a playground at /, loopback only.")
    var dev = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration(flags: flags)
        if dev { try Self.checkTrial(configuration) }
        let (common, flags) = (common, flags)
        try await Server(configuration, isDevelopment: dev) { try common.configuration(flags: flags) }.run()
    }

    /// What must never be reached from elsewhere, nor through a proxy on this machine.
    static func checkTrial(_ configuration: Configuration) throws(CommandError) {
        guard configuration.listen.isLoopback else {
            throw CommandError("--dev has passwords that everybody knows, so it listens on loopback addresses only")
        }
        guard let issuer = configuration.issuer, let host = URIParts(issuer)?.host else { return }
        guard LocalHost.isLoopback(host) || LocalHost.isNamed(host) else {
            throw CommandError(
                """
                --dev has passwords that everybody knows, so its issuer must be of this machine and not \(issuer): \
                leave the issuer out, or start without --dev
                """)
        }
    }

    private var flags: [(key: String, text: String?)] {
        [("listen", listen), ("issuer", issuer), ("tls.certificate", tlsCertificate), ("tls.key", tlsKey)]
    }
}

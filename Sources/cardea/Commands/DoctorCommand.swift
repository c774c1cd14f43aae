import ArgumentParser
import Doctor
import Foundation
import OAuthProtocol
import Outbound

/// `cardea doctor URL`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Play the client against any server or MCP resource; say what is wrong and how to mend it.",
        discussion: """
            URL is an issuer, a protected resource such as an MCP endpoint, or the metadata document of either. \
            Nothing is changed there unless --register is given. Exit status: 0 no problem, 1 a problem.
            """)

    @Argument(help: ArgumentHelp("What to examine.", valueName: "url"))
    var url: String

    @Flag(help: "Register a client, see what it may do, and remove it again.")
    var register = false

    @Flag(help: "With --register: read the initial access token for it from standard input.")
    var registrationTokenStdin = false

    @Option(help: ArgumentHelp("A client that the server knows, to make authorization requests with.", valueName: "id"))
    var clientID: String?

    @Option(help: ArgumentHelp("That client's redirect URI; needed if it has several.", valueName: "uri"))
    var redirectURI: String?

    @Option(help: ArgumentHelp("Certificates of an authority to trust beside the system's, PEM.", valueName: "file"))
    var caCertificate: String?

    @Flag(help: "Print one JSON value and nothing else.")
    var json = false

    @Flag(help: "Show each request and answer on standard error, without secrets.")
    var verbose = false

    func validate() throws {
        guard WebURI(url) != nil else {
            throw ValidationError("\(url) is not an http or https URL without fragment: write https://auth.example.com")
        }
        guard register || !registrationTokenStdin else {
            throw ValidationError("--registration-token-stdin is for registering a client: add --register")
        }
        guard redirectURI == nil || clientID != nil else {
            throw ValidationError("--redirect-uri is the redirect URI of a client: name it with --client-id")
        }
    }

    func run() async throws {
        guard let subject = WebURI(url) else { throw ValidationError("\(url) is not a URL") }
        let token = registrationTokenStdin ? try StandardInput.secret("initial access token") : nil
        // A server that hangs up is a finding, and no reason to end.
        signal(SIGPIPE, SIG_IGN)
        let clock = LiveClock()
        let authorities: TrustedAuthorities
        do throws(TrustedAuthorities.Fault) {
            authorities = try caCertificate.map(TrustedAuthorities.init(path:)) ?? TrustedAuthorities()
        } catch {
            throw CommandError(error.description)
        }
        let network = LiveExchange(agent: "cardea-doctor/\(Cardea.version)", trusting: authorities)
        let client = clientID.map { KnownClient(id: $0, redirectURI: redirectURI) }
        let show: @Sendable (String) -> Void = { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
        var checkup = Checkup(
            exchange: network, entropy: .live, clock: { clock.now() }, registers: register, registrationToken: token,
            client: client, show: verbose ? show : nil)
        let diagnosis = await checkup.examine(subject)
        await network.close()
        signal(SIGPIPE, SIG_DFL)
        Output(isJSON: json).write(diagnosis.json, text: TextReport(isColoured: Self.showsColours).text(of: diagnosis))
        if diagnosis.verdict == .problems { throw ExitCode.failure }
    }

    /// https://no-color.org
    private static var showsColours: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }
}

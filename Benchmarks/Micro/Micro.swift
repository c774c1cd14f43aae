import Foundation

/// Does one piece of the server's work as often as it is told, for `scripts/micro`, which counts the instructions.
///
///     MicroBenchmarks                          names the pieces of work
///     MicroBenchmarks WORK COUNT DIRECTORY     an empty directory, for the database
@main
struct Micro {
    static func main() {
        let done = DispatchSemaphore(value: 0)
        // An asynchronous `main` waits in a system call at which valgrind 3.19 dies.
        Task.detached {
            do {
                try await run()
            } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                exit(1)
            }
            done.signal()
        }
        done.wait()
    }

    private static func run() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, let name = arguments.first, let directory = arguments.last,
            let work = Work(rawValue: name), let count = Int(arguments[2])
        else {
            for work in Work.allCases { print(work.rawValue) }
            return
        }
        let workshop = try await Workshop(in: directory)
        // What is made at the first use of something is made before the counting: it does not come twice in 2N.
        _ = try await workshop.perform(work, 8)
        // Said, so that no compiler may leave the work out.
        print(name, try await workshop.perform(work, count))
    }
}

/// What is measured.
enum Work: String, CaseIterable {
    /// The form of a token request into parameters.
    case parse
    /// A client by its secret, HTTP Basic.
    case authenticate
    /// A delegation with its user, from the database.
    case read
    /// An access token's claims into a JWS by ES256.
    case sign
    /// The answer of a refresh into JSON.
    case serialise
    /// A rotation into the database, durable and alone.
    case commit
    /// A bearer token that was verified before.
    case verifyCached = "verify-cached"
    /// The signature and the claims of a bearer token.
    case verify
    /// A whole request for client_credentials behind the transport.
    case clientCredentials = "client-credentials"
    /// A whole refresh behind the transport, with an ID token.
    case refresh
}

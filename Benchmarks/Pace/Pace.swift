import Foundation
import NIOCore
import NIOPosix

/// Asks a server on this machine at a fixed rate, whether or not it keeps up, and prints what that came to as one line, the same
/// as `load/report.lua`. What is asked comes from the environment (`Order`).
///
/// A request that was due while all connections waited is sent when one is free, and its latency counts from the moment at
/// which it was due: so a server that stalls shows the time that everyone waits for it, and not the one request that met it.
@main
struct Pace {
    static func main() async throws {
        guard let order = Order(ProcessInfo.processInfo.environment) else {
            stop("the environment says not what to ask")
        }
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        print(try await loop.flatSubmit { Load(order, on: loop).run() }.get())
    }
}

/// Ends the program, whose result is none.
func stop(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("pace: \(reason)\n".utf8))
    exit(1)
}

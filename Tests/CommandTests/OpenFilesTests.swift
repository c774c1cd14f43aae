import NIOCore
import Testing
import WebServer

@testable import cardea

/// A system that gives few files gets few connections, and a word about it.
@Suite struct OpenFilesTests {
    @Test(arguments: [(nil, 8192), (8448, 8192), (1_048_576, 8192)])
    func `where there are files enough nothing is said`(files: Int?, connections: Int) {
        let (limits, warning) = OpenFiles.fitting(TransportLimits(), in: files)
        #expect(limits.connections == connections && warning == nil)
    }

    @Test(arguments: [(8447, 8191), (1024, 768), (512, 256), (300, 150), (64, 32), (1, 1), (0, 1)])
    func `where there are not, there are fewer connections`(files: Int, connections: Int) throws {
        let (limits, warning) = OpenFiles.fitting(TransportLimits(), in: files)
        #expect(limits.connections == connections)
        #expect(try #require(warning).contains("only \(files) files"))
        #expect(try #require(warning).contains("8448"))
    }

    @Test func `the settings are the transport's limits`() {
        let limits = HTTPSettings(idle: 30, connectionsPerNetwork: 7).limits
        #expect(limits.idle == .seconds(30) && limits.connectionsPerNetwork == 7)
        // A load balancer closes after 60 seconds.
        #expect(HTTPSettings().limits.idle == .seconds(75) && TransportLimits().idle == .seconds(75))
    }
}
